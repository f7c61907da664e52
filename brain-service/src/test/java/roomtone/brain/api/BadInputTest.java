package roomtone.brain.api;

import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.world.Town.json;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;
import roomtone.brain.world.Town.Room;
import roomtone.local.testing.LocalAuth.Signature;

/**
 * Whatever is sent that makes no sense is refused with a problem of its own, and changes nothing.
 */
@QuarkusTest
class BadInputTest extends CheckedInTest {

  /** More than a body may have. */
  private static final int TOO_MUCH = 20_000;

  @TestHTTPResource("/")
  URI brain;

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
  void a_vote_outside_1_to_5(String value) {
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

  @Test
  void ids_that_nothing_or_somebody_else_has() {
    UUID nobody = UUID.randomUUID();
    Room other = town.room();
    String others =
        as(town.person())
            .body(json("song_id", song, "vote_value", 4))
            .post("/api/votes")
            .path("id");
    refused(
        () -> as(person).body(json("song_id", nobody, "vote_value", 4)).post("/api/votes"),
        404,
        "unknown-song");
    as(person)
        .body(json("song_id", song, "vote_value", 4))
        .post("/api/votes")
        .then()
        .statusCode(201);
    for (UUID heard : List.of(song, town.song(Town.FIRE))) {
      refused(
          () ->
              as(person)
                  .body(json("song_id", heard, "vote_value", 5, "player_id", nobody))
                  .post("/api/votes"),
          404,
          "unknown-player");
    }
    for (Object vote : List.of(nobody, others)) {
      refused(
          () -> as(person).body(json("vote_value", 1)).put("/api/votes/" + vote),
          404,
          "unknown-vote");
      refused(() -> as(person).delete("/api/votes/" + vote), 404, "unknown-vote");
    }
    refused(
        () -> as(person).body(json("player_id", nobody)).post("/api/checkin"),
        404,
        "unknown-player");
    for (String slug : List.of("nowhere", "", "\u0000", "x".repeat(5000), "' or 1=1 --")) {
      refused(
          () -> as(person).body(json("slug", slug)).post("/api/checkin"), 404, "unknown-player");
    }
    refused(
        () ->
            as(person)
                .body(json("slug", room.slug(), "player_id", other.id()))
                .post("/api/checkin"),
        400,
        "contradicting-players");
    refused(
        () -> as(person).body(json("favourite", "silence")).post("/api/checkin"),
        400,
        "unknown-favourite");
    for (String call : List.of("now-playing", "collective", "events")) {
      for (String name : List.of("nowhere", nobody.toString(), "%00", "%F0%28")) {
        refused(
            () -> anybody().urlEncodingEnabled(false).get("/api/players/" + name + "/" + call),
            404,
            "unknown-player");
      }
    }
    Person admin = town.person();
    town.makeAdmin(admin);
    refused(() -> as(admin).get("/api/recommendations?player_id=" + nobody), 404, "unknown-player");
    refused(() -> as(person).get("/api/recommendations?player_id=" + room.id()), 403, "not-staff");
    refused(
        () -> as(admin).get("/api/recommendations?player_id=" + room.id()),
        409,
        "too-few-listeners");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "7", "1-1-1-1-1", "6f1e2d3c4b5a46789abcdef012345678", "%00"})
  void ids_that_are_none(String id) {
    refused(
        () ->
            as(person)
                .urlEncodingEnabled(false)
                .body(json("vote_value", 1))
                .put("/api/votes/" + id),
        400,
        "malformed-id");
    refused(
        () -> as(person).urlEncodingEnabled(false).delete("/api/votes/" + id), 400, "malformed-id");
    refused(
        () -> as(person).urlEncodingEnabled(false).get("/api/recommendations?player_id=" + id),
        400,
        "malformed-id");
    refused(
        () -> as(person).body(json("song_id", id, "vote_value", 4)).post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () ->
            as(person)
                .body(json("song_id", song, "vote_value", 4, "player_id", id))
                .post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(json("player_id", id)).post("/api/checkin"), 400, "invalid-field");
  }

  static Stream<String> notJson() {
    return Stream.of(
        "nonsense",
        "{\"FIELD\": ",
        "{\"FIELD\": NaN}",
        "{'FIELD': 3}",
        "{\"FIELD\": null}}",
        "{\"FIELD\": " + "1".repeat(5000) + "}",
        "\u0000",
        "[]",
        "3");
  }

  @ParameterizedTest
  @MethodSource("notJson")
  void bodies_that_are_not_the_json_of_the_call(String body) {
    notJson(body.replace("FIELD", "vote_value"), call -> call.post("/api/votes"));
    notJson(body.replace("FIELD", "favourite"), call -> call.post("/api/checkin"));
    notJson(body.replace("FIELD", "preference_vector"), call -> call.put("/api/preferences"));
    notJson(body.replace("FIELD", "name"), call -> call.put("/api/me"));
  }

  private void notJson(String body, Function<RequestSpecification, Response> call) {
    refused(() -> call.apply(as(person).body(body)), 400, "malformed-json");
  }

