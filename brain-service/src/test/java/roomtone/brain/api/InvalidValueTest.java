package roomtone.brain.api;

import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values out of range, or of the wrong type, are refused and change nothing. */
@QuarkusTest
class InvalidValueTest extends CheckedInTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "6",
        "-1",
        "2.5",
        "5.0",
        "\"3\"",
        "null",
        "true",
        "[3]",
        "{}",
        "1e999",
        "99999999999"
      })
  void a_vote_value_outside_1_to_5_is_refused(String value) {
    String vote =
        as(person).body(json("song_id", song, "vote_value", 4)).post("/api/votes").path("id");
    refused(
        () ->
            as(person)
                .body("{\"song_id\": \"%s\", \"vote_value\": %s}".formatted(song, value))
                .post("/api/votes"),
        400,
        "invalid-vote-value");
    refused(
        () -> as(person).body("{\"vote_value\": %s}".formatted(value)).put("/api/votes/" + vote),
        400,
        "invalid-vote-value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1, 0, 0, 0]",
        "[1, 0, 0, 0, 0, 0]",
        "[0, 0, 0, 0, 0]",
        "[1.01, 0, 0, 0, 0]",
        "[-0.1, 0, 0, 0, 1]",
        "[1e999, 0, 0, 0, 0]",
        "[-1e999, 0, 0, 0, 0]",
        "[1e-999, 0, 0, 0, 0]",
        "[\"1\", 0, 0, 0, 0]",
        "[\"NaN\", 0, 0, 0, 0]",
        "[\"Infinity\", 0, 0, 0, 1]",
        "[null, 0, 0, 0, 1]",
        "[[1], 0, 0, 0, 1]",
        "{\"rain\": 1}",
        "\"[1,0,0,0,0]\"",
        "null"
      })
  void preferences_other_than_five_numbers_from_0_to_1_are_refused(String numbers) {
    refused(
        () ->
            as(person)
                .body("{\"preference_vector\": %s}".formatted(numbers))
                .put("/api/preferences"),
        400,
        "invalid-preferences");
  }

  @ParameterizedTest
  @CsvSource({
    "leaderboard?month=2026, invalid-month",
    "leaderboard?month=2026-13, invalid-month",
    "leaderboard?month=2026-00, invalid-month",
    "leaderboard?month=november, invalid-month",
    "leaderboard?month=2026-11-01, invalid-month",
    "leaderboard?month=%2B99999-01, invalid-month",
    "leaderboard?month=-2026-01, invalid-month",
    "leaderboard/me?month=2026-1, invalid-month",
    "votes?page=0, invalid-page",
    "votes?page=-1, invalid-page",
    "votes?page=1000001, invalid-page",
    "votes?page=x, invalid-page",
    "votes?size=0, invalid-page",
    "votes?size=101, invalid-page",
    "votes?size=1e1, invalid-page",
    "votes?size=99999999999, invalid-page"
  })
  void malformed_months_and_pages_are_refused(String call, String problem) {
    refused(() -> as(person).urlEncodingEnabled(false).get("/api/" + call), 400, problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "[\"Ada\"]", "{}", "true", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\ud800\""})
  void malformed_names_are_refused(String name) {
    for (String field : List.of("name", "display_name")) {
      refused(
          () -> as(person).body("{\"%s\": %s}".formatted(field, name)).put("/api/me"),
          400,
          "invalid-name");
      refused(
          () -> as(person).body(json(field, "x".repeat(51))).put("/api/me"), 400, "invalid-name");
    }
  }
}
