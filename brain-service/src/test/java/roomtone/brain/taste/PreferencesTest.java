package roomtone.brain.taste;

import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainTest;

@QuarkusTest
class PreferencesTest extends BrainTest {

  @Test
  void a_taste_is_null_until_it_is_stated_and_then_has_unit_length() {
    Person person = fixtures.person();
    as(person)
        .get("/api/preferences")
        .then()
        .statusCode(200)
        .body("preference_vector", nullValue());
    as(person)
        .body(json("preference_vector", List.of(0.3, 0.4, 0, 0, 0)))
        .put("/api/preferences")
        .then()
        .statusCode(200)
        .body("preference_vector", equalTo(List.of(0.6f, 0.8f, 0.0f, 0.0f, 0.0f)));
    as(person)
        .get("/api/preferences")
        .then()
        .body("preference_vector", equalTo(List.of(0.6f, 0.8f, 0.0f, 0.0f, 0.0f)));
  }

  @Test
  void a_survey_makes_older_votes_count_no_longer() {
    Person person = fixtures.person();
    UUID rain = fixtures.song(BrainFixtures.RAIN);
    as(person)
        .body(json("song_id", fixtures.song(BrainFixtures.FIRE), "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
    String vote =
        as(person)
            .body(json("song_id", rain, "vote_value", 5))
            .post("/api/votes")
            .then()
            .extract()
            .path("id");
    as(person)
        .body(json("preference_vector", List.of(0, 1, 0, 0, 0)))
        .put("/api/preferences")
        .then()
        .statusCode(200);
    as(person).delete("/api/votes/" + vote).then().statusCode(204);
    as(person).get("/api/preferences").then().body("preference_vector[1]", equalTo(1.0f));
    as(person)
        .body(json("song_id", rain, "vote_value", 5))
        .post("/api/votes")
        .then()
        .body("preference_vector[0].doubleValue()", closeTo(0.12 / Math.hypot(0.12, 0.88), 1e-5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"preference_vector\": null}",
        "{\"preference_vector\": []}",
        "{\"preference_vector\": [1, 0, 0, 0]}",
        "{\"preference_vector\": [1, 0, 0, 0, 0, 0]}",
        "{\"preference_vector\": [0, 0, 0, 0, 0]}",
        "{\"preference_vector\": [1.01, 0, 0, 0, 0]}",
        "{\"preference_vector\": [-0.1, 0, 0, 0, 1]}",
        "{\"preference_vector\": [1e999, 0, 0, 0, 0]}",
        "{\"preference_vector\": [\"1\", 0, 0, 0, 0]}",
        "{\"preference_vector\": [null, 0, 0, 0, 1]}",
        "{\"preference_vector\": {\"rain\": 1}}",
        "{\"preference_vector\": \"[1,0,0,0,0]\"}"
      })
  void anything_but_five_numbers_from_0_to_1_changes_nothing(String body) {
    Person person = fixtures.personWhoLikes(BrainFixtures.WIND);
    problem(as(person).body(body).put("/api/preferences").then(), 400, "invalid-preferences");
    assertEquals(
        List.of("[0,0,0,1,0]"),
        fixtures
            .sql()
            .values("select preference_vector::text from profiles where id = ?", person.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,0,0,0,0", "NaN", "{\"preference_vector\""})
  void a_body_that_is_not_json_changes_nothing(String body) {
    problem(as(fixtures.person()).body(body).put("/api/preferences").then(), 400, "malformed-json");
  }
}
