package roomtone.brain.profile;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.world.Town.json;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;
import roomtone.brain.world.Town.Room;

@QuarkusTest
class MeTest extends BrainTest {

  @Test
  void names_are_changed_one_by_one() {
    Person person = town.person();
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
    Person person = town.person();
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
  void everything_about_one_is_given_out_and_then_erased() {
    Person person = town.person();
    Room room = town.room();
    UUID song = town.song(Town.RAIN);
    as(person).body(json("display_name", "Ada")).put("/api/me").then().statusCode(200);
    as(person)
        .body(json("slug", room.slug(), "favourite", "wind"))
        .post("/api/checkin")
        .then()
        .statusCode(201);
    as(person)
        .header("Idempotency-Key", UUID.randomUUID())
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    town.sql(
        "insert into roomtone.rejected_votes (id, user_id, song_id, vote_value, reason) values (gen_random_uuid(), ?, ?, 9, 'outside 1..5')",
        person.id(),
        song);
    as(person)
        .get("/api/me/export")
        .then()
        .statusCode(200)
        .body("profile.display_name", equalTo("Ada"))
        .body("profile.survey_vector", equalTo(List.of(0, 0, 0, 1, 0)))
        .body("sessions", hasSize(1))
        .body("votes[0].song_id", equalTo(song.toString()))
        .body("rejected_votes", hasSize(1));
    as(person)
        .delete("/api/me")
        .then()
        .statusCode(200)
        .body("votes", equalTo(1))
        .body("sessions", equalTo(1))
        .body("note", org.hamcrest.Matchers.containsString("Supabase"));
    for (String table :
        List.of("votes", "sessions", "roomtone.vote_requests", "roomtone.rejected_votes")) {
      assertEquals(0, town.count(table + " where user_id = ?", person.id()), table);
    }
    assertEquals(0, town.count("roomtone.song_reputations where player_id = ?", room.id()));
    as(person).get("/api/preferences").then().body("preference_vector", nullValue());
    as(person).get("/api/me").then().statusCode(200).body("display_name", nullValue());
    as(person).get("/api/me/export").then().statusCode(200).body("votes", hasSize(0));
  }
}
