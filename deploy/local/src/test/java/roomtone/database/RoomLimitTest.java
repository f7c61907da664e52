package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** How many listeners check in to a room by direct inserts. */
class RoomLimitTest {

  private static final String CHECK_IN =
      "insert into public.sessions (user_id, player_id) values (?, ?)";

  private static final String TOO_MANY = "PT429";

  private Fixtures fixtures;
  private UUID lobby;

  @BeforeEach
  void furnish() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  /** Checks listeners in, one a second, and returns the first. */
  private UUID fill(int listeners) {
    UUID first = null;
    for (int i = 0; i < listeners; i++) {
      UUID listener = fixtures.listener();
      fixtures.checkIn(listener, lobby);
      first = first == null ? listener : first;
      fixtures.advance(Duration.ofSeconds(1));
    }
    return first;
  }

  private void checkIn(UUID listener, UUID room) {
    try (Sql browser = fixtures.browser(listener)) {
      browser.update(CHECK_IN, listener, room);
    }
  }

  private void assertRefused(UUID listener) {
    try (Sql browser = fixtures.browser(listener)) {
      assertEquals(TOO_MANY, browser.sqlState(CHECK_IN, listener, lobby));
    }
  }

  @Test
  void the_sixty_first_listener_of_ten_minutes_waits_until_the_first_has_left_the_window() {
    fill(59);
    checkIn(fixtures.listener(), lobby);
    UUID late = fixtures.listener();
    try (Sql browser = fixtures.browser(late)) {
      assertEquals(
          "At most 60 listeners may check in to one room in 10 minutes. You can check in here in 541 s.",
          browser.serverError(CHECK_IN, late, lobby).getHint());
    }
    checkIn(late, fixtures.player("Garden"));
    fixtures.advance(Duration.ofSeconds(541).minusMillis(1));
    assertRefused(late);
    fixtures.advance(Duration.ofMillis(1));
    checkIn(late, lobby);
  }

  @Test
  void listeners_who_check_in_again_take_no_place_and_find_theirs() {
    UUID first = fill(60);
    for (int i = 0; i < 3; i++) {
      checkIn(first, lobby);
    }
    assertRefused(fixtures.listener());
  }

  @Test
  void one_listener_does_not_fill_a_room() {
    UUID restless = fixtures.listener();
    for (int i = 0; i < 60; i++) {
      fixtures.checkIn(restless, lobby);
    }
    checkIn(fixtures.listener(), lobby);
  }

  @Test
  void listeners_who_left_count_until_ten_minutes_are_over() {
    fill(60);
    fixtures.brain().update("update public.sessions set status = 'inactive'");
    assertRefused(fixtures.listener());
  }

  @Test
  void sessions_without_a_room_are_not_counted() {
    fixtures.owner().update("update roomtone.installation set room_listeners_per_10_minutes = 1");
    for (int i = 0; i < 3; i++) {
      checkIn(fixtures.listener(), null);
    }
  }

  @Test
  void two_who_check_in_together_do_not_pass_the_limit() {
    fill(59);
    UUID anna = fixtures.listener();
    UUID boris = fixtures.listener();
    try (Sql one = fixtures.browser(anna);
        Sql other = fixtures.browser(boris)) {
      one.execute("begin");
      one.update(CHECK_IN, anna, lobby);
      var second = Background.start(() -> other.sqlState(CHECK_IN, boris, lobby));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
      one.execute("commit");
      assertEquals(TOO_MANY, Background.result(second));
    }
  }
}
