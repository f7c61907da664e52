package roomtone.brain.tick;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.vote.PendingVotes;
import roomtone.local.testing.Sql;

/** The tick applies votes that browsers inserted, each exactly once. */
@QuarkusTest
class PendingVotesTest extends TickScenario {
  @Inject QueueFiller rooms;
  @Inject PendingVotes votes;

  @Test
  void a_vote_from_a_browser_is_applied_once() {
    Person person = fixtures.person();
    UUID rain = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(rain);
    fixtures.checkInPastDwell(person, room);
    fixtures.voteFromBrowser(person, rain, 5);
    tick.run();
    assertEquals(
        List.of(1),
        fixtures
            .sql()
            .values("select listeners from roomtone.collectives where player_id = ?", room.id()),
        "the room hears of it in the same tick");
    tick.run();
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq is not null and weight = 1 and player_id = ? and embedding is not null",
                person.id(),
                room.id()));
    assertEquals(
        List.of(1),
        fixtures
            .sql()
            .values("select votes from roomtone.song_reputations where player_id = ?", room.id()));
    as(person).get("/api/preferences").then().body("preference_vector[0]", equalTo(1.0f));
  }

  @Test
  void a_vote_from_a_browser_that_revises_an_earlier_one_is_merged_into_it() {
    Person person = fixtures.person();
    UUID rain = fixtures.song(BrainFixtures.RAIN);
    String first =
        as(person)
            .body(json("song_id", rain, "vote_value", 5))
            .post("/api/votes")
            .then()
            .extract()
            .path("id");
    fixtures.voteFromBrowser(person, rain, 2);
    tick.run();
    assertEquals(
        List.of(first),
        fixtures
            .sql()
            .values(
                "select id::text from votes where user_id = ? and vote_value = 2", person.id()));
    assertEquals(
        1, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
    as(person).get("/api/preferences").then().body("preference_vector", equalTo(null));
  }

  @Test
  void pending_votes_are_applied_before_a_vote_of_the_api() {
    Person person = fixtures.person();
    fixtures.voteFromBrowser(person, fixtures.song(BrainFixtures.RAIN), 5);
    as(person)
        .body(json("song_id", fixtures.song(BrainFixtures.WAVES), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201)
        .body("preference_vector[0]", org.hamcrest.Matchers.greaterThan(0.9f));
    assertEquals(
        2,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq is not null",
                person.id()));
  }

  @Test
  void a_vote_cast_before_a_survey_does_not_move_the_taste() {
    Person person = fixtures.person();
    fixtures.voteFromBrowser(person, fixtures.song(BrainFixtures.RAIN), 5);
    as(person)
        .body(json("preference_vector", List.of(0, 1, 0, 0, 0)))
        .put("/api/preferences")
        .then()
        .statusCode(200);
    tick.run();
    as(person).get("/api/preferences").then().body("preference_vector[1]", equalTo(1.0f));
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq < 0", person.id()));
  }

  @Test
  void concurrent_ticks_apply_every_vote_exactly_once() throws Exception {
    UUID[] songs = all(songs(BrainFixtures.RAIN, 10), songs(BrainFixtures.FIRE, 10));
    Room room = fixtures.room(songs);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Person person = fixtures.person();
      fixtures.checkInPastDwell(person, room);
      for (UUID song : songs) {
        fixtures.voteFromBrowser(person, song, 1 + (i + 4) % 5);
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
    for (int i = 0;
        i < 100
            && fixtures.sql().integer("select count(*) from votes where applied_seq is null") > 0;
        i++) {
      tick.run();
    }
    for (Person person : people) {
      assertEquals(
          20,
          fixtures
              .sql()
              .integer(
                  "select count(*) from votes where user_id = ? and applied_seq is not null",
                  person.id()));
      Object kept = taste(person);
      replay(person);
      assertEquals(kept, taste(person), "each moved the taste once");
    }
    assertEquals(
        List.of(100L),
        fixtures
            .sql()
            .values(
                "select sum(votes) from roomtone.song_reputations where player_id = ?", room.id()));
  }

  /** Does what a tick does; within one process ticks exclude each other. */
  private void tickAsAnotherReplica() {
    votes.apply(() -> true);
    rooms.fillChanged(() -> true);
  }

  @Test
  void a_listener_locked_by_another_replica_waits_for_the_next_tick() throws Exception {
    Person busy = fixtures.person();
    Person free = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    fixtures.voteFromBrowser(busy, song, 5);
    fixtures.voteFromBrowser(free, song, 5);
    try (Sql replica = fixtures.database().sql("brain_service")) {
      replica.execute("begin");
      replica.update("select 1 from profiles where id = ? for no key update", busy.id());
      tick.run();
      assertEquals(
          List.of(free.id()),
          fixtures
              .sql()
              .values(
                  "select user_id from votes where song_id = ? and applied_seq is not null", song));
    }
    tick.run();
    assertEquals(
        2,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where song_id = ? and applied_seq is not null", song));
  }

  @Test
  void a_vote_that_fails_does_not_stop_the_others() {
    UUID rain = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    Person bad = fixtures.person();
    Person good = fixtures.person();
    for (Person person : List.of(bad, good)) {
      fixtures.checkIn(person, room);
      fixtures.voteFromBrowser(
          person, person.equals(bad) ? rain : fixtures.song(BrainFixtures.WIND), 5);
      fixtures.voteFromBrowser(person, fixtures.song(BrainFixtures.FIRE), 5);
    }
    fixtures
        .sql()
        .update(
            """
        create or replace function public.break_a_vote() returns trigger language plpgsql as
        $$ begin raise exception 'this vote is broken'; end $$
        """);
    fixtures
        .sql()
        .update(
            "create trigger break_a_vote before update on votes for each row when (new.song_id = '"
                + rain
                + "') execute function public.break_a_vote()");
    try {
      tick.run();
    } finally {
      fixtures.sql().update("drop trigger break_a_vote on votes");
    }
    assertEquals(
        0,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq is null", good.id()));
    assertEquals(
        2,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq is null", bad.id()));
    assertEquals(5, fixtures.queue(room).size(), "rooms are filled all the same");
  }

  private Object taste(Person person) {
    return fixtures
        .sql()
        .values("select preference_vector::text from profiles where id = ?", person.id())
        .getFirst();
  }

  /** Changes a vote to the value that it has, which computes the taste again from the rows. */
  private void replay(Person person) {
    Object vote =
        fixtures
            .sql()
            .values("select id from votes where user_id = ? order by applied_seq", person.id())
            .getFirst();
    Object value =
        fixtures.sql().values("select vote_value from votes where id = ?", vote).getFirst();
    as(person).body(json("vote_value", value)).put("/api/votes/" + vote).then().statusCode(200);
  }
}
