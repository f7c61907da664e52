package roomtone.bench.brain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalDatabase;

/** Which fill of a queue holds a vote. */
class QueueWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private LocalDatabase database;
  private Fixtures fixtures;
  private UUID lobby;

  @BeforeEach
  void start() {
    database = LocalDatabase.fresh();
    fixtures = Fixtures.in(database);
    lobby = fixtures.player("Lobby");
    fixtures.owner().update("delete from roomtone.room_changes");
  }

  @AfterEach
  void stop() {
    fixtures.close();
    database.close();
  }

  @Test
  void a_vote_arrives_with_the_first_fill_that_began_after_its_answer() {
    try (QueueWatch watch = new QueueWatch(database)) {
      Instant sent = fill();
      mark();
      Instant answered = Instant.now();
      watch.voted(lobby, sent, answered);
      Instant filled = fill();
      double seconds = watch.secondsToQueue(PATIENCE).getFirst();
      assertTrue(seconds * 1e9 >= Duration.between(sent, filled).toNanos(), () -> "" + seconds);
    }
  }

  @Test
  void a_vote_whose_fill_began_before_its_answer_has_arrived_once_no_mark_is_left() {
    try (QueueWatch watch = new QueueWatch(database)) {
      Instant sent = Instant.now();
      fill();
      watch.voted(lobby, sent, Instant.now());
      assertEquals(1, watch.secondsToQueue(PATIENCE).size());
    }
  }

  @Test
  void a_vote_whose_mark_is_left_has_not_arrived() {
    try (QueueWatch watch = new QueueWatch(database)) {
      Instant sent = Instant.now();
      fill();
      mark();
      watch.voted(lobby, sent, Instant.now());
      assertThrows(AssertionError.class, () -> watch.secondsToQueue(Duration.ofSeconds(1)));
    }
  }

  @Test
  void a_vote_in_a_room_that_was_not_filled_since_has_not_arrived() {
    fill();
    try (QueueWatch watch = new QueueWatch(database)) {
      Await.until("the watch has read the fill before", () -> watch.fills(lobby) == 1);
      watch.voted(lobby, Instant.now(), Instant.now());
      assertThrows(AssertionError.class, () -> watch.secondsToQueue(Duration.ofSeconds(1)));
    }
  }

  /** Fills the queue and removes the marks of its room, as a tick does; returns when it began. */
  private Instant fill() {
    return fixtures
        .owner()
        .instant(
            """
            with unmarked as (delete from roomtone.room_changes)
            update roomtone.collectives set computed_at = roomtone.now() returning computed_at
            """);
  }

  private void mark() {
    fixtures.owner().update("insert into roomtone.room_changes (player_id) values (?)", lobby);
  }
}
