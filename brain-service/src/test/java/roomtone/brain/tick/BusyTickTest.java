package roomtone.brain.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;

/** The tick while more rooms have changed than it can fill. */
@QuarkusTest
@TestProfile(BusyTickTest.OneRoomPerBatch.class)
class BusyTickTest extends BrainTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Lets the scheduler run, with one worker and one room in a batch. */
  public static class OneRoomPerBatch implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.scheduler.enabled", "true",
          "roomtone.queue.batch", "1",
          "roomtone.queue.workers", "1");
    }
  }

  @Inject Scheduler scheduler;
  @Inject Tick tick;
  @Inject QueueFiller rooms;

  private UUID[] songs;

  /** Adds a trigger that delays the fill of rooms, as their names say. */
  @BeforeEach
  void makeRoomsSlow() {
    songs = Stream.generate(() -> fixtures.song(BrainFixtures.RAIN)).limit(6).toArray(UUID[]::new);
    fixtures
        .sql()
        .update(
            """
        create or replace function public.take_time() returns trigger language plpgsql as
        $$
        declare v_name text := (select name from public.players where id = new.player_id);
        begin
          if v_name = 'held' then
            -- past the bound on waiting for a lock
            while not pg_try_advisory_xact_lock(1) loop
              perform pg_sleep(0.02);
            end loop;
          elsif v_name like 'then %' and new.position = 5 then
            insert into roomtone.room_changes (player_id) values (replace(v_name, 'then ', '')::uuid);
          elsif v_name like '% ms' and new.position = 5 then
            perform pg_sleep(replace(v_name, ' ms', '')::int / 1000.0);
          end if;
          return new;
        end
        $$
        """);
    fixtures
        .sql()
        .update(
            "create trigger take_time before insert on player_queue for each row execute function public.take_time()");
  }

  @AfterEach
  void makeRoomsFast() {
    scheduler.resume();
    fixtures.sql().update("drop trigger take_time on player_queue");
  }

  @Test
  void pending_votes_and_expired_sessions_do_not_wait_for_rooms() throws SQLException {
    Person voter = fixtures.person();
    Person guest = fixtures.person();
    fixtures.checkIn(guest, fixtures.room(songs));
    fixtures
        .sql()
        .update("update sessions set expires_at = checked_in_at where user_id = ?", guest.id());
    try (Sql other = fixtures.database().sql("postgres")) {
      other.execute("select pg_advisory_lock(1)");
      Room held = room("held");
      Await.until(
          "the fill of a room waits",
          TIMEOUT,
          () ->
              fixtures
                      .sql()
                      .integer(
                          "select count(*) from pg_stat_activity where usename = 'brain_service' and wait_event = 'PgSleep'")
                  > 0);
      fixtures.voteFromBrowser(voter, songs[0], 5);
      Await.until(
          "the vote is applied",
          TIMEOUT,
          () ->
              fixtures
                      .sql()
                      .integer(
                          "select count(*) from votes where user_id = ? and applied_seq is not null",
                          voter.id())
                  == 1);
      Await.until(
          "the session has expired",
          TIMEOUT,
          () ->
              fixtures
                      .sql()
                      .integer(
                          "select count(*) from sessions where user_id = ? and end_reason = 'expired'",
                          guest.id())
                  == 1);
      assertEquals(0, fixtures.queue(held).size(), "the room waits all the while");
    }
  }

  @Test
  void rooms_that_change_during_a_fill_wait_for_the_next_tick() {
    scheduler.pause();
    Await.until("no room is marked", TIMEOUT, () -> rooms.fillChanged(() -> true) == 0);
    Room hot = room("hot");
    AtomicInteger asked = new AtomicInteger();
    int done =
        rooms.fillChanged(
            () -> {
              fixtures
                  .sql()
                  .update("insert into roomtone.room_changes (player_id) values (?)", hot.id());
              return asked.incrementAndGet() < 50;
            });
    assertEquals(1, done);
    assertTrue(asked.get() < 50, "it ended by itself");
  }

  @Test
  void a_room_that_changes_while_others_are_filled_is_filled_in_the_same_tick() {
    scheduler.pause();
    Room next = fixtures.room(songs);
    Room first = room("then " + next.id());
    tick.run();
    fixtures
        .sql()
        .update("delete from player_queue where player_id in (?, ?)", first.id(), next.id());
    fixtures.sql().update("delete from roomtone.room_changes");
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", first.id());
    tick.run();
    assertEquals(5, fixtures.queue(next).size());
  }

  @Test
  void the_oldest_rooms_get_as_much_time_as_the_changed_ones() {
    List<Room> unchanged = Stream.generate(() -> room("150 ms")).limit(7).toList();
    Room hot = room("2000 ms");
    Await.until(
        "no room is marked",
        TIMEOUT,
        () -> fixtures.sql().integer("select count(*) from roomtone.room_changes") == 0);
    scheduler.pause();
    tick.fillQueues();
    unchanged.forEach(
        room -> fixtures.sql().update("delete from player_queue where player_id = ?", room.id()));
    fixtures.sql().update("delete from player_queue where player_id = ?", hot.id());
    fixtures.advance(Duration.ofSeconds(31));
    // None of the other rooms is due.
    fixtures
        .sql()
        .update(
            "update roomtone.collectives set computed_at = roomtone.now() where player_id <> all (select id from players where name = '150 ms')");
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", hot.id());
    tick.fillQueues();
    assertEquals(5, fixtures.queue(hot).size());
    unchanged.forEach(room -> assertEquals(5, fixtures.queue(room).size()));
  }

  private Room room(String name) {
    Room room = fixtures.room(songs);
    fixtures.sql().update("update players set name = ? where id = ?", name, room.id());
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    return room;
  }
}
