package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;

/**
 * Each state of the listener's page says in words what it is, and everybody can use it. The states
 * that everybody sees are checked on a phone and on a desk, in light and in dark colours, on the
 * narrowest and the widest screen; how the rare ones are checked is left to the classes of tests.
 */
abstract class ListenerStates {

  private static final String HERE = "/?player=" + Room.SLUG;

  private static Room room;

  /** Fails when somebody cannot use a state that few see, which is shown now. */
  abstract void checkRare(Page page, String state);

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

  /** The song goes on however long the tests before have taken. */
  @BeforeEach
  void playOn() {
    room.playOn();
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

  private void check(Visitor guest, String... texts) {
    for (String text : texts) {
      guest.reads(text);
    }
    checkRare(guest.page(), texts[0]);
    assertEquals(List.of(), guest.errors(), texts[0]);
  }

  /** As {@link #check}, for a state that everybody sees. */
  private static void checkEverywhere(Visitor guest, String... texts) {
    for (String text : texts) {
      guest.reads(text);
    }
    Accessibility.checkEverywhere(guest.page(), texts[0]);
    Accessibility.checkLargeText(guest.page(), texts[0]);
    assertEquals(List.of(), guest.errors(), texts[0]);
  }

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
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      checkEverywhere(
          guest, Room.NAME, "Playing now", "What comes next", "Which do you like best?");
    }
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
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      checkEverywhere(guest, "This room asks for a code");
    }
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link() + "&code=000001")) {
      check(guest, "This code is wrong or too old");
      assertEquals(room.link(), guest.page().url(), "the code is not kept in the address");
    }
  }

  @Test
  void a_code_that_is_too_old_is_followed_by_the_one_that_the_screen_shows() {
    room.change(Map.of("presence", "code"));
    String old = room.codeOf(Duration.ofMinutes(15));
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link() + "&code=" + old)) {
      check(guest, "This code is wrong or too old. Enter the digits that the screen shows now.");
      guest.page().keyboard().type(room.codeOf(Duration.ZERO));
      guest.page().keyboard().press("Enter");
      guest.reads("60 minutes left");
      assertEquals(List.of(), guest.errors());
    }
  }

  /** The service counts ten wrong codes, and then refuses any. */
  @Test
  void ten_wrong_codes_lead_to_a_wait_that_counts_down() {
    room.change(Map.of("presence", "code"));
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      guest.page().clock().install();
      guest.opens(room.link());
      for (int wrong = 1; wrong <= 10; wrong++) {
        assertEquals(403, givesWrongCode(guest).status());
        guest.reads("This code is wrong or too old");
      }
      Response refused = givesWrongCode(guest);
      assertEquals(429, refused.status());
      assertCountsDown(guest, Integer.parseInt(refused.headerValue("retry-after")));
      check(guest, "Too many wrong codes", "After several wrong codes there is a break.");
      assertThat(guest.field("The six digits on the screen of the room")).isDisabled();
      guest.page().clock().fastForward("01:00:00");
      assertThat(guest.field("The six digits on the screen of the room")).isEnabled();
      guest.reads("This room asks for a code");
    }
  }

  private Response givesWrongCode(Visitor guest) {
    guest.field("The six digits on the screen of the room").fill(room.wrongCode());
    return guest
        .page()
        .waitForResponse("**/api/checkin", () -> guest.page().keyboard().press("Enter"));
  }

  /** The wait on the page is the one of the service, and gets shorter by the time that passes. */
  private static void assertCountsDown(Visitor guest, int seconds) {
    int before = secondsLeft(guest);
    assertTrue(before <= seconds && before > seconds - 30, before + " of " + seconds + " s");
    guest.page().clock().fastForward("00:20");
    Await.until("20 s less", Duration.ofSeconds(5), () -> secondsLeft(guest) <= before - 20);
    assertTrue(secondsLeft(guest) > before - 50, "no more than the time that has passed");
  }

  private static int secondsLeft(Visitor guest) {
    String[] parts = guest.page().getByRole(AriaRole.TIMER).first().innerText().split(":");
    return Arrays.stream(parts)
        .mapToInt(Integer::parseInt)
        .reduce(0, (sum, part) -> 60 * sum + part);
  }

  @Test
  void a_room_whose_player_is_away() {
    room.add("Attic", "attic");
    shows("/?player=attic", "The player of this room is away", "As soon as it is back");
  }

  @Test
  void a_room_without_songs() {
    String device = room.add("Cellar", "cellar");
    room.update("update public.songs set archived_at = roomtone.now()");
    try {
      Await.until(
          "no song is planned",
          () -> room.manager().poll(device).jsonPath().getList("next").isEmpty());
      shows("/?player=cellar", "Nothing is planned here yet", "As soon as somebody votes");
    } finally {
      room.update("update public.songs set archived_at = null");
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
      checkEverywhere(guest, "You are offline. What you see is from before.");
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
  void a_sign_in_that_many_use_shows_the_exact_wait() {
    try (Visitor guest = room.visitor(Screen.PHONE)) {
      guest.page().clock().install();
      guest.context().route("**/auth/v1/signup**", ListenerStates::signInThrottled);
      guest.opens(room.link());
      assertCountsDown(guest, 130);
      check(guest, "Many people are signing in", "Please try again after the wait.");
      assertThat(guest.button("Try again")).isDisabled();
      guest.context().unroute("**/auth/v1/signup**");
      guest.page().clock().fastForward("02:10");
      guest.presses("Try again");
      guest.reads("Which do you like best?");
    }
  }

  private static void signInThrottled(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(429)
            .setHeaders(
                Map.of(
                    "Access-Control-Allow-Origin", "*",
                    "Access-Control-Expose-Headers", "Retry-After",
                    "Retry-After", "130"))
            .setContentType("application/json")
            .setBody("{\"code\":\"over_request_rate_limit\",\"message\":\"x\"}"));
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
}
