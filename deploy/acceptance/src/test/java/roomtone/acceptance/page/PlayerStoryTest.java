package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;

/**
 * A browser that is the device of a room: it is set up, plays the queue, and plays on without
 * network. Each of its states says in words what it is, and everybody can use it.
 */
class PlayerStoryTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

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

  /** Reads all these texts, and checks that everybody can use what is shown. */
  private static void check(Visitor browser, String... texts) {
    for (String text : texts) {
      browser.reads(text);
    }
    Accessibility.checkEverywhere(browser.page(), texts[0]);
    assertEquals(List.of(), browser.errors(), texts[0]);
  }

  @Test
  void a_new_browser_with_the_token_plays_the_queue_of_the_room() {
    PlayerRoom room = new PlayerRoom(house, "Terrace");
    try (Visitor browser = room.browser();
        Visitor guest = house.visitor(Screen.PHONE)) {
      check(browser, "Set up this player", "With a code", "With a token");
      String first = room.queue().getFirst();
      PlayerRoom.enter("two words", browser);
      browser.reads("This is no token");
      PlayerRoom.enter(room.token(), browser);

      check(browser, "Now playing", first, room.name(), "Scan to join");
      Await.until("the play is reported", SOON, () -> room.played().equals(List.of(first)));
      Await.until("listeners are told it", SOON, () -> first.equals(room.nowPlaying()));
      browser
          .page()
          .getByRole(
              AriaRole.IMG,
              new Page.GetByRoleOptions()
                  .setName("QR code of the link " + room.link())
                  .setExact(true))
          .waitFor();
      guest.opens(room.link());
      guest
          .page()
          .getByRole(AriaRole.ARTICLE, new Page.GetByRoleOptions().setName(first).setExact(true))
          .getByText("Playing now")
          .waitFor();

      browser.presses("Status");
      check(browser, "Status of this player", "answers", "Problems of the last hour");
    }
  }

  @Test
  void a_player_that_reloads_after_ten_minutes_without_network_loses_no_play() {
    PlayerRoom room = new PlayerRoom(house, "Cellar");
    List<String> heard = new ArrayList<>();
    try (Visitor browser = house.visitor(Screen.DESKTOP)) {
      browser.page().clock().install();
      PlayerRoom.enter(room.token(), room.opens(browser));
      heard.add(room.awaitSong(browser));
      room.awaitSongsStored(browser);
      PlayerRoom.awaitPageStored(browser);
      List<String> before = List.copyOf(heard);
      Await.until("the first play is reported", SOON, () -> room.played().equals(before));

      browser.context().setOffline(true);
      Duration away = Duration.ZERO;
      while (away.compareTo(TEN_MINUTES) < 0) {
        away = away.plus(PlayerRoom.untilNextSong(browser));
        heard.add(room.awaitOther(browser, heard.getLast()));
      }
      check(browser, "The music plays on.", "Now playing");
      PlayerRoom.awaitEndOfFade(browser, heard.getLast());
      browser.page().reload();
      assertEquals(heard.getLast(), room.awaitSong(browser), "it plays on");
      assertEquals(before, room.played(), "nothing was reported without network");

      house.system.database().setClock(away);
      browser.context().setOffline(false);
      Await.value("all plays are reported, each once", SOON, room::played, heard::equals);
      PlayerRoom.assertNoSilence(
          Await.value(
              "their ends are reported",
              SOON,
              room::plays,
              plays -> PlayerRoom.ended(plays) == plays.size() - 1),
          PlayerRoom.PLAY);
      assertEquals(List.of(), browser.errors());
    } finally {
      house.system.database().setClock(Duration.ZERO);
    }
  }

  @Test
  void a_browser_is_paired_by_the_code_that_staff_confirm() {
    PlayerRoom room = new PlayerRoom(house, "Attic");
    try (Visitor browser = house.visitor(Screen.DESKTOP)) {
      browser.page().clock().install();
      room.opens(browser).presses("Show a code");
      Locator code = browser.page().getByText(Pattern.compile("^[A-Z]{4}-[A-Z]{4}$"));
      check(browser, "Pairing code", "Valid for another", "With a token");
      room.confirm(code.innerText());
      browser.page().clock().fastForward(Duration.ofSeconds(5).toMillis());
      browser.reads("Now playing");
      browser.reads(room.name());
      assertEquals(List.of(), browser.errors());
    }
  }

  @Test
  void a_token_that_is_no_longer_valid_is_replaced_by_a_new_one() {
    PlayerRoom room = new PlayerRoom(house, "Library");
    try (Visitor browser = room.browserWithToken()) {
      browser.reads("Now playing");
      String token = room.newToken();
      browser.page().reload();
      check(browser, "The token of this player is not valid any more.", "Now playing");
      browser.presses("Set up again");
      PlayerRoom.enter(token, browser);
      browser.reads("Now playing");
      browser.page().getByText("not valid any more").waitFor(Visitor.hidden());
    }
  }

  @Test
  void a_paused_room() {
    PlayerRoom room = new PlayerRoom(house, "Pantry");
    room.pause();
    try (Visitor browser = room.browserWithToken()) {
      check(browser, "Staff have paused this room.", "Paused", "Scan to join");
    }
  }

  @Test
  void a_closed_room_says_when_it_opens() {
    LocalDate opens = LocalDate.now(ZoneOffset.UTC).plusDays(2);
    String weekday =
        opens
            .getDayOfWeek()
            .getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
            .toLowerCase(Locale.ROOT);
    PlayerRoom room = new PlayerRoom(house, "Office");
    room.change(Map.of("opening_hours", Map.of(weekday, List.of(List.of("10:00", "18:00")))));
    try (Visitor browser = room.browserWithToken()) {
      check(
          browser,
          "This room is closed now.",
          DateTimeFormatter.ofPattern("'Opens 'd MMM uuuu', 10:00'", Locale.UK).format(opens));
    }
  }

  @Test
  void a_room_without_songs() {
    PlayerRoom room = new PlayerRoom(house, "Garage");
    room.setLibrary("Boat");
    house.update("update public.songs set archived_at = roomtone.now() where title = 'Boat'");
    try (Visitor browser = room.browser()) {
      Await.until("the queue is empty", SOON, () -> room.queue().isEmpty());
      PlayerRoom.enter(room.token(), browser);
      check(browser, "No songs yet", "Add songs to the library of this room");
    } finally {
      house.update("update public.songs set archived_at = null where title = 'Boat'");
    }
  }

  @Test
  void a_second_tab_takes_over_when_the_first_is_closed() {
    PlayerRoom room = new PlayerRoom(house, "Kitchen");
    try (Visitor first = room.browserWithToken()) {
      first.reads("Now playing");
      try (Visitor second = room.opens(new Visitor(first.context()))) {
        check(second, "Another tab plays already");
        first.page().close();
        second.reads("Now playing");
        assertEquals(List.of(), second.errors());
      }
    }
  }
}
