package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Await;

/**
 * What the player does where something is missing: storage, sound, a secure address, a mouse, small
 * text.
 */
@Tag("long")
class PlayerStatesTest {

  private static final Duration SOON = Duration.ofSeconds(15);

  /** What the player leaves free of the browser's quota, bytes. */
  private static final long RESERVE = 32L * 1024 * 1024;

  private static final String BLOCKED_STORAGE =
      """
      const refuse = () => { throw new DOMException('denied', 'SecurityError') }
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, { get: refuse })
      navigator.locks.request = async () => refuse()
      navigator.serviceWorker.register = async () => refuse()
      for (const name of ['persisted', 'persist', 'estimate', 'getDirectory']) navigator.storage[name] = async () => refuse()
      """;

  /**
   * A browser that lets sound out only after somebody has pressed a key. It cannot ask the browser
   * whether somebody has used the page: each call of a test counts as use.
   */
  private static final String LOCKED_SOUND =
      """
      const Free = AudioContext
      let used = false
      window.addEventListener('keydown', (event) => { used ||= event.isTrusted }, true)
      window.AudioContext = class extends Free {
        get state() { return used ? super.state : 'suspended' }
        resume() { return used ? super.resume() : new Promise(() => undefined) }
      }
      """;

  private static Room house;

  @BeforeAll
  static void start() {
    house = new Room();
  }

  @AfterAll
  static void stop() {
    if (house != null) {
      house.close();
    }
  }

  /** A new browser that runs a script before those of the player's page. */
  private static Visitor browser(PlayerRoom room, String script) {
    Visitor browser = house.visitor(Screen.DESKTOP);
    browser.page().addInitScript(script);
    return room.opens(browser);
  }

  private static void check(Visitor browser, String... texts) {
    for (String text : texts) {
      browser.reads(text);
    }
    Accessibility.checkEverywhere(browser.page(), texts[0]);
  }

  @Test
  void set_up_pairing_and_status_work_by_keyboard_alone() {
    PlayerRoom room = new PlayerRoom(house, "Study");
    try (Visitor browser = room.browser()) {
      enter(browser, browser.button("Show a code"));
      browser.reads("Pairing code");
      enter(browser, browser.button("Cancel"));
      browser.button("Show a code").waitFor();
      focus(browser, browser.field("Token"));
      browser.page().keyboard().type(room.token());
      browser.page().keyboard().press("Enter");
      browser.reads("Now playing");
      enter(browser, browser.button("Status"));
      browser.reads("Status of this player");
      enter(browser, browser.button("Set up again"));
      browser.reads("Set up this player");
      enter(browser, browser.button("Back to the room"));
      browser.reads("Now playing");
    }
  }

  private static void enter(Visitor browser, Locator control) {
    focus(browser, control);
    browser.page().keyboard().press("Enter");
  }

  /** Moves the focus on until a control has it, and checks that it can be seen. */
  private static void focus(Visitor browser, Locator control) {
    control.waitFor();
    for (int i = 0; i < 20; i++) {
      if ((boolean) control.evaluate("control => control.matches(':focus-visible')")) {
        assertTrue(
            (boolean)
                control.evaluate("control => getComputedStyle(control).outlineStyle !== 'none'"),
            "the focus can be seen");
        return;
      }
      browser.page().keyboard().press("Tab");
    }
    throw new AssertionError("not reached by keyboard: " + control);
  }

  @Test
  void a_key_lets_the_sound_out_where_the_browser_asks_for_it() {
    PlayerRoom room = new PlayerRoom(house, "Loft");
    try (Visitor browser = browser(room, LOCKED_SOUND)) {
      PlayerRoom.enter(room.token(), browser);
      check(browser, "Tap to start the sound");
      Accessibility.checkLargeText(browser.page(), "locked sound");
      enter(browser, browser.button("Tap to start the sound"));
      browser.reads("Now playing");
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  void each_screen_can_be_read_with_large_text_and_in_full_screen() {
    PlayerRoom room = new PlayerRoom(house, "Observatory");
    room.change(Map.of("presence", "code"));
    try (Visitor browser = room.browser()) {
      Page page = browser.page();
      Accessibility.checkLargeText(page, "set-up");
      PlayerRoom.enter(room.token(), browser);
      browser.reads("Now playing");
      browser.reads("Code");
      Accessibility.checkLargeText(page, "room");
      browser.presses("Status");
      browser.reads("Status of this player");
      Accessibility.checkLargeText(page, "status");
      browser.presses("Back to the room");
      browser.presses("Full screen");
      page.waitForFunction("() => document.fullscreenElement !== null");
      check(browser, "Now playing");
    }
  }

  @Test
  void nothing_moves_in_the_room_for_who_asked_for_less_motion() {
    PlayerRoom room = new PlayerRoom(house, "Den");
    try (Visitor browser = room.browserWithToken()) {
      browser.reads("Now playing");
      assertEquals(0, movements(browser));
      browser
          .page()
          .emulateMedia(
              new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
      Await.until("the background moves", SOON, () -> movements(browser) == 1);
    }
  }

  /** The animations of the background that go on. */
  private static int movements(Visitor browser) {
    return (int)
        browser
            .page()
            .locator(".glow")
            .evaluate(
                "glow => glow.getAnimations().filter(one => one.playState === 'running').length");
  }

  @Test
  void a_browser_without_storage_plays_and_says_what_it_cannot_keep() {
    PlayerRoom room = new PlayerRoom(house, "Shed");
    try (Visitor browser = browser(room, BLOCKED_STORAGE)) {
      PlayerRoom.enter(room.token(), browser);
      check(browser, "This browser keeps no data for this page", "Now playing");
      Await.until("its plays are reported", SOON, () -> room.played().size() == 1);
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  void a_browser_with_a_full_quota_plays_what_fits_and_says_so() {
    PlayerRoom room = new PlayerRoom(house, "Closet");
    long fiveSmallest =
        Sound.seven().stream().mapToLong(sound -> sound.bytes().length).sorted().limit(5).sum();
    String granted =
        "navigator.storage.estimate = async () => ({ quota: %d, usage: 0 })"
            .formatted(RESERVE + fiveSmallest - 1);
    try (Visitor browser = browser(room, granted)) {
      PlayerRoom.enter(room.token(), browser);
      check(browser, "The storage is full.", "Now playing");
      browser.presses("Status");
      browser.reads("The browser’s storage is full");
      Await.until("its plays are reported", SOON, () -> room.played().size() == 1);
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  void a_browser_without_web_audio_says_so_and_reports_no_play() {
    PlayerRoom room = new PlayerRoom(house, "Barn");
    try (Visitor browser = browser(room, "delete window.AudioContext")) {
      PlayerRoom.enter(room.token(), browser);
      check(browser, "No sound in this browser", "This browser has no WebAudio.");
      assertEquals(List.of(), room.played());
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  void an_address_that_is_not_secure_says_what_it_needs() {
    PlayerRoom room = new PlayerRoom(house, "Porch");
    String insecure = "Object.defineProperty(window, 'isSecureContext', { value: false })";
    try (Visitor browser = browser(room, insecure)) {
      check(browser, "This page needs https or localhost");
      assertEquals(List.of(), browser.errors());
    }
  }
}
