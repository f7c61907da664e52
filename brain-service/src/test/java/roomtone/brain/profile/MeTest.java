package roomtone.brain.profile;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;

@QuarkusTest
class MeTest extends BrainTest {

  @Inject Tick tick;

  @Test
  void names_are_changed_one_by_one() {
    Person person = fixtures.person();
    as(person)
        .get("/api/me")
        .then()
        .statusCode(200)
        .body("id", equalTo(person.id().toString()))
        .body("display_name", nullValue())
        .body("created_at", notNullValue());
    as(person)
        .body(json("display_name", "  Ada ", "name", "Ada Lovelace"))
        .put("/api/me")
        .then()
        .statusCode(200)
        .body("display_name", equalTo("Ada"));
    as(person)
        .body(json("name", null))
        .put("/api/me")
        .then()
        .statusCode(200)
        .body("name", nullValue())
        .body("display_name", equalTo("Ada"));
    as(person)
        .body(json("display_name", " "))
        .put("/api/me")
        .then()
        .body("display_name", nullValue());
  }

  @Test
  void a_name_is_a_text_of_at_most_50_characters() {
    Person person = fixtures.person();
    as(person).body(json("display_name", "🌊".repeat(50))).put("/api/me").then().statusCode(200);
    problem(
        as(person).body(json("display_name", "x".repeat(51))).put("/api/me").then(),
        400,
        "invalid-name");
    problem(as(person).body(json("display_name", 7)).put("/api/me").then(), 400, "invalid-name");
    problem(
        as(person).body(json("display_name", "a\u0000b")).put("/api/me").then(),
        400,
        "invalid-name");
    problem(as(person).body(json("name", List.of("x"))).put("/api/me").then(), 400, "invalid-name");
    problem(as(person).put("/api/me").then(), 400, "invalid-field");
  }

  @Test
  void everything_about_a_listener_is_exported_and_then_erased() {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    UUID other = fixtures.song(BrainFixtures.WAVES);
    Room room = fixtures.room(song, other);
    as(person).body(json("display_name", "Ada")).put("/api/me").then().statusCode(200);
    UUID key = UUID.randomUUID();
    as(person)
        .body(json("slug", room.slug(), "favourite", "wind"))
        .post("/api/checkin")
        .then()
        .statusCode(201);
    as(person)
        .header("Idempotency-Key", key)
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    String withdrawn =
        as(person).body(json("song_id", other, "vote_value", 1)).post("/api/votes").path("id");
    as(person).delete("/api/votes/" + withdrawn).then().statusCode(204);
    UUID play = fixtures.play(room, song);
    tick.run();
    Double fit =
        (Double)
            fixtures
                .sql()
                .values("select cosine from roomtone.ledger_bookings where play_id = ?", play)
                .getFirst();
    fixtures
        .sql()
        .update(
            "insert into roomtone.rejected_votes (id, user_id, song_id, vote_value, reason) values (gen_random_uuid(), ?, ?, 9, 'outside 1..5')",
            person.id(),
            song);
    fixtures
        .sql()
        .update(
            "insert into roomtone.wrong_codes (user_id, given_at) values (?, roomtone.now())",
            person.id());
    as(person)
        .get("/api/me/export")
        .then()
        .statusCode(200)
        .body("profile.display_name", equalTo("Ada"))
        .body("profile.survey_vector", equalTo(List.of(0, 0, 0, 1, 0)))
        .body("sessions", hasSize(1))
        .body("votes", hasSize(1))
        .body("votes[0].song_id", equalTo(song.toString()))
        .body("votes[0].weight", equalTo(1))
        .body("heard", hasSize(1))
        .body("heard[0].play_id", equalTo(play.toString()))
        .body("heard[0].song_id", equalTo(song.toString()))
        .body("heard[0].player_id", equalTo(room.id().toString()))
        .body("heard[0].fit", equalTo(fit.floatValue()))
        .body("vote_requests", hasSize(1))
        .body("vote_requests[0].idempotency_key", equalTo(key.toString()))
        .body("vote_requests[0].response.song_id", equalTo(song.toString()))
        .body("withdrawn_votes.id", equalTo(List.of(withdrawn)))
        .body("withdrawn_votes.player_id", equalTo(List.of(room.id().toString())))
        .body("vote_changes", hasSize(1))
        .body("wrong_codes.given_at", hasSize(1))
        .body("rejected_votes", hasSize(1));
    as(person)
        .delete("/api/me")
        .then()
        .statusCode(200)
        .body("votes", equalTo(1))
        .body("sessions", equalTo(1))
        .body(
            "note",
            stringContainsInOrder(
                "the last hour", "the last 10 minutes", "wrong presence codes", "Supabase"));
    for (String table :
        List.of("votes", "sessions", "roomtone.vote_requests", "roomtone.rejected_votes")) {
      assertEquals(
          0,
          fixtures
              .sql()
              .integer("select count(*) from " + table + " where user_id = ?", person.id()),
          table);
    }
    assertEquals(
        0,
        fixtures
            .sql()
            .integer(
                "select count(*) from roomtone.song_reputations where player_id = ?", room.id()));
    as(person).get("/api/preferences").then().body("preference_vector", nullValue());
    as(person).get("/api/me").then().statusCode(200).body("display_name", nullValue());
    // Only the tables remain that the answer of the deletion names.
    Map<String, Object> left = as(person).get("/api/me/export").path("$");
    left.values().removeIf(value -> value.equals(List.of()));
    assertEquals(
        Set.of("profile", "withdrawn_votes", "vote_changes", "wrong_codes", "exported_at"),
        left.keySet());
  }
}
