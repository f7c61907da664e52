package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each state of the listener's page says in words what it is, and everybody can use it: on a phone
 * and on a desk, in light and in dark colours, on the narrowest and the widest screen.
 */
class ListenerStatesTest {

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

  @AfterEach
  void reopen() {
    room.pause(false);
    room.change(Map.of("presence", "open"));
    room.update("update public.players set opening_hours = null");
  }

  /** Opens the page, reads all these texts, and checks that everybody can use what is shown. */
  private void shows(String path, Consumer<Visitor> before, String... texts) {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      before.accept(guest);
      guest.opens(room.system.brain().url() + path);
      check(guest, texts);
    }
  }

  private void shows(String path, String... texts) {
    shows(path, guest -> {}, texts);
  }

  private static void check(Visitor guest, String... texts) {
    for (String text : texts) {
      guest.reads(text);
    }
    Accessibility.checkEverywhere(guest.page(), texts[0]);
    assertEquals(List.of(), guest.errors(), texts[0]);
  }

  private static final String HERE = "/?player=" + Room.SLUG;

  private static Consumer<Route> problem(int status, String type, int retryAfter) {
    return route ->
        route.fulfill(
            new Route.FulfillOptions()
                .setStatus(status)
                .setHeaders(Map.of("Retry-After", String.valueOf(retryAfter)))
                .setContentType("application/problem+json")
                .setBody(
                    "{\"type\":\"urn:roomtone:problem:%s\",\"status\":%d,\"title\":\"x\",\"detail\":\"x\"}"
                        .formatted(type, status)));
  }

  @Test
  void a_room_that_plays() {
    shows(HERE, Room.NAME, "Playing now", "What comes next", "Which do you like best?");
  }

  @Test
  void a_room_that_nobody_knows() {
    shows("/?player=nowhere", "We do not know this room");
  }

  @Test
  void an_address_without_a_room_lists_the_rooms() {
    shows("/", "Where are you?", Room.NAME);
  }

  @Test
  void a_room_that_asks_for_a_code() {
    room.change(Map.of("presence", "code"));
    shows(HERE, "This room asks for a code");
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link() + "&code=000001")) {
      check(guest, "This code is wrong or too old");
      assertEquals(room.link(), guest.page().url(), "the code is not kept in the address");
    }
  }

  @Test
  void a_closed_room() {
    room.update("update public.players set opening_hours = '{}'");
    shows(HERE, "This room is closed");
  }

  @Test
  void a_paused_room() {
    room.pause(true);
    shows(HERE, "A pause");
  }

  @Test
  void a_page_without_network_goes_on_when_it_is_back() {
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      guest.reads("Playing now");
      guest.context().setOffline(true);
      check(guest, "You are offline. What you see is from before.");
      guest.context().setOffline(false);
      guest.page().getByText("You are offline").first().waitFor(Visitor.hidden());
    }
  }

  @Test
  void a_service_that_does_not_answer() {
    shows(
        HERE,
        guest -> guest.context().route("**/api/**", Route::abort),
        "Roomtone does not answer");
  }

  @Test
  void somebody_who_votes_too_often_sees_the_exact_wait() {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      guest.context().route("**/api/votes", problem(429, "vote-throttled", 42));
      guest.opens(room.link());
      guest.presses("Not now");
      guest.radio("more of it").click();
      guest.reads("0:4");
      check(guest, "You have done this very often in a short time.");
    }
  }

  @Test
  void a_sign_in_that_many_use() {
    shows(
        HERE,
        guest ->
            guest
                .context()
                .route(
                    "**/auth/v1/signup**",
                    route ->
                        route.fulfill(
                            new Route.FulfillOptions()
                                .setStatus(429)
                                .setHeaders(
                                    Map.of("Access-Control-Allow-Origin", "*", "Retry-After", "30"))
                                .setContentType("application/json")
                                .setBody(
                                    "{\"code\":\"over_request_rate_limit\",\"message\":\"x\"}"))),
        "Many people are signing in");
  }

  @Test
  void a_session_that_is_over_begins_again_by_one_tap() {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      guest.page().clock().install();
      guest.opens(room.link());
      guest.reads("60 minutes left");
      room.update(
          "update public.sessions set status = 'inactive', ended_at = roomtone.now(), end_reason = 'expired' where status = 'active'");
      guest.page().clock().fastForward("01:01:00");
      check(guest, "Your time here has ended");
      guest.presses("Check in");
      guest.page().getByText("Your time here has ended").waitFor(Visitor.hidden());
    }
  }

  @Test
  void an_account_that_is_gone_starts_anew() {
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      guest.reads("Playing now");
      guest.presses("Not now");
      room.update("delete from auth.users where id not in (select user_id from public.roles)");
      guest.radio("more of it").click();
      check(guest, "This account is gone");
      guest.presses("Start anew");
      guest.page().getByText("This account is gone").waitFor(Visitor.hidden());
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
