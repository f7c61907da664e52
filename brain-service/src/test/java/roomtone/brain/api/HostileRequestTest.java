package roomtone.brain.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.local.testing.RawHttp;

/** Requests that no client sends, tokens made by hand, and many calls at once. */
@QuarkusTest
class HostileRequestTest extends CheckedInTest {

  /** How many sessions a listener may begin in an hour. */
  private static final int SESSIONS = 60;

  @TestHTTPResource("/")
  URI brain;

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a b@c:99999999"})
  void a_request_without_a_valid_host_is_refused(String host) {
    String request = get("/api/players", host);
    RawHttp.refused(brain, request, 400, "bad-request");
    assertTrue(!RawHttp.answer(brain, request).contains("vertx"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS *", "CONNECT evil.example:443", "PRI *"})
  void request_targets_that_are_no_path_get_404(String line) {
    RawHttp.refused(
        brain, line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "not-found");
  }

  @Test
  void a_head_request_for_a_stream_ends_at_once() {
    String head = "HEAD /api/players/%s/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String answer = RawHttp.answer(brain, head.formatted(room.slug()));
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.contains("text/event-stream"), answer);
    assertTrue(RawHttp.answer(brain, head.formatted("nowhere")).startsWith("HTTP/1.1 404"));
  }

  @Test
  void pages_of_the_same_origin_may_call_and_others_may_not() {
    for (String origin :
        List.of("https://venue.example", "http://venue.example", "https://VENUE.example:443")) {
      assertTrue(checkOutFrom(origin).startsWith("HTTP/1.1 204"), origin);
    }
    for (String origin :
        List.of(
            "https://evil.example",
            "https://venue.example.evil.example",
            "https://venue.example:8443",
            "https://evil.example/venue.example",
            "null",
            "]]")) {
      String answer = checkOutFrom(origin);
      assertTrue(answer.startsWith("HTTP/1.1 403"), origin);
      assertTrue(answer.contains("urn:roomtone:problem:foreign-origin"), origin);
    }
  }

  private String checkOutFrom(String origin) {
    return RawHttp.answer(
        brain,
        "POST /api/checkout HTTP/1.1\r\nHost: venue.example\r\nConnection: close\r\nOrigin: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
            .formatted(origin, person.token()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"song_id\": \"%1$s\", \"vote_value\": 1, \"vote_value\": 5}",
        "{\"song_id\": \"%1$s\", \"song_id\": \"%1$s\", \"vote_value\": 5}",
        "{\"preference_vector\": [1, 1, 1, 1, 1], \"preference_vector\": [0, 0, 0, 0, 0]}",
        "{\"display_name\": \"a\", \"display_name\": \"b\"}",
        "{\"x\": {\"y\": 1, \"y\": 2}}"
      })
  void a_duplicate_field_is_refused(String body) {
    String twice = body.formatted(song);
    refused(() -> as(person).body(twice).post("/api/votes"), 400, "malformed-json");
    refused(() -> as(person).body(twice).put("/api/preferences"), 400, "malformed-json");
    refused(() -> as(person).body(twice).put("/api/me"), 400, "malformed-json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " %s", "%s ", "{%s}", "AAAAAAAAAAAAAAAAAAAAAA=="})
  void a_uuid_in_another_notation_is_refused(String written) {
    refused(
        () ->
            as(person)
                .body(
                    json(
                        "song_id",
                        song,
                        "vote_value",
                        4,
                        "player_id",
                        written.formatted(room.id())))
                .post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () ->
            as(person)
                .body(json("song_id", written.formatted(song), "vote_value", 4))
                .post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(json("player_id", written.formatted(room.id()))).post("/api/checkin"),
        400,
        "invalid-field");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u202egnp.exe",
        "a\u2066b",
        "a\u200bb",
        "\ufeffa",
        "a\u2028b",
        "a\u2029b",
        "\uffff",
        "a\ufdd0",
        "a\udb40\udc41",
        "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
      })
  void names_with_direction_controls_or_invisible_characters_are_refused(String name) {
    refused(() -> as(person).body(json("display_name", name)).put("/api/me"), 400, "invalid-name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "Zo\u00eb",
        "<b>",
        "';--",
        "\u674e",
        "\ud83d\ude00\ufe0f",
        "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f"
      })
  void names_may_have_letters_of_any_script_and_emoji(String name) {
    as(person)
        .body(json("display_name", name))
        .put("/api/me")
        .then()
        .statusCode(200)
        .body("display_name", equalTo(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00a0", "\u3000", "\u3164\u1160", "\u2800", "\u200d", "\ufe0f"})
  void a_name_without_visible_characters_is_no_name(String name) {
    as(person)
        .body(json("display_name", name))
        .put("/api/me")
        .then()
        .statusCode(200)
        .body("display_name", nullValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":[]}",
        "{\"alg\":5}",
        "{\"alg\":{}}",
        "{\"alg\":\"ES256\",\"kid\":[]}",
        "{\"alg\":\"ES256\",\"crit\":\"x\"}",
        "{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"}}",
        "{\"alg\":\"HS256\",\"kid\":5}",
        "{\"alg\":\"none\"}",
        "[]",
        "null"
      })
  void malformed_token_headers_are_refused(String header) {
    String[] parts = person.token().split("\\.", -1);
    String forged =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[1]
            + "."
            + parts[2];
    problem(as(new Person(person.id(), forged)).get("/api/me").then(), 401, "unauthorized");
  }

  @Test
  void malformed_signatures_are_refused() {
    String signed = person.token().substring(0, person.token().lastIndexOf('.') + 1);
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    for (String signature : List.of("", "AA", zeros, "***", zeros + zeros, zeros + ".x.y")) {
      problem(
          as(new Person(person.id(), signed + signature)).get("/api/me").then(),
          401,
          "unauthorized");
    }
  }

  @Test
  void two_hundred_concurrent_check_ins_obey_the_limit_and_leave_one_session() throws Exception {
    assertEquals(
        List.of(201, 429),
        atOnce(
            200,
            i -> as(person).body(json("slug", room.slug())).post("/api/checkin").statusCode()));
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from sessions where user_id = ? and status = 'active'",
                person.id()));
    assertEquals(
        SESSIONS,
        fixtures.sql().integer("select count(*) from sessions where user_id = ?", person.id()));
  }

  @Test
  void concurrent_votes_and_erasures_both_succeed() throws Exception {
    assertEquals(
        List.of(200, 201),
        atOnce(
            60,
            i ->
                i % 6 == 5
                    ? as(person).delete("/api/me").statusCode()
                    : as(person)
                        .body(json("song_id", song, "vote_value", 1 + i % 5))
                        .post("/api/votes")
                        .statusCode()));
    as(person).delete("/api/me").then().statusCode(200);
    assertEquals(
        0, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
    as(person).get("/api/preferences").then().body("preference_vector", nullValue());
  }

  @Test
  void a_vote_of_an_account_that_is_deleted_meanwhile_gets_401() throws Exception {
    List<Integer> answers =
        atOnce(
            60,
            i -> {
              if (i == 20) {
                fixtures.sql().update("delete from auth.users where id = ?", person.id());
              }
              return i % 2 == 0
                  ? as(person).body(json("slug", room.slug())).post("/api/checkin").statusCode()
                  : as(person)
                      .body(json("song_id", song, "vote_value", 1 + i % 5))
                      .post("/api/votes")
                      .statusCode();
            });
    assertTrue(List.of(200, 201, 401).containsAll(answers), answers::toString);
    assertTrue(answers.contains(401), answers::toString);
    assertEquals(
        0, fixtures.sql().integer("select count(*) from sessions where user_id = ?", person.id()));
    assertEquals(
        0, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
  }

  /** Runs calls, twenty at a time, and returns the distinct results in order. */
  private static List<Integer> atOnce(int times, IntFunction<Integer> something) throws Exception {
    List<Callable<Integer>> all =
        IntStream.range(0, times)
            .<Callable<Integer>>mapToObj(i -> () -> something.apply(i))
            .toList();
    try (ExecutorService hands = Executors.newFixedThreadPool(20)) {
      java.util.TreeSet<Integer> results = new java.util.TreeSet<>();
      for (Future<Integer> one : hands.invokeAll(all)) {
        results.add(one.get());
      }
      return List.copyOf(results);
    }
  }

  private static String get(String address, String host) {
    return "GET "
        + address
        + " HTTP/1.1\r\n"
        + (host.isEmpty() ? "" : host + "\r\n")
        + "Connection: close\r\n\r\n";
  }
}
