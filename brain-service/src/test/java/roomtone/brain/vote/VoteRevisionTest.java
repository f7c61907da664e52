package roomtone.brain.vote;

import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** Votes are changed by a second vote for the song, by PUT and by DELETE. */
@QuarkusTest
class VoteRevisionTest extends BrainTest {

  @Inject PendingVotes pending;

  @Test
  void a_second_vote_within_ten_minutes_changes_the_first() {
    Person person = fixtures.personWhoLikes(BrainFixtures.WAVES);
    UUID song = fixtures.song(BrainFixtures.RAIN);
    var first = vote(person, song, 5).statusCode(201).extract();
    fixtures.advance(Duration.ofMinutes(9));
    vote(person, song, 4)
        .statusCode(200)
        .body("id", equalTo(first.path("id")))
        .body("vote_time", equalTo(first.path("vote_time")))
        .body("vote_value", equalTo(4))
        .body("preference_vector[0].doubleValue()", closeTo(0.06 / Math.hypot(0.06, 0.94), 1e-5));
    fixtures.advance(Duration.ofMinutes(2));
    vote(person, song, 4).statusCode(201);
    assertEquals(
        2, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
  }

  @Test
  void a_second_vote_during_the_same_play_changes_the_first() {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    fixtures
        .sql()
        .update("update songs set type = 'instrumental', duration = 2400 where id = ?", song);
    Room room = fixtures.room(song, fixtures.song(BrainFixtures.WAVES));
    fixtures.checkIn(person, room);
    fixtures.play(room, song);
    vote(person, song, 5).statusCode(201);
    fixtures.advance(Duration.ofMinutes(30));
    vote(person, song, 2).statusCode(200);
    fixtures.play(room, song);
    vote(person, song, 5).statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_play_without_a_reported_end_is_over_15_seconds_after_its_length(boolean fromBrowser) {
    fixtures.database().setClock(fixtures.now());
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(song);
    fixtures.sql().update("update players set soundscape_seconds = 900 where id = ?", room.id());
    fixtures.checkIn(person, room);
    fixtures.play(room, song);
    vote(person, song, 5).statusCode(201);
    fixtures.advance(Duration.ofSeconds(900 + 15).minusMillis(1));
    castAgain(person, song, 2, fromBrowser);
    assertEquals(
        1,
        fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()),
        "it still plays");
    fixtures.advance(Duration.ofMillis(1));
    castAgain(person, song, 1, fromBrowser);
    assertEquals(
        List.of(2, 1),
        fixtures
            .sql()
            .values(
                "select vote_value from votes where user_id = ? order by vote_time", person.id()));
  }

  private void castAgain(Person person, UUID song, int value, boolean fromBrowser) {
    if (fromBrowser) {
      fixtures.voteFromBrowser(person, song, value);
      pending.apply(() -> true);
    } else {
      vote(person, song, value);
    }
  }

  @Test
  void a_changed_vote_keeps_its_place_and_a_deleted_one_is_left_out() {
    Person person = fixtures.person();
    UUID first =
        UUID.fromString(vote(person, fixtures.song(BrainFixtures.RAIN), 5).extract().path("id"));
    vote(person, fixtures.song(BrainFixtures.WAVES), 5);
    as(person)
        .body(json("vote_value", 2))
        .put("/api/votes/" + first)
        .then()
        .statusCode(200)
        .body("vote_value", equalTo(2))
        .body("preference_vector", equalTo(List.of(0.0f, 1.0f, 0.0f, 0.0f, 0.0f)));
    as(person).delete("/api/votes/" + first).then().statusCode(204);
    problem(as(person).delete("/api/votes/" + first).then(), 404, "unknown-vote");
    as(person).get("/api/preferences").then().body("preference_vector[1]", equalTo(1.0f));
  }

  @Test
  void a_listener_cannot_change_votes_of_others() {
    Person person = fixtures.person();
    String id = vote(person, fixtures.song(BrainFixtures.RAIN), 5).extract().path("id");
    Person stranger = fixtures.person();
    problem(
        as(stranger).body(json("vote_value", 1)).put("/api/votes/" + id).then(),
        404,
        "unknown-vote");
    problem(as(stranger).delete("/api/votes/" + id).then(), 404, "unknown-vote");
    problem(
        as(person).body(json("vote_value", 9)).put("/api/votes/" + id).then(),
        400,
        "invalid-vote-value");
    problem(as(person).put("/api/votes/" + id).then(), 400, "invalid-vote-value");
    problem(as(person).body(json("vote_value", 1)).put("/api/votes/7").then(), 400, "malformed-id");
    problem(as(person).delete("/api/votes/7").then(), 400, "malformed-id");
    assertEquals(
        List.of(5),
        fixtures.sql().values("select vote_value from votes where user_id = ?", person.id()));
  }

  @Test
  void two_hundred_votes_at_once_are_all_counted() throws Exception {
    Person person = fixtures.person();
    List<UUID> songs =
        IntStream.range(0, 20)
            .mapToObj(i -> fixtures.song(i % 2 == 0 ? BrainFixtures.RAIN : BrainFixtures.FIRE))
            .toList();
    fixtures.checkInPastDwell(person, fixtures.room());
    List<Callable<Integer>> votes =
        IntStream.range(0, 200)
            .<Callable<Integer>>mapToObj(
                i -> () -> vote(person, songs.get(i % 20), 1 + i % 5).extract().statusCode())
            .toList();
    try (ExecutorService voters = Executors.newFixedThreadPool(20)) {
      int created = 0;
      for (Future<Integer> answer : voters.invokeAll(votes)) {
        assertNotEquals(500, answer.get());
        created += answer.get() == 201 ? 1 : 0;
      }
      assertEquals(20, created);
    }
    assertEquals(
        20,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq is not null",
                person.id()));
    assertEquals(
        List.of(1L),
        fixtures
            .sql()
            .values(
                "select max(votes)::bigint from roomtone.song_reputations where song_id = ?",
                songs.getFirst()));
    String before = taste(person);
    UUID last =
        (UUID)
            fixtures
                .sql()
                .values(
                    "select id from votes where user_id = ? order by applied_seq desc limit 1",
                    person.id())
                .getFirst();
    int value =
        (Integer)
            fixtures.sql().values("select vote_value from votes where id = ?", last).getFirst();
    as(person).body(json("vote_value", value)).put("/api/votes/" + last).then().statusCode(200);
    assertEquals(before, taste(person), "a replay gives what was kept step by step");
  }

  private String taste(Person person) {
    return (String)
        fixtures
            .sql()
            .values("select preference_vector::text from profiles where id = ?", person.id())
            .getFirst();
  }

  private ValidatableResponse vote(Person person, UUID song, int value) {
    return as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes").then();
  }
}
