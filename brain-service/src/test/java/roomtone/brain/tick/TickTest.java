package roomtone.brain.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.StatementCounter;

/** The tick fills the queues of changed rooms, and of all rooms within the period. */
@QuarkusTest
class TickTest extends TickScenario {
  @Inject QueueFiller rooms;

  @Test
  void a_vote_moves_the_queue_towards_the_song_within_one_tick() {
    List<UUID> rain = songs(BrainFixtures.RAIN, 6);
    List<UUID> fire = songs(BrainFixtures.FIRE, 6);
    Room room = fixtures.room(all(rain, fire));
    Person person = fixtures.person();
    as(person).body(json("player_id", room.id())).post("/api/checkin").then().statusCode(201);
    as(person)
        .body(json("song_id", rain.getFirst(), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    tick.run();
    assertTrue(rain.containsAll(fixtures.queue(room).subList(1, 5)), "entries 2 to 5 are rain");
    assertEquals(
        0,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.room_changes where player_id = ?", room.id()));
    for (UUID song : fire.subList(0, 5)) {
      as(person)
          .body(json("song_id", song, "vote_value", 5))
          .post("/api/votes")
          .then()
          .statusCode(201);
    }
    as(person)
        .body(json("preference_vector", List.of(0, 0, 0, 0, 1)))
        .put("/api/preferences")
        .then()
        .statusCode(200);
    UUID first = fixtures.queue(room).getFirst();
    tick.run();
    assertEquals(first, fixtures.queue(room).getFirst(), "the first entry is fixed");
    assertTrue(fire.containsAll(fixtures.queue(room).subList(1, 5)), "the other entries follow");
  }

  @Test
  void a_play_is_booked_once_and_the_fill_replaces_the_first_entry_too() {
    List<UUID> rain = songs(BrainFixtures.RAIN, 6);
    List<UUID> fire = songs(BrainFixtures.FIRE, 6);
    Room room = fixtures.room(all(fire, rain));
    tick.run();
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    tick.run();
    UUID play = fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
    tick.run();
    assertEquals(
        1,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.ledger_bookings where play_id = ?", play));
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from songs_playing where id = ? and booked_at is not null", play));
    assertTrue(rain.containsAll(fixtures.queue(room)), "all five are rain");
  }

  @Test
  void a_song_that_left_the_library_or_is_archived_leaves_the_first_place_within_one_tick() {
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 7)));
    tick.run();
    List<UUID> queue = fixtures.queue(room);
    fixtures
        .sql()
        .update(
            "delete from player_library where player_id = ? and song_id = ?",
            room.id(),
            queue.getFirst());
    tick.run();
    assertEquals(queue.get(1), fixtures.queue(room).getFirst());
    fixtures
        .sql()
        .update("update songs set archived_at = roomtone.now() where id = ?", queue.get(1));
    tick.run();
    assertEquals(queue.get(2), fixtures.queue(room).getFirst());
    assertEquals(5, fixtures.queue(room).size());
  }

  @Test
  void an_empty_room_keeps_a_full_queue() {
    Room room = fixtures.room(all(songs(BrainFixtures.WIND, 7)));
    tick.run();
    assertEquals(5, fixtures.queue(room).size());
    for (int i = 0; i < 10; i++) {
      fixtures.play(room, fixtures.queue(room).getFirst());
      fixtures.advance(Duration.ofMinutes(3));
      tick.run();
      assertEquals(5, fixtures.queue(room).size());
    }
  }

  @Test
  void an_expired_session_changes_its_status_and_its_room_is_filled() {
    List<UUID> rain = songs(BrainFixtures.RAIN, 6);
    Room room = fixtures.room(all(rain));
    Person person = fixtures.personWhoLikes(BrainFixtures.RAIN);
    fixtures.checkIn(person, room);
    tick.run();
    assertEquals(
        List.of(1),
        fixtures
            .sql()
            .values("select listeners from roomtone.collectives where player_id = ?", room.id()));
    fixtures.advance(Duration.ofMinutes(61));
    tick.run();
    assertEquals(
        List.of("inactive expired"),
        fixtures
            .sql()
            .values(
                "select status || ' ' || end_reason from sessions where user_id = ?", person.id()));
    assertEquals(
        List.of(0),
        fixtures
            .sql()
            .values("select listeners from roomtone.collectives where player_id = ?", room.id()));
  }

  @Test
  void every_room_is_filled_within_the_period() {
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    tick.run();
    fixtures.sql().update("delete from player_queue where player_id = ?", room.id());
    tick.run();
    assertEquals(0, fixtures.queue(room).size(), "nothing says that it changed");
    fixtures.advance(Duration.ofSeconds(31));
    tick.run();
    assertEquals(5, fixtures.queue(room).size());
  }

  @Test
  void a_room_that_fails_does_not_stop_the_others() {
    UUID[] songs = all(songs(BrainFixtures.RAIN, 6));
    // So many that the failing room is always in a batch with others.
    List<Room> good =
        new ArrayList<>(Stream.generate(() -> fixtures.room(songs)).limit(4).toList());
    Room bad = fixtures.room(songs);
    Stream.generate(() -> fixtures.room(songs)).limit(3).forEach(good::add);
    fixtures
        .sql()
        .update(
            """
        create or replace function public.break_a_room() returns trigger language plpgsql as
        $$ begin raise exception 'this room is broken'; end $$
        """);
    fixtures
        .sql()
        .update(
            "create trigger break_a_room before insert or update on player_queue for each row when (new.player_id = '"
                + bad.id()
                + "') execute function public.break_a_room()");
    try {
      tick.run();
      good.forEach(room -> assertEquals(5, fixtures.queue(room).size()));
      assertEquals(0, fixtures.queue(bad).size());
      tick.run();
    } finally {
      fixtures.sql().update("drop trigger break_a_room on player_queue");
    }
  }

  @Test
  void a_vote_marks_only_the_room_in_which_it_was_cast() {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room here = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    Room elsewhere = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    Person person = fixtures.personWhoLikes(BrainFixtures.WIND);
    fixtures.checkIn(person, here);
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.WIND), elsewhere);
    deleteChanges();
    as(person)
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    assertEquals(
        List.of(here.id()),
        fixtures.sql().values("select distinct player_id from roomtone.room_changes"));
  }

  @Test
  void thirty_changed_rooms_need_as_many_statements_as_three() {
    UUID[] songs = all(songs(BrainFixtures.RAIN, 6));
    List<Room> all = Stream.generate(() -> fixtures.room(songs)).limit(30).toList();
    deleteChanges();
    long three = statementsToFill(all.subList(0, 3));
    assertTrue(three > 0, "nothing was counted");
    assertEquals(three, statementsToFill(all));
  }

  /** Deletes all changes, also those of rooms that other tests have archived. */
  private void deleteChanges() {
    tick.run();
    fixtures.sql().update("delete from roomtone.room_changes");
  }

  private long statementsToFill(List<Room> changed) {
    changed.forEach(
        room ->
            fixtures
                .sql()
                .update("insert into roomtone.room_changes (player_id) values (?)", room.id()));
    long statements =
        StatementCounter.during(
            () -> assertEquals(changed.size(), rooms.fillChanged(() -> true), "rooms filled"));
    assertEquals(0, fixtures.sql().integer("select count(*) from roomtone.room_changes"));
    return statements;
  }

  @Test
  void archived_rooms_are_not_filled() {
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    fixtures
        .sql()
        .update("update players set archived_at = roomtone.now() where id = ?", room.id());
    tick.run();
    tick.deleteExpiredRows();
    assertTrue(fixtures.queue(room).isEmpty());
    assertFalse(
        fixtures
                .sql()
                .integer(
                    "select count(*) from roomtone.room_changes where player_id = ?", room.id())
            > 0);
  }
}
