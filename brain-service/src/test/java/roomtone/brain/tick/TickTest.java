package roomtone.brain.tick;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.world.Town.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.vote.PendingVotes;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.StatementCounter;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;
import roomtone.brain.world.Town.Room;

@QuarkusTest
class TickTest extends BrainTest {

  @Inject Tick tick;
  @Inject QueueFiller rooms;
  @Inject PendingVotes votes;

  @Test
  void a_vote_pulls_the_room_towards_the_song_within_one_tick() {
    List<UUID> rain = songs(Town.RAIN, 6);
    List<UUID> fire = songs(Town.FIRE, 6);
    Room room = town.room(all(rain, fire));
    Person person = town.person();
    as(person).body(json("player_id", room.id())).post("/api/checkin").then().statusCode(201);
    as(person)
        .body(json("song_id", rain.getFirst(), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    tick.run();
    assertTrue(rain.containsAll(town.queue(room).subList(1, 5)), "entries 2 to 5 are rain");
    assertEquals(0, town.count("roomtone.room_changes where player_id = ?", room.id()));
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
    UUID first = town.queue(room).getFirst();
    tick.run();
    assertEquals(first, town.queue(room).getFirst(), "what is next stands");
    assertTrue(fire.containsAll(town.queue(room).subList(1, 5)), "the others follow");
  }

  @Test
  void a_play_is_booked_once_and_lets_the_first_entry_follow_too() {
    List<UUID> rain = songs(Town.RAIN, 6);
    List<UUID> fire = songs(Town.FIRE, 6);
    Room room = town.room(all(fire, rain));
    tick.run();
    town.checkIn(town.personWhoLikes(Town.RAIN), room);
    tick.run();
    UUID play = town.play(room, town.queue(room).getFirst());
    tick.run();
    tick.run();
    assertEquals(1, town.count("roomtone.ledger_bookings where play_id = ?", play));
    assertEquals(1, town.count("songs_playing where id = ? and booked_at is not null", play));
    assertTrue(rain.containsAll(town.queue(room)), "all five are rain");
  }

  @Test
  void an_empty_room_keeps_a_full_queue() {
    Room room = town.room(all(songs(Town.WIND, 7)));
    tick.run();
    assertEquals(5, town.queue(room).size());
    for (int i = 0; i < 10; i++) {
      town.play(room, town.queue(room).getFirst());
      town.pass(Duration.ofMinutes(3));
      tick.run();
      assertEquals(5, town.queue(room).size());
    }
  }

  @Test
  void a_session_that_is_over_is_marked_and_its_room_filled_anew() {
    List<UUID> rain = songs(Town.RAIN, 6);
    Room room = town.room(all(rain));
    Person person = town.personWhoLikes(Town.RAIN);
    town.checkIn(person, room);
    tick.run();
    assertEquals(
        List.of(1),
        town.column("select listeners from roomtone.collectives where player_id = ?", room.id()));
    town.pass(Duration.ofMinutes(61));
    tick.run();
    assertEquals(
        List.of("expired"),
        town.column("select status from sessions where user_id = ?", person.id()));
    assertEquals(
        List.of(0),
        town.column("select listeners from roomtone.collectives where player_id = ?", room.id()));
  }

  @Test
  void every_room_has_its_turn_within_the_period() {
    Room room = town.room(all(songs(Town.RAIN, 6)));
    tick.run();
    town.sql("delete from player_queue where player_id = ?", room.id());
    tick.run();
    assertEquals(0, town.queue(room).size(), "nothing says that it changed");
    town.pass(Duration.ofSeconds(31));
    tick.run();
    assertEquals(5, town.queue(room).size());
  }

  @Test
  void a_vote_from_a_browser_is_applied_once() {
    Person person = town.person();
    UUID rain = town.song(Town.RAIN);
    Room room = town.room(rain);
    town.checkIn(person, room);
    town.voteFromBrowser(person, rain, 5);
    tick.run();
    assertEquals(
        List.of(1),
        town.column("select listeners from roomtone.collectives where player_id = ?", room.id()),
        "the room hears of it in the same tick");
    tick.run();
    assertEquals(
        1,
        town.count(
            "votes where user_id = ? and applied_seq is not null and weight = 1 and player_id = ? and embedding is not null",
            person.id(),
            room.id()));
    assertEquals(
        List.of(1),
        town.column("select votes from roomtone.song_reputations where player_id = ?", room.id()));
    as(person).get("/api/preferences").then().body("preference_vector[0]", equalTo(1.0f));
  }

  @Test
  void a_vote_from_a_browser_that_corrects_an_earlier_one_disappears_in_it() {
    Person person = town.person();
    UUID rain = town.song(Town.RAIN);
    String first =
        as(person)
            .body(json("song_id", rain, "vote_value", 5))
            .post("/api/votes")
            .then()
            .extract()
            .path("id");
    town.voteFromBrowser(person, rain, 2);
    tick.run();
    assertEquals(
        List.of(first),
        town.column(
            "select id::text from votes where user_id = ? and vote_value = 2", person.id()));
    assertEquals(1, town.count("votes where user_id = ?", person.id()));
    as(person).get("/api/preferences").then().body("preference_vector", equalTo(null));
  }

  @Test
  void a_vote_through_the_api_comes_after_those_that_wait() {
    Person person = town.person();
    town.voteFromBrowser(person, town.song(Town.RAIN), 5);
    as(person)
        .body(json("song_id", town.song(Town.WAVES), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201)
        .body("preference_vector[0]", org.hamcrest.Matchers.greaterThan(0.9f));
    assertEquals(2, town.count("votes where user_id = ? and applied_seq is not null", person.id()));
  }

  @Test
  void a_vote_cast_before_a_survey_no_longer_counts_when_it_is_applied_after_it() {
    Person person = town.person();
    town.voteFromBrowser(person, town.song(Town.RAIN), 5);
    as(person)
        .body(json("preference_vector", List.of(0, 1, 0, 0, 0)))
        .put("/api/preferences")
        .then()
        .statusCode(200);
    tick.run();
    as(person).get("/api/preferences").then().body("preference_vector[1]", equalTo(1.0f));
    assertEquals(1, town.count("votes where user_id = ? and applied_seq < 0", person.id()));
  }

  @Test
  void many_ticks_at_once_apply_every_vote_exactly_once() throws Exception {
    UUID[] songs = all(songs(Town.RAIN, 10), songs(Town.FIRE, 10));
    Room room = town.room(songs);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Person person = town.person();
      town.checkIn(person, room);
      for (UUID song : songs) {
        town.voteFromBrowser(person, song, 1 + (i + 4) % 5);
      }
      people.add(person);
    }
    try (ExecutorService replicas = Executors.newFixedThreadPool(4)) {
      List<Future<?>> ticks = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        ticks.add(replicas.submit(this::tickAsAnotherReplica));
      }
      for (Future<?> done : ticks) {
        done.get();
      }
    }
    // a tick stops after a while, so that other steps get their turn: a slow machine needs more of
    // them
    for (int i = 0; i < 100 && town.count("votes where applied_seq is null") > 0; i++) {
      tick.run();
    }
    for (Person person : people) {
      assertEquals(
          20, town.count("votes where user_id = ? and applied_seq is not null", person.id()));
      Object kept = taste(person);
      replay(person);
      assertEquals(kept, taste(person), "each moved the taste once");
    }
    assertEquals(
        List.of(100L),
        town.column(
            "select sum(votes) from roomtone.song_reputations where player_id = ?", room.id()));
  }

  /** In one process no two ticks are at votes at once. */
  private void tickAsAnotherReplica() {
    votes.apply(() -> true);
    rooms.fillChanged(() -> true);
  }

  @Test
  void a_listener_whom_another_replica_is_at_is_left_for_the_next_tick() throws Exception {
    Person busy = town.person();
    Person free = town.person();
    UUID song = town.song(Town.RAIN);
    town.voteFromBrowser(busy, song, 5);
    town.voteFromBrowser(free, song, 5);
    try (Connection replica = town.database().connect("brain_service");
        Statement statement = replica.createStatement()) {
      replica.setAutoCommit(false);
      statement.execute(
          "select 1 from profiles where id = '%s' for no key update".formatted(busy.id()));
      tick.run();
      assertEquals(
          List.of(free.id()),
          town.column(
              "select user_id from votes where song_id = ? and applied_seq is not null", song));
      replica.rollback();
    }
    tick.run();
    assertEquals(2, town.count("votes where song_id = ? and applied_seq is not null", song));
  }

  @Test
  void one_bad_room_does_not_stop_the_others() {
    UUID[] songs = all(songs(Town.RAIN, 6));
    // So many that the bad one has company in its batch each time that rooms are shared out.
    List<Room> good = new ArrayList<>(Stream.generate(() -> town.room(songs)).limit(4).toList());
    Room bad = town.room(songs);
    Stream.generate(() -> town.room(songs)).limit(3).forEach(good::add);
    town.sql(
        """
        create or replace function public.break_a_room() returns trigger language plpgsql as
        $$ begin raise exception 'this room is broken'; end $$
        """);
    town.sql(
        "create trigger break_a_room before insert or update on player_queue for each row when (new.player_id = '"
            + bad.id()
            + "') execute function public.break_a_room()");
    try {
      tick.run();
      good.forEach(room -> assertEquals(5, town.queue(room).size()));
      assertEquals(0, town.queue(bad).size());
      tick.run();
    } finally {
      town.sql("drop trigger break_a_room on player_queue");
    }
  }

  @Test
  void one_bad_vote_does_not_stop_the_others() {
    UUID rain = town.song(Town.RAIN);
    Room room = town.room(all(songs(Town.RAIN, 6)));
    Person bad = town.person();
    Person good = town.person();
    for (Person person : List.of(bad, good)) {
      town.checkIn(person, room);
      town.voteFromBrowser(person, person.equals(bad) ? rain : town.song(Town.WIND), 5);
      town.voteFromBrowser(person, town.song(Town.FIRE), 5);
    }
    town.sql(
        """
        create or replace function public.break_a_vote() returns trigger language plpgsql as
        $$ begin raise exception 'this vote is broken'; end $$
        """);
    town.sql(
        "create trigger break_a_vote before update on votes for each row when (new.song_id = '"
            + rain
            + "') execute function public.break_a_vote()");
    try {
      tick.run();
    } finally {
      town.sql("drop trigger break_a_vote on votes");
    }
    assertEquals(0, town.count("votes where user_id = ? and applied_seq is null", good.id()));
    assertEquals(2, town.count("votes where user_id = ? and applied_seq is null", bad.id()));
    assertEquals(5, town.queue(room).size(), "rooms are filled all the same");
  }

  @Test
  void a_vote_changes_the_room_that_it_was_cast_in_and_no_other() {
    UUID song = town.song(Town.RAIN);
    Room here = town.room(all(songs(Town.RAIN, 6)));
    Room elsewhere = town.room(all(songs(Town.RAIN, 6)));
    Person person = town.personWhoLikes(Town.WIND);
    town.checkIn(person, here);
    town.checkIn(town.personWhoLikes(Town.WIND), elsewhere);
    forgetChanges();
    as(person)
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    assertEquals(
        List.of(here.id()), town.column("select distinct player_id from roomtone.room_changes"));
  }

  @Test
  void thirty_rooms_that_changed_take_the_statements_of_three() {
    UUID[] songs = all(songs(Town.RAIN, 6));
    List<Room> all = Stream.generate(() -> town.room(songs)).limit(30).toList();
    forgetChanges();
    long three = statementsToFill(all.subList(0, 3));
    assertTrue(three > 0, "nothing was counted");
    assertEquals(three, statementsToFill(all));
  }

  /** Of rooms that other tests have archived, some wait to be tidied. */
  private void forgetChanges() {
    tick.run();
    town.sql("delete from roomtone.room_changes");
  }

  private long statementsToFill(List<Room> changed) {
    changed.forEach(
        room -> town.sql("insert into roomtone.room_changes (player_id) values (?)", room.id()));
    long statements =
        StatementCounter.during(
            () -> assertEquals(changed.size(), rooms.fillChanged(() -> true), "rooms filled"));
    assertEquals(0, town.count("roomtone.room_changes"));
    return statements;
  }

  @Test
  void what_is_kept_for_a_day_is_gone_after_it() {
    Person person = town.person();
    as(person)
        .header("Idempotency-Key", UUID.randomUUID())
        .body(json("song_id", town.song(Town.RAIN), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    assertEquals(1, town.count("roomtone.vote_requests where user_id = ?", person.id()));
    town.pass(Duration.ofHours(25));
    tick.deleteExpiredRows();
    assertEquals(0, town.count("roomtone.vote_requests where user_id = ?", person.id()));
  }

  @Test
  void more_old_bookings_are_removed_than_a_batch_holds_but_for_those_another_replica_is_at()
      throws Exception {
    Room room = town.room(town.song(Town.RAIN));
    Person person = town.person();
    town.checkIn(person, room);
    UUID play = town.play(room, town.song(Town.RAIN));
    town.sql(
        "insert into songs_playing (player_id, song_id, played_at, ended_at) select player_id, song_id, played_at, played_at from songs_playing, generate_series(1, 4999) where id = ?",
        play);
    town.sql(
        """
        insert into roomtone.ledger_bookings (play_id, session_id, cosine, mean)
        select p.id, s.id, 1, 1 from songs_playing p join sessions s on s.player_id = p.player_id where p.player_id = ?
        """,
        room.id());
    town.pass(Duration.ofHours(25));
    try (Connection replica = town.database().connect("brain_service");
        Statement statement = replica.createStatement();
        ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      replica.setAutoCommit(false);
      statement.execute(
          "select 1 from roomtone.ledger_bookings where play_id = '%s' for update".formatted(play));
      Future<?> tidied = others.submit(tick::deleteExpiredRows);
      try {
        tidied.get(30, TimeUnit.SECONDS);
        assertEquals(List.of(play), town.column("select play_id from roomtone.ledger_bookings"));
      } finally {
        replica.rollback();
      }
    }
    tick.deleteExpiredRows();
    assertEquals(0, town.count("roomtone.ledger_bookings"));
  }

  @Test
  void archived_rooms_are_left_alone() {
    Room room = town.room(all(songs(Town.RAIN, 6)));
    town.sql("update players set archived_at = roomtone.now() where id = ?", room.id());
    tick.run();
    tick.deleteExpiredRows();
    assertTrue(town.queue(room).isEmpty());
    assertFalse(town.count("roomtone.room_changes where player_id = ?", room.id()) > 0);
  }

  private Object taste(Person person) {
    return town.column("select preference_vector::text from profiles where id = ?", person.id())
        .getFirst();
  }

  /** Gives a vote the value that it has: the taste is made anew from the rows. */
  private void replay(Person person) {
    Object vote =
        town.column("select id from votes where user_id = ? order by applied_seq", person.id())
            .getFirst();
    Object value = town.column("select vote_value from votes where id = ?", vote).getFirst();
    as(person).body(json("vote_value", value)).put("/api/votes/" + vote).then().statusCode(200);
  }

  private List<UUID> songs(roomtone.model.Taste sound, int number) {
    List<UUID> songs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      songs.add(town.song(sound));
    }
    return songs;
  }

  private static UUID[] all(List<UUID> songs) {
    return songs.toArray(UUID[]::new);
  }

  private static UUID[] all(List<UUID> some, List<UUID> others) {
    return Stream.concat(some.stream(), others.stream()).toArray(UUID[]::new);
  }
}
