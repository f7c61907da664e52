package roomtone.brain.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.local.testing.Sql;

/** The tick deletes rows that nothing needs any more. */
@QuarkusTest
class RetentionTest extends TickScenario {

  @Test
  void stored_answers_are_deleted_after_a_day() {
    Person person = fixtures.person();
    as(person)
        .header("Idempotency-Key", UUID.randomUUID())
        .body(json("song_id", fixtures.song(BrainFixtures.RAIN), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    assertEquals(
        1,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.vote_requests where user_id = ?", person.id()));
    fixtures.advance(Duration.ofHours(25));
    tick.deleteExpiredRows();
    assertEquals(
        0,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.vote_requests where user_id = ?", person.id()));
  }

  @Test
  void wrong_codes_are_deleted_after_an_hour() {
    fixtures.database().setClock(fixtures.now());
    Person person = fixtures.person();
    String codes = "select count(*) from roomtone.wrong_codes where user_id = ?";
    fixtures
        .sql()
        .update(
            "insert into roomtone.wrong_codes (user_id, given_at) values (?, roomtone.now())",
            person.id());
    fixtures.advance(Duration.ofHours(1).minusMillis(1));
    tick.deleteExpiredRows();
    assertEquals(1, fixtures.sql().integer(codes, person.id()));
    fixtures.advance(Duration.ofMillis(1));
    tick.deleteExpiredRows();
    assertEquals(0, fixtures.sql().integer(codes, person.id()));
  }

  @Test
  void dropped_entries_are_deleted_after_an_hour() {
    fixtures.database().setClock(fixtures.now());
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 7)));
    tick.run();
    String dropped = "select count(*) from roomtone.dropped_entries where player_id = ?";
    fixtures
        .sql()
        .update(
            "delete from player_library where player_id = ? and song_id = ?",
            room.id(),
            fixtures.queue(room).getFirst());
    tick.run();
    assertEquals(1, fixtures.sql().integer(dropped, room.id()));
    fixtures.advance(Duration.ofMinutes(60));
    tick.deleteExpiredRows();
    assertEquals(1, fixtures.sql().integer(dropped, room.id()));
    fixtures.advance(Duration.ofSeconds(1));
    tick.deleteExpiredRows();
    assertEquals(0, fixtures.sql().integer(dropped, room.id()));
  }

  @Test
  void expired_bookings_are_deleted_in_batches_except_those_locked_by_another_replica()
      throws Exception {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    Person person = fixtures.person();
    fixtures.checkIn(person, room);
    UUID play = fixtures.play(room, fixtures.song(BrainFixtures.RAIN));
    fixtures
        .sql()
        .update(
            "insert into songs_playing (player_id, song_id, played_at, ended_at) select player_id, song_id, played_at, played_at from songs_playing, generate_series(1, 4999) where id = ?",
            play);
    fixtures
        .sql()
        .update(
            """
        insert into roomtone.ledger_bookings (play_id, session_id, cosine, mean)
        select p.id, s.id, 1, 1 from songs_playing p join sessions s on s.player_id = p.player_id where p.player_id = ?
        """,
            room.id());
    fixtures.advance(Duration.ofHours(25));
    try (Sql replica = fixtures.database().sql("brain_service");
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      replica.execute("begin");
      replica.update("select 1 from roomtone.ledger_bookings where play_id = ? for update", play);
      Future<?> tidied = others.submit(tick::deleteExpiredRows);
      try {
        tidied.get(30, TimeUnit.SECONDS);
        assertEquals(
            List.of(play), fixtures.sql().values("select play_id from roomtone.ledger_bookings"));
      } finally {
        replica.execute("rollback");
      }
    }
    tick.deleteExpiredRows();
    assertEquals(0, fixtures.sql().integer("select count(*) from roomtone.ledger_bookings"));
  }
}
