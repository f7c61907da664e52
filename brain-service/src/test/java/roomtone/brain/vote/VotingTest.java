package roomtone.brain.vote;

import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static roomtone.brain.world.Town.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;
import roomtone.brain.world.Town.Room;

@QuarkusTest
class VotingTest extends BrainTest {

  @Inject PendingVotes pending;

  @Test
  void a_like_is_answered_with_the_vote_and_the_taste_that_it_made() {
    Person person = town.person();
    UUID song = town.song(Town.blend(3, 4, 0, 0, 0));
    vote(person, song, 5)
        .statusCode(201)
        .body("song_id", equalTo(song.toString()))
        .body("vote_value", equalTo(5))
        .body("preference_vector", equalTo(List.of(0.6f, 0.8f, 0.0f, 0.0f, 0.0f)));
    assertEquals(
        1,
        town.count(
            "votes where user_id = ? and applied_seq is not null and embedding is not null and player_id is null and weight is null",
            person.id()));
  }

  @Test
  void a_dislike_leaves_an_unknown_taste_unknown() {
    vote(town.person(), town.song(Town.RAIN), 1)
        .statusCode(201)
        .body("preference_vector", nullValue());
  }

  @Test
  void a_song_without_an_embedding_is_voted_on_but_moves_nothing() {
    Person person = town.personWhoLikes(Town.RAIN);
    vote(person, town.songWithoutEmbedding(), 5)
        .statusCode(201)
        .body("preference_vector[0]", equalTo(1.0f));
  }

  @Test
  void a_vote_is_cast_where_its_listener_is() {
    Person person = town.person();
    Room room = town.room();
    town.checkIn(person, room);
    vote(person, town.song(Town.RAIN), 5).statusCode(201);
    as(person)
        .body(json("song_id", town.song(Town.RAIN), "vote_value", 4, "player_id", room.id()))
        .post("/api/votes")
        .then()
        .statusCode(201);
    as(person)
        .body(json("song_id", town.song(Town.RAIN), "vote_value", 4, "player_id", town.room().id()))
        .post("/api/votes")
        .then()
        .statusCode(201);
    assertEquals(
        2,
        town.count(
            "votes where user_id = ? and player_id = ? and weight = 1 and session_id is not null",
            person.id(),
            room.id()));
    assertEquals(
        1,
        town.count(
            "votes where user_id = ? and player_id is null and session_id is null", person.id()));
  }

  @Test
  void a_flood_of_votes_fades() {
    Person person = town.person();
    Room room = town.room();
    town.checkIn(person, room);
    for (int i = 0; i < 8; i++) {
      vote(person, town.song(Town.RAIN), 5).statusCode(201);
    }
    assertEquals(
        List.of(1.0, 1.0, 1.0, 1.0, 4 / 5.0, 4 / 6.0, 4 / 7.0, 4 / 8.0),
        town.column(
            "select weight from votes where user_id = ? order by applied_seq", person.id()));
    town.pass(Duration.ofHours(13));
    town.checkIn(person, room);
    vote(person, town.song(Town.RAIN), 5).statusCode(201);
    assertEquals(
        1,
        town.count(
            "votes where user_id = ? and weight = 1 and vote_time > roomtone.now() - interval '1 hour'",
            person.id()));
  }

  @Test
  void when_a_vote_was_cast_is_for_the_clock_of_the_database_to_say() {
    town.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    Person person = town.person();
    as(person)
        .header("Date", "Wed, 25 Nov 2026 12:00:00 GMT")
        .body(
            json(
                "song_id",
                town.song(Town.RAIN),
                "vote_value",
                5,
                "vote_time",
                "2026-11-25T12:00:00Z"))
        .post("/api/votes")
        .then()
        .statusCode(201)
        .body("vote_time", equalTo("2026-11-24T12:00:00Z"));
  }

