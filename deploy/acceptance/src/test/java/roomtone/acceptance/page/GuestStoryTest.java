package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;

/** Guests who scan the QR code of a room and vote. */
class GuestStoryTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static Room room;

  @BeforeAll
  static void start() {
    room = new Room();
  }

  @AfterAll
  static void stop() {
    if (room != null) {
      room.close();
    }
  }

  /** The song goes on however long the stories before have taken. */
  @BeforeEach
  void playOn() {
    room.playOn();
  }

  /** Lets nobody of one story count in the next. */
  @AfterEach
  void endSessions() {
    room.update(
        "update public.sessions set status = 'inactive', ended_at = roomtone.now(), end_reason = 'expired' where status = 'active'");
  }

  @Test
  void a_guest_votes_and_the_queue_follows() {
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      guest.reads(Room.NAME);
      guest.reads("Which do you like best?");
      guest.presses("Not now");
      Await.until("the whole queue", SOON, () -> ListenerPage.queue(guest).size() > 1);
      String wanted = ListenerPage.votesForTheLast(guest, "much more of it");
      guest.reads("What your vote did");
      guest.reads("What the room wants is shown from 5 people on");
      Await.until(
          "the song comes first of those that a vote may change",
          SOON,
          () ->
              room.queue().get(1).equals(wanted) && ListenerPage.queue(guest).equals(room.queue()));
      guest.presses("Undo");
      guest.reads("Taken back.");
      assertThat(
              guest.page().getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setChecked(true)))
          .hasCount(0);
      assertEquals(List.of(), guest.errors());
    }
  }

  @Test
  void five_guests_see_what_the_room_wants() {
    List<Visitor> guests =
        IntStream.range(0, 5).mapToObj(n -> room.visitor(Screen.PHONE).opens(room.link())).toList();
    try {
      guests.forEach(guest -> guest.presses("Sea waves"));
      Visitor last = guests.getLast();
      last.reads("Sea waves it is. Thank you!");
      last.section("What the room wants").getByText("Of 5+ people").waitFor();
      Await.until(
          "all follow the room",
          SOON,
          () -> guests.stream().allMatch(guest -> ListenerPage.queue(guest).equals(room.queue())));
    } finally {
      guests.forEach(Visitor::close);
    }
  }

  @Test
  void a_double_tap_is_one_vote() {
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      guest.presses("Not now");
      List<String> calls = new CopyOnWriteArrayList<>();
      guest.page().onRequest(request -> calls.add(request.method() + " " + request.url()));
      int before = votes();
      guest.radio("more of it").dblclick();
      guest.reads("Thank you!");
      guest.radio("more of it").click();
      guest.presses("Undo");
      guest.reads("Taken back.");
      assertEquals(before, votes(), "there was one vote, and it was taken back");
      assertEquals(
          1,
          calls.stream().filter(call -> call.endsWith("/api/votes")).toList().size(),
          () -> calls.toString());
    }
  }

  private static int votes() {
    try (Sql owner = room.system.database().sql("postgres")) {
      return owner.integer("select count(*) from public.votes");
    }
  }

  @Test
  void a_page_that_is_older_than_the_service_reloads_itself_once() {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      AtomicInteger loads = new AtomicInteger();
      guest.page().onDOMContentLoaded(page -> loads.incrementAndGet());
      guest.context().route("**/config.json", GuestStoryTest::newerPage);
      guest.opens(room.link());
      guest.reads("There is a newer version of this page.");
      assertEquals(2, loads.get(), "it is loaded, and once again");
      guest.reads("Playing now");
      assertEquals(List.of(), guest.errors());
    }
  }

  private static void newerPage(Route route) {
    APIResponse config = route.fetch();
    JsonObject changed = JsonParser.parseString(config.text()).getAsJsonObject();
    changed.addProperty("page", "another");
    route.fulfill(new Route.FulfillOptions().setResponse(config).setBody(changed.toString()));
  }

  @Test
  void a_guest_whose_browser_blocks_storage_reads_so_and_votes() {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      guest
          .context()
          .addInitScript(
              """
              for (const area of ['localStorage', 'sessionStorage']) {
                Object.defineProperty(window, area, {get() { throw new DOMException('blocked', 'SecurityError') }})
              }
              """);
      guest.opens(room.link());
      guest.reads("Your browser keeps nothing for this page. Your votes count");
      guest.presses("Not now");
      guest.radio("more of it").click();
      guest.reads("Your vote counts here.");
      assertEquals(List.of(), guest.errors());
    }
  }

  /** Compares the picture before and after the time that is left has changed. */
  @Test
  void nothing_moves_for_those_who_asked_for_reduced_motion() {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      guest
          .context()
          .addInitScript(
              """
              window.frames = 0
              const frame = window.requestAnimationFrame
              window.requestAnimationFrame = (step) => frame.call(window, (time) => { window.frames++; step(time) })
              """);
      guest.opens(room.link());
      guest.reads("Which do you like best?");
      passesASecond(guest);
      List<Object> still = picture(guest);
      passesASecond(guest);
      assertEquals(still, picture(guest), "the picture stands, and no frame was asked for");
      assertEquals(0, guest.page().evaluate(MOVING), "nothing is animated");
      guest
          .page()
          .emulateMedia(
              new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
      Await.until(
          "the picture moves", SOON, () -> !picture(guest).getLast().equals(still.getLast()));
      guest
          .page()
          .emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
      passesASecond(guest);
      List<Object> again = picture(guest);
      passesASecond(guest);
      assertEquals(again, picture(guest), "it stands again at once");
    }
  }

  /** How many frames were asked for until now, and the picture of what plays. */
  private static List<Object> picture(Visitor guest) {
    return List.of(
        guest.page().evaluate("() => window.frames"),
        guest.page().locator("rt-living-picture canvas").evaluate("canvas => canvas.toDataURL()"));
  }

  /** How many animations run, in all shadow roots. */
  private static final String MOVING =
      """
      () => {
        const roots = (root) => [root, ...[...root.querySelectorAll('*')].flatMap((element) => element.shadowRoot ? roots(element.shadowRoot) : [])]
        return roots(document).flatMap((root) => root.getAnimations()).filter((animation) => animation.playState !== 'finished').length
      }
      """;

  /** A second in the browser, in which a picture that moves has some 20 frames. */
  private static void passesASecond(Visitor guest) {
    String left = left(guest);
    Await.until("the time left has changed", SOON, () -> !left(guest).equals(left));
  }

  private static String left(Visitor guest) {
    return guest.page().getByText(" left").last().innerText();
  }

  @Test
  void a_guest_does_everything_by_keyboard() {
    try (Visitor guest = room.visitor(Screen.DESKTOP).opens(room.link())) {
      guest.reads("Which do you like best?");
      GuestKeys keys = new GuestKeys(guest.page());
      keys.tabTo("Skip to the content").press("Enter").isAt("Room");
      keys.tabTo("Not now").press("Enter");
      guest.page().getByText("Which do you like best?").waitFor(Visitor.hidden());
      keys.kept();

      Await.until("the whole queue", SOON, () -> ListenerPage.queue(guest).size() > 1);
      String wanted = ListenerPage.queue(guest).getLast();
      keys.tabTo("Your vote for " + wanted + ": as it is").press("ArrowRight", "ArrowRight");
      keys.isAt("Your vote for " + wanted + ": much more of it").press("Enter");
      guest.reads(wanted + ": much more of it. Thank you!");
      Await.until(
          "the song comes first of those that a vote may change",
          SOON,
          () -> ListenerPage.queue(guest).stream().limit(2).anyMatch(wanted::equals));
      keys.isAt("Your vote for " + wanted + ": much more of it");
      keys.tabTo("Undo").press("Enter");
      guest.reads("Taken back.");
      keys.isAt("Your vote for " + wanted + ": much more of it").press("Space");
      guest.reads(wanted + ": much more of it. Thank you!");
      keys.tabBackTo("Take this vote back").press("Enter");
      guest.page().getByText("What your vote did").waitFor(Visitor.hidden());
      keys.kept();

      keys.tabBackTo("Wishes").press("Enter").isAt("Wishes");
      keys.tabTo("Search by title or artist").type("boat");
      guest.reads("1 song");
      keys.tabTo("Wish for Boat").press("Enter");
      guest.reads("Boat: much more of it");
      keys.isAt("Wish for Boat");

      keys.tabBackTo("Taste").press("Enter").isAt("Taste");
      guest.reads("1 vote");
      keys.tabTo("Set it by hand").press("Enter").tabTo("Rain").press("End");
      keys.tabTo("Save my taste").press("Enter");
      guest.reads("Your taste is saved.");
      keys.isAt("Save my taste").tabTo("Remove your vote for Boat").press("Enter");
      guest.reads("You have not voted yet.");
      keys.kept();

      keys.tabBackTo("Board").press("Enter").isAt("Board");
      keys.tabTo("Your name on the board").type("Ada").press("Enter");
      guest.reads("Your name is saved.");
      keys.isAt("Your name on the board");

      keys.tabBackTo("You").press("Enter").isAt("You");
      keys.tabTo("E-mail address").type("ada@example.org").press("Enter");
      guest.reads("We sent a mail to ada@example.org");
      keys.isAt("The code from the mail");
      keys.tabTo("Erase …").press("Enter").isAt("Close").press("Escape").isAt("Erase …");
      keys.isNoTrap();
      keys.tabBackTo("Check out").press("Enter").isAt("Room");
      guest.reads("You are checked out");
      keys.tabTo("Check in").press("Space");
      guest.page().getByText("You are checked out").waitFor(Visitor.hidden());
      keys.kept();
      assertEquals(List.of(), guest.errors());
    }
  }

  @Test
  void script_in_a_title_is_shown_as_text() {
    String title = "<img src=x onerror=alert(1)>";
    room.update("update public.songs set title = ? where title = 'Boat'", title);
    try {
      try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
        guest.follows("Wishes");
        guest.page().getByLabel("Search by title or artist").fill("onerror");
        guest.reads(title);
        assertEquals(List.of(), guest.errors());
      }
    } finally {
      room.update("update public.songs set title = 'Boat' where title = ?", title);
    }
  }

  @Test
  void a_german_phone_gets_german_words() {
    try (Visitor guest = room.visitor(Screen.PHONE.in("de-AT")).opens(room.link())) {
      guest.reads("Jetzt");
      assertEquals("de", guest.page().locator("html").getAttribute("lang"));
    }
  }
}
