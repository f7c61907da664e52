package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Plays that are booked while listeners check in or their sessions are deleted. */
class ConcurrentBookingTest extends ConcurrencyTestBase {

  @Test
  void deleting_a_session_while_a_play_is_booked_does_not_roll_back_the_fill() {
    queues.reportStart(rooms[0], songs[0]);
    try (Sql brain = fixtures.as("brain_service");
        Sql eraser = fixtures.as("brain_service")) {
      brain.execute("begin");
      brain.rows(FILL, (Object) rooms);
      var erased =
          Background.start(
              () ->
                  eraser.update(
                      "delete from public.sessions where user_id = ?", people.getFirst()));
      Await.until(
          "erased waits for a lock or has ended",
          () -> erased.isDone() || fixtures.waitingTransactions() > 0);
      brain.execute("commit");
      assertEquals(1, Background.result(erased));
    }
    assertEquals(
        0,
        fixtures
            .owner()
            .integer(
                "select count(*) from public.songs_playing where advanced_at is not null and booked_at is null"));
    assertEquals(1, fixtures.owner().integer("select count(*) from roomtone.ledger_bookings"));
    assertEquals(1, fixtures.owner().integer("select count(*) from roomtone.ledgers"));
  }

  @Test
  void a_play_is_booked_without_sessions_that_are_being_deleted() {
    queues.reportStart(rooms[0], songs[0]);
    try (Sql eraser = fixtures.as("brain_service")) {
      eraser.execute("begin");
      eraser.update("delete from public.sessions where user_id = ?", people.getFirst());
      var fill = Background.start(() -> queues.fill(rooms));
      Await.until(
          "fill waits for a lock or has ended",
          () -> fill.isDone() || fixtures.waitingTransactions() > 0);
      eraser.execute("commit");
      assertEquals(4, Background.result(fill).size());
    }
    assertEquals(
        List.of(people.get(4).toString()),
        fixtures
            .owner()
            .column(
                "select s.user_id from roomtone.ledger_bookings b join public.sessions s on s.id = b.session_id"));
  }

  @Test
  void a_listener_who_checks_in_again_while_a_play_is_booked_has_it_booked() {
    queues.reportStart(rooms[0], songs[0]);
    UUID again = Fixtures.nextId();
    try (Sql listener = fixtures.as("brain_service")) {
      listener.execute("begin");
      listener.update(
          "insert into public.sessions (id, user_id, player_id, expires_at) values (?, ?, ?, roomtone.now() + interval '1 hour')",
          again,
          people.getFirst(),
          rooms[0]);
      var fill = Background.start(() -> queues.fill(rooms));
      Await.until(
          "fill waits for a lock or has ended",
          () -> fill.isDone() || fixtures.waitingTransactions() > 0);
      listener.execute("commit");
      assertEquals(4, Background.result(fill).size());
    }
    assertBookedTo(again);
  }

  @Test
  void a_listener_who_checks_in_again_after_a_play_was_booked_keeps_the_booking() {
    queues.reportStart(rooms[0], songs[0]);
    try (Sql brain = fixtures.as("brain_service")) {
      brain.execute("begin");
      brain.rows(FILL, (Object) rooms);
      var again = Background.start(() -> fixtures.checkIn(people.getFirst(), rooms[0]));
      Await.until(
          "again waits for a lock or has ended",
          () -> again.isDone() || fixtures.waitingTransactions() > 0);
      brain.execute("commit");
      assertBookedTo(Background.result(again));
    }
  }

  /** Checks that the play is booked for that session and for the other one in the room. */
  private void assertBookedTo(UUID session) {
    for (String kept : List.of("roomtone.ledger_bookings", "roomtone.ledgers")) {
      assertEquals(
          2,
          fixtures.owner().integer("select count(*) from " + kept),
          "no more than those who are there");
      assertEquals(
          1,
          fixtures
              .owner()
              .integer("select count(*) from " + kept + " where session_id = ?", session),
          kept);
    }
  }
}