  @Test
  void a_second_vote_within_ten_minutes_changes_the_first() {
    Person person = town.personWhoLikes(Town.WAVES);
    UUID song = town.song(Town.RAIN);
    var first = vote(person, song, 5).statusCode(201).extract();
    town.pass(Duration.ofMinutes(9));
    vote(person, song, 4)
        .statusCode(200)
        .body("id", equalTo(first.path("id")))
        .body("vote_time", equalTo(first.path("vote_time")))
        .body("vote_value", equalTo(4))
        .body("preference_vector[0].doubleValue()", closeTo(0.06 / Math.hypot(0.06, 0.94), 1e-5));
    town.pass(Duration.ofMinutes(2));
    vote(person, song, 4).statusCode(201);
    assertEquals(2, town.count("votes where user_id = ?", person.id()));
  }

  @Test
  void a_second_vote_during_the_same_play_changes_the_first() {
    Person person = town.person();
    UUID song = town.song(Town.RAIN);
    town.sql("update songs set type = 'instrumental', duration = 2400 where id = ?", song);
    Room room = town.room(song, town.song(Town.WAVES));
    town.checkIn(person, room);
    town.play(room, song);
    vote(person, song, 5).statusCode(201);
    town.pass(Duration.ofMinutes(30));
    vote(person, song, 2).statusCode(200);
    town.play(room, song);
    vote(person, song, 5).statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_play_whose_end_was_not_reported_is_over_when_its_song_is(boolean fromBrowser) {
    Person person = town.person();
    UUID song = town.song(Town.RAIN);
    Room room = town.room(song);
    town.sql("update players set soundscape_seconds = 900 where id = ?", room.id());
    town.checkIn(person, room);
    town.play(room, song);
    vote(person, song, 5).statusCode(201);
    town.pass(Duration.ofSeconds(890));
    castAgain(person, song, 2, fromBrowser);
    assertEquals(1, town.count("votes where user_id = ?", person.id()), "it still plays");
    town.pass(Duration.ofSeconds(20));
    castAgain(person, song, 1, fromBrowser);
    assertEquals(
        List.of(2, 1),
        town.column(
            "select vote_value from votes where user_id = ? order by vote_time", person.id()));
  }

  private void castAgain(Person person, UUID song, int value, boolean fromBrowser) {
    if (fromBrowser) {
      town.voteFromBrowser(person, song, value);
      pending.apply(() -> true);
    } else {
      vote(person, song, value);
    }
  }

  @Test
  void the_same_request_under_the_same_key_gets_the_stored_answer() {
    Person person = town.person();
    UUID song = town.song(Town.RAIN);
    UUID key = UUID.randomUUID();
    var first = voteWithKey(person, key, song, 5).statusCode(201).extract().jsonPath();
    vote(person, song, 1).statusCode(200);
    var again = voteWithKey(person, key, song, 5).statusCode(201).extract().jsonPath();
    assertEquals(first.getMap(""), again.getMap(""));
    assertEquals(
        List.of(1), town.column("select vote_value from votes where user_id = ?", person.id()));
    problem(voteWithKey(person, key, song, 4), 409, "idempotency-key-reused");
    voteWithKey(town.person(), key, song, 4).statusCode(201);
  }

  @Test
  void a_key_has_to_be_a_uuid() {
    Person person = town.person();
    problem(
        as(person)
            .header("Idempotency-Key", "1")
            .body(json("song_id", town.song(Town.RAIN), "vote_value", 4))
            .post("/api/votes")
            .then(),
        400,
        "malformed-idempotency-key");
    assertEquals(0, town.count("votes where user_id = ?", person.id()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "6",
        "-1",
        "2.5",
        "5.0",
        "\"x\"",
        "\"3\"",
        "null",
        "true",
        "[3]",
        "99999999999"
      })
  void a_vote_is_a_whole_number_from_1_to_5(String value) {
    Person person = town.person();
    UUID song = town.song(Town.RAIN);
    String body = "{\"song_id\": \"%s\", \"vote_value\": %s}".formatted(song, value);
    problem(as(person).body(body).post("/api/votes").then(), 400, "invalid-vote-value");
    assertEquals(0, town.count("votes where user_id = ?", person.id()));
  }

  @Test
  void a_vote_needs_a_value_and_a_song_in_use() {
    Person person = town.person();
    UUID archived = town.song(Town.RAIN);
    town.sql("update songs set archived_at = roomtone.now() where id = ?", archived);
    problem(
        as(person).body(json("song_id", town.song(Town.RAIN))).post("/api/votes").then(),
        400,
        "invalid-vote-value");
    problem(as(person).body(json("vote_value", 3)).post("/api/votes").then(), 400, "invalid-field");
    problem(
        as(person).body(json("song_id", "x", "vote_value", 3)).post("/api/votes").then(),
        400,
        "invalid-field");
    problem(as(person).post("/api/votes").then(), 400, "invalid-field");
    problem(as(person).body("nonsense").post("/api/votes").then(), 400, "malformed-json");
    problem(as(person).body("[]").post("/api/votes").then(), 400, "malformed-json");
    problem(vote(person, UUID.randomUUID(), 3), 404, "unknown-song");
    problem(vote(person, archived, 3), 410, "song-archived");
    problem(
        as(person).contentType("text/plain").body("3").post("/api/votes").then(),
        415,
        "unsupported-media-type");
    problem(
        as(person)
            .body("{\"vote_value\": 3, \"x\": \"" + "x".repeat(20_000) + "\"}")
            .post("/api/votes")
            .then(),
        413,
        "too-large");
    assertEquals(0, town.count("votes where user_id = ?", person.id()));
  }

  @Test
  void votes_are_listed_newest_first_by_page() {
    Person person = town.person();
    List<String> ids =
        Stream.of(1, 2, 3)
            .map(value -> vote(person, town.song(Town.RAIN), value).extract().<String>path("id"))
            .toList();
    as(person)
        .get("/api/votes?page=1&size=2")
        .then()
        .statusCode(200)
        .body("items", hasSize(2))
        .body("items[0].id", equalTo(ids.get(2)))
        .body("page", equalTo(1))
        .body("size", equalTo(2))
        .body("total", equalTo(3));
    as(person)
        .get("/api/votes?page=2&size=2")
        .then()
        .body("items.id", equalTo(List.of(ids.getFirst())));
    as(town.person()).get("/api/votes").then().body("total", equalTo(0)).body("size", equalTo(20));
    for (String bad : List.of("page=0", "page=x", "size=101", "size=0", "page=99999999999")) {
      problem(as(person).get("/api/votes?" + bad).then(), 400, "invalid-page");
    }
  }

  @Test
  void a_changed_vote_keeps_its_place_and_a_deleted_one_is_left_out() {
    Person person = town.person();
    UUID first = UUID.fromString(vote(person, town.song(Town.RAIN), 5).extract().path("id"));
    vote(person, town.song(Town.WAVES), 5);
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
  void nobody_changes_another_ones_vote() {
    Person person = town.person();
    String id = vote(person, town.song(Town.RAIN), 5).extract().path("id");
    Person stranger = town.person();
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
        List.of(5), town.column("select vote_value from votes where user_id = ?", person.id()));
  }

  @Test
  void two_hundred_votes_at_once_are_all_counted() throws Exception {
    Person person = town.person();
    List<UUID> songs =
        IntStream.range(0, 20)
            .mapToObj(i -> town.song(i % 2 == 0 ? Town.RAIN : Town.FIRE))
            .toList();
    town.checkIn(person, town.room());
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
        20, town.count("votes where user_id = ? and applied_seq is not null", person.id()));
    assertEquals(
        List.of(1L),
        town.column(
            "select max(votes)::bigint from roomtone.song_reputations where song_id = ?",
            songs.getFirst()));
    String before = taste(person);
    UUID last =
        (UUID)
            town.column(
                    "select id from votes where user_id = ? order by applied_seq desc limit 1",
                    person.id())
                .getFirst();
    int value = (Integer) town.column("select vote_value from votes where id = ?", last).getFirst();
    as(person).body(json("vote_value", value)).put("/api/votes/" + last).then().statusCode(200);
    assertEquals(before, taste(person), "a replay gives what was kept step by step");
  }

  private String taste(Person person) {
    return (String)
        town.column("select preference_vector::text from profiles where id = ?", person.id())
            .getFirst();
  }

  private ValidatableResponse vote(Person person, UUID song, int value) {
    return as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes").then();
  }

  private ValidatableResponse voteWithKey(Person person, UUID key, UUID song, int value) {
    return as(person)
        .header("Idempotency-Key", key)
        .body(json("song_id", song, "vote_value", value))
        .post("/api/votes")
        .then();
  }
}