  @Test
  void fields_as_deep_as_a_well() {
    String deep = "{\"%s\": " + "[".repeat(5000) + "]".repeat(5000) + "}";
    refused(
        () -> as(person).body(deep.formatted("vote_value")).post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(deep.formatted("preference_vector")).put("/api/preferences"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(deep.formatted("display_name")).put("/api/me"), 400, "invalid-field");
    refused(
        () -> as(person).body(deep.formatted("slug")).post("/api/checkin"), 400, "invalid-field");
    refused(() -> as(person).body(deep.formatted("x")).post("/api/votes"), 400, "malformed-json");
  }

  @Test
  void bodies_that_are_missing() {
    refused(() -> as(person).post("/api/votes"), 400, "invalid-field");
    refused(() -> as(person).body("null").post("/api/votes"), 400, "invalid-field");
    refused(() -> as(person).put("/api/preferences"), 400, "invalid-preferences");
    refused(() -> as(person).put("/api/me"), 400, "invalid-field");
  }

  @Test
  void bodies_that_are_too_long_announced_or_not() throws Exception {
    String body = "{\"vote_value\": 3, \"x\": \"" + "x".repeat(TOO_MUCH) + "\"}";
    refused(() -> as(person).body(body).post("/api/votes"), 413, "too-large");
    for (HttpClient.Version version : HttpClient.Version.values()) {
      inChunks(version, body);
    }
  }

  private void inChunks(HttpClient.Version version, String body) throws Exception {
    List<Object> before = town.contents();
    try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(brain.resolve("/api/votes"))
                  .header("Authorization", "Bearer " + person.token())
                  .header("Content-Type", "application/json")
                  .POST(
                      BodyPublishers.ofInputStream(
                          () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(411, answer.statusCode());
      assertTrue(answer.body().contains("urn:roomtone:problem:length-required"), answer.body());
    }
    assertEquals(before, town.contents());
  }

  @Test
  void a_key_that_was_used_for_another_vote_or_is_none() {
    UUID key = UUID.randomUUID();
    as(person)
        .header("Idempotency-Key", key)
        .body(json("song_id", song, "vote_value", 4))
        .post("/api/votes")
        .then()
        .statusCode(201);
    for (Map<String, Object> other :
        List.of(
            json("song_id", song, "vote_value", 5),
            json("song_id", town.song(Town.FIRE), "vote_value", 4),
            json("song_id", song, "vote_value", 4, "player_id", room.id()))) {
      refused(
          () -> as(person).header("Idempotency-Key", key).body(other).post("/api/votes"),
          409,
          "idempotency-key-reused");
    }
    for (String none : List.of("1", "x".repeat(500), key + "0")) {
      refused(
          () ->
              as(person)
                  .header("Idempotency-Key", none)
                  .body(json("song_id", song, "vote_value", 5))
                  .post("/api/votes"),
          400,
          "malformed-idempotency-key");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"OURS", "LEGACY_SECRET"},
      mode = EnumSource.Mode.EXCLUDE)
  void forged_tokens(Signature signature) {
    tokenIsRefused(town.auth().sign(town.auth().claims(person.id()), signature));
  }

  @Test
  void tokens_that_are_over_for_others_or_none() {
    for (Map<String, Object> spoilt :
        List.<Map<String, Object>>of(
            Map.of("exp", Instant.now().getEpochSecond() - 60),
            Map.of("iss", "https://example.org/auth/v1"),
            Map.of("aud", "anybody"),
            Map.of("sub", "admin"))) {
      var claims = town.auth().claims(person.id());
      claims.putAll(spoilt);
      tokenIsRefused(town.auth().sign(claims, Signature.OURS));
    }
    for (String none : List.of("", "x", "a.b.c", "null", ".".repeat(3000))) {
      tokenIsRefused(none);
    }
  }

  private void tokenIsRefused(String token) {
    Person forger = new Person(person.id(), token);
    refused(
        () -> as(forger).body(json("song_id", song, "vote_value", 1)).post("/api/votes"),
        401,
        "unauthorized");
    refused(() -> as(forger).delete("/api/me"), 401, "unauthorized");
    refused(
        () -> as(forger).body(json("slug", room.slug())).post("/api/checkin"), 401, "unauthorized");
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
  void preferences_that_are_not_five_finite_numbers_from_0_to_1_or_all_zero(String numbers) {
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
  void months_and_pages_that_do_not_parse(String call, String problem) {
    refused(() -> as(person).urlEncodingEnabled(false).get("/api/" + call), 400, problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "[\"Ada\"]", "{}", "true", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\ud800\""})
  void names_that_are_none(String name) {
    for (String field : List.of("name", "display_name")) {
      refused(
          () -> as(person).body("{\"%s\": %s}".formatted(field, name)).put("/api/me"),
          400,
          "invalid-name");
      refused(
          () -> as(person).body(json(field, "x".repeat(51))).put("/api/me"), 400, "invalid-name");
    }
  }

  @Test
  void songs_and_rooms_that_are_archived() {
    UUID archived = town.song(Town.RAIN);
    town.sql("update songs set archived_at = roomtone.now() where id = ?", archived);
    refused(
        () -> as(person).body(json("song_id", archived, "vote_value", 4)).post("/api/votes"),
        410,
        "song-archived");
    Room closed = town.room();
    town.sql("update players set archived_at = roomtone.now() where id = ?", closed.id());
    refused(
        () -> as(person).body(json("slug", closed.slug())).post("/api/checkin"),
        404,
        "unknown-player");
    refused(
        () -> as(person).body(json("player_id", closed.id())).post("/api/checkin"),
        404,
        "unknown-player");
    refused(
        () -> anybody().get("/api/players/" + closed.slug() + "/now-playing"),
        404,
        "unknown-player");
  }

  @Test
  void addresses_methods_and_types_that_there_are_not() {
    refused(() -> as(person).get("/api/nothing"), 404, "not-found");
    refused(() -> as(person).post("/api/me"), 405, "method-not-allowed")
        .header("Allow", stringContainsInOrder("DELETE", "GET", "PUT"));
    refused(() -> as(person).delete("/api/session"), 405, "method-not-allowed");
    refused(
        () -> as(person).contentType("text/plain").body("3").post("/api/votes"),
        415,
        "unsupported-media-type");
    refused(
        () -> as(person).contentType("application/xml").body("<x/>").put("/api/preferences"),
        415,
        "unsupported-media-type");
  }
}
