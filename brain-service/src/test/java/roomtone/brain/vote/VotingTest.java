package roomtone.brain.vote;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** Votes are checked, cast and listed. */
@QuarkusTest
class VotingTest extends BrainTest {

  @Test
  void a_like_is_answered_with_the_vote_and_the_taste_that_it_made() {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.blend(3, 4, 0, 0, 0));
    vote(person, song, 5)
        .statusCode(201)
        .body("song_id", equalTo(song.toString()))
        .body("vote_value", equalTo(5))
        .body("preference_vector", equalTo(List.of(0.6f, 0.8f, 0.0f, 0.0f, 0.0f)));
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and applied_seq is not null and embedding is not null and player_id is null and weight is null",
                person.id()));
  }

  @Test
  void a_dislike_leaves_an_unknown_taste_unknown() {
    vote(fixtures.person(), fixtures.song(BrainFixtures.RAIN), 1)
        .statusCode(201)
        .body("preference_vector", nullValue());
  }

  @Test
  void a_song_without_an_embedding_is_voted_on_but_moves_nothing() {
    Person person = fixtures.personWhoLikes(BrainFixtures.RAIN);
    vote(person, fixtures.songWithoutEmbedding(), 5)
        .statusCode(201)
        .body("preference_vector[0]", equalTo(1.0f));
  }

  @Test
  void later_votes_of_a_flood_weigh_less() {
    Person person = fixtures.person();
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    for (int i = 0; i < 8; i++) {
      vote(person, fixtures.song(BrainFixtures.RAIN), 5).statusCode(201);
    }
    assertEquals(
        List.of(1.0, 1.0, 1.0, 1.0, 4 / 5.0, 4 / 6.0, 4 / 7.0, 4 / 8.0),
        fixtures
            .sql()
            .values(
                "select weight from votes where user_id = ? order by applied_seq", person.id()));
    fixtures.advance(Duration.ofHours(13));
    fixtures.checkIn(person, room);
    vote(person, fixtures.song(BrainFixtures.RAIN), 5).statusCode(201);
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and weight = 1 and vote_time > roomtone.now() - interval '1 hour'",
                person.id()));
  }

  @Test
  void the_clock_of_the_database_sets_the_time_of_a_vote() {
    fixtures.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    Person person = fixtures.person();
    as(person)
        .header("Date", "Wed, 25 Nov 2026 12:00:00 GMT")
        .body(
            json(
                "song_id",
                fixtures.song(BrainFixtures.RAIN),
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
  void the_same_request_under_the_same_key_gets_the_stored_answer() {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    UUID key = UUID.randomUUID();
    var first = voteWithKey(person, key, song, 5).statusCode(201).extract().jsonPath();
    vote(person, song, 1).statusCode(200);
    var again = voteWithKey(person, key, song, 5).statusCode(201).extract().jsonPath();
    assertEquals(first.getMap(""), again.getMap(""));
    assertEquals(
        List.of(1),
        fixtures.sql().values("select vote_value from votes where user_id = ?", person.id()));
    problem(voteWithKey(person, key, song, 4), 409, "idempotency-key-reused");
    voteWithKey(fixtures.person(), key, song, 4).statusCode(201);
  }

  @Test
  void a_key_has_to_be_a_uuid() {
    Person person = fixtures.person();
    problem(
        as(person)
            .header("Idempotency-Key", "1")
            .body(json("song_id", fixtures.song(BrainFixtures.RAIN), "vote_value", 4))
            .post("/api/votes")
            .then(),
        400,
        "malformed-idempotency-key");
    assertEquals(
        0, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
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
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    String body = "{\"song_id\": \"%s\", \"vote_value\": %s}".formatted(song, value);
    problem(as(person).body(body).post("/api/votes").then(), 400, "invalid-vote-value");
    assertEquals(
        0, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
  }

  @Test
  void a_vote_needs_a_value_and_a_song_in_use() {
    Person person = fixtures.person();
    UUID archived = fixtures.song(BrainFixtures.RAIN);
    fixtures.sql().update("update songs set archived_at = roomtone.now() where id = ?", archived);
    problem(
        as(person)
            .body(json("song_id", fixtures.song(BrainFixtures.RAIN)))
            .post("/api/votes")
            .then(),
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
    assertEquals(
        0, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
  }

  @Test
  void listed_votes_say_what_their_songs_are_called() {
    Person person = fixtures.person();
    UUID known = fixtures.song(BrainFixtures.RAIN);
    UUID archived = fixtures.song(BrainFixtures.WAVES);
    vote(person, known, 5);
    vote(person, archived, 2);
    String name = "update public.songs set title = ?, artist = ? where id = ?";
    fixtures.sql().update(name, "Rain on a tent", "The Clouds", known);
    fixtures.sql().update(name, "Surf", null, archived);
    fixtures
        .sql()
        .update("update public.songs set archived_at = roomtone.now() where id = ?", archived);
    as(person)
        .get("/api/votes")
        .then()
        .statusCode(200)
        .body("items.title", equalTo(List.of("Surf", "Rain on a tent")))
        .body("items.artist", equalTo(Arrays.asList(null, "The Clouds")));
    Map<String, Object> listed = as(person).get("/api/votes").path("items[1]");
    Map<String, Object> change = new HashMap<>(listed);
    change.put("vote_value", 4);
    as(person)
        .body(change)
        .put("/api/votes/{id}", listed.get("id"))
        .then()
        .statusCode(200)
        .body("vote_value", equalTo(4));
  }

  @Test
  void votes_are_listed_newest_first_by_page() {
    Person person = fixtures.person();
    List<String> ids =
        Stream.of(1, 2, 3)
            .map(
                value ->
                    vote(person, fixtures.song(BrainFixtures.RAIN), value)
                        .extract()
                        .<String>path("id"))
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
    as(fixtures.person())
        .get("/api/votes")
        .then()
        .body("total", equalTo(0))
        .body("size", equalTo(20));
    for (String bad : List.of("page=0", "page=x", "size=101", "size=0", "page=99999999999")) {
      problem(as(person).get("/api/votes?" + bad).then(), 400, "invalid-page");
    }
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
