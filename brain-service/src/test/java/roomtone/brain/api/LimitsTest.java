package roomtone.brain.api;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import roomtone.brain.nowplaying.LiveRooms;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.RawHttp;

/**
 * The limits of each pod, as docs/limits.md describes them. The tests call through a trusted proxy,
 * so that each test can use an address of its own.
 */
@QuarkusTest
@TestProfile(LimitsTest.Narrow.class)
class LimitsTest extends BrainTest {

  private static final int CALLS = 5;
  private static final int STREAMS = 3;
  private static final int STREAMS_OF_ONE = 2;
  static final int CONNECTIONS_OF_ONE = 50;
  private static final int CROWD = 20;
  private static final int BODY = 16 * 1024;
  private static final int HEADERS = 16 * 1024;
  private static final int ADDRESS = 4 * 1024;

  /** Sets low limits and a trusted proxy. */
  public static class Narrow implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          // One call a minute is allowed again: none while a test runs.
          "roomtone.limits.public-per-minute",
          "1",
          "roomtone.limits.public-burst",
          Integer.toString(CALLS),
          "roomtone.live.streams",
          Integer.toString(STREAMS),
          "roomtone.live.streams-per-address",
          Integer.toString(STREAMS_OF_ONE),
          "roomtone.connections.max-per-address",
          Integer.toString(CONNECTIONS_OF_ONE),
          "roomtone.trusted-proxies",
          "127.0.0.1/32");
    }
  }

  @TestHTTPResource("/")
  URI brain;

  @Inject LiveRooms live;
  @Inject MeterRegistry meters;

  @Test
  void calls_without_sign_in_are_limited_per_address() {
    List<String> calls =
        List.of(
            "/api/players",
            "/api/leaderboard",
            "/api/players/%s/now-playing",
            "/api/players/%s/collective",
            "/api/players");
    String room = fixtures.room().slug();
    for (String call : calls) {
      from("203.0.113.1", call.formatted(room)).then().statusCode(200);
    }
    for (String call : calls) {
      Response refused = from("203.0.113.1", call.formatted(room));
      problem(refused.then(), 429, "too-many-calls");
      int seconds = refused.path("retry_after_seconds");
      assertTrue(seconds > 30 && seconds <= 60, () -> "wait " + seconds);
      assertEquals(Integer.toString(seconds), refused.header("Retry-After"));
    }
    from("203.0.113.2", "/api/players").then().statusCode(200);
    // Signed-in callers have limits of their own.
    as(fixtures.person())
        .header("X-Forwarded-For", "203.0.113.1")
        .get("/api/me")
        .then()
        .statusCode(200);
  }

  @Test
  void a_forwarded_header_of_the_caller_itself_is_ignored() {
    for (int i = 0; i < CALLS; i++) {
      from("198.51.100.%d, 203.0.113.3".formatted(i), "/api/players").then().statusCode(200);
    }
    problem(from("198.51.100.77, 203.0.113.3", "/api/players").then(), 429, "too-many-calls");
    problem(from("203.0.113.3:4711", "/api/players").then(), 429, "too-many-calls");
    from("198.51.100.77", "/api/players").then().statusCode(200);
  }

  @Test
  void ipv6_addresses_of_one_network_share_a_limit() {
    for (int i = 0; i < CALLS; i++) {
      from("2001:db8:1:2::%x".formatted(i), "/api/players").then().statusCode(200);
    }
    problem(from("2001:db8:1:2:ffff::1", "/api/players").then(), 429, "too-many-calls");
    from("2001:db8:1:3::1", "/api/players").then().statusCode(200);
  }

  @Test
  void open_streams_of_a_pod_are_limited() throws Exception {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    URI events = events(fixtures.room().slug());
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < STREAMS; i++) {
        open.add(http.send(watch(events, "203.0.113." + i), BodyHandlers.ofInputStream()));
      }
      for (HttpResponse<InputStream> stream : open) {
        assertEquals(200, stream.statusCode());
        assertTrue(stream.body().read() >= 0, "it has begun");
      }
      problem(from("203.0.113.200", events.getPath()).then(), 503, "too-many-streams")
          .header("Retry-After", "10")
          .body("retry_after_seconds", equalTo(10));
      open.removeFirst().body().close();
      awaitAnother(http, events, "203.0.113.200");
      close(open);
    }
    awaitNoStreams();
  }

  @Test
  void open_streams_are_limited_per_address() throws Exception {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    URI events = events(fixtures.room().slug());
    String one = "203.0.113.10";
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < STREAMS_OF_ONE; i++) {
        open.add(http.send(watch(events, one), BodyHandlers.ofInputStream()));
        assertEquals(200, open.getLast().statusCode());
        assertTrue(open.getLast().body().read() >= 0, "it has begun");
      }
      for (String said : List.of(one, "198.51.100.7, " + one)) {
        problem(from(said, events.getPath()).then(), 429, "too-many-streams-of-one")
            .header("Retry-After", "10")
            .body("retry_after_seconds", equalTo(10));
      }
      open.add(http.send(watch(events, "203.0.113.11"), BodyHandlers.ofInputStream()));
      assertEquals(200, open.getLast().statusCode());
      open.removeFirst().body().close();
      awaitAnother(http, events, one);
      close(open);
    }
    awaitNoStreams();
  }

  @Test
  void head_requests_for_streams_count_as_calls() {
    String events = events(fixtures.room().slug()).getPath();
    for (int i = 0; i < CALLS; i++) {
      heads("203.0.113.12", events).then().statusCode(200);
    }
    heads("203.0.113.12", events).then().statusCode(429);
    from("203.0.113.12", "/api/players/nowhere/events").then().statusCode(404);
  }

  private static Response heads(String said, String call) {
    return RestAssured.given().header("X-Forwarded-For", said).head(call);
  }

  private URI events(String room) {
    return brain.resolve("/api/players/" + room + "/events");
  }

  private static HttpRequest watch(URI events, String from) {
    return HttpRequest.newBuilder(events).header("X-Forwarded-For", from).build();
  }

  /** Opens a stream once another has closed. */
  private static void awaitAnother(HttpClient http, URI events, String from) throws Exception {
    Await.until(
        "another stream is accepted",
        Duration.ofSeconds(10),
        () -> {
          HttpResponse<InputStream> another =
              http.send(watch(events, from), BodyHandlers.ofInputStream());
          another.body().close();
          return another.statusCode() == 200;
        });
  }

  private static void close(List<HttpResponse<InputStream>> streams) throws IOException {
    for (HttpResponse<InputStream> stream : streams) {
      stream.body().close();
    }
  }

  /** Waits until the brain has noticed that streams were closed. */
  private void awaitNoStreams() {
    Await.until(
        "no stream is open",
        Duration.ofSeconds(10),
        () -> {
          live.sendHeartbeats();
          return meters.get("roomtone.live.streams").gauge().value() == 0;
        });
  }

  @Test
  void concurrent_calls_open_no_more_streams_than_the_limit() throws Exception {
    for (int i = 0; i <= STREAMS; i++) {
      problem(anybody().get("/api/players/nowhere/events").then(), 404, "unknown-player");
    }
    URI events = events(fixtures.room().slug());
    try (HttpClient http = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<InputStream>>> asked =
          IntStream.range(0, CROWD)
              .mapToObj(
                  i ->
                      http.sendAsync(
                          watch(events, "203.0.113." + (100 + i)), BodyHandlers.ofInputStream()))
              .toList();
      List<HttpResponse<InputStream>> answers =
          asked.stream().map(CompletableFuture::join).toList();
      List<Integer> statuses = answers.stream().map(HttpResponse::statusCode).sorted().toList();
      close(answers);
      assertEquals(STREAMS, Collections.frequency(statuses, 200), statuses::toString);
      assertEquals(CROWD - STREAMS, Collections.frequency(statuses, 503), statuses::toString);
    }
    awaitNoStreams();
  }

  @Test
  void the_length_of_a_body_is_limited() {
    Person person = fixtures.person();
    as(person).body(bodyOf(BODY)).put("/api/me").then().statusCode(200);
    problem(as(person).body(bodyOf(BODY + 1)).put("/api/me").then(), 413, "too-large");
  }

  private static String bodyOf(int bytes) {
    return "{" + " ".repeat(bytes - "{}".length()) + "}";
  }

  @Test
  void the_length_of_headers_is_limited() {
    String fixed = "Host: x\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.4\r\nA: \r\n";
    String request =
        "GET /api/players HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.4\r\nA: %s\r\n\r\n";
    String most = "x".repeat(HEADERS - fixed.length());
    assertTrue(RawHttp.answer(brain, request.formatted(most)).startsWith("HTTP/1.1 200"));
    RawHttp.refused(brain, request.formatted(most + "x"), 431, "headers-too-large");
    RawHttp.refused(
        brain,
        "GET /api/players HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Cookie: a=b\r\n".repeat(1500)
            + "\r\n",
        431,
        "headers-too-large");
    // A body far beyond the limit is not read.
    assertTrue(
        RawHttp.answer(brain, request.formatted("x".repeat(70_000))).startsWith("HTTP/1.1 431"));
  }

  @Test
  void the_length_of_an_address_is_limited() {
    String request =
        "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.5\r\n\r\n";
    String most = "/api/players?" + "x".repeat(ADDRESS - "/api/players?".length());
    assertTrue(RawHttp.answer(brain, request.formatted(most)).startsWith("HTTP/1.1 200"));
    RawHttp.refused(brain, request.formatted(most + "x"), 414, "address-too-long");
  }

  @Test
  void a_page_holds_a_hundred_votes_at_most() {
    Person person = fixtures.person();
    fixtures
        .sql()
        .update(
            """
        insert into votes (user_id, song_id, vote_value, applied_seq)
        select ?, ?, 3, nextval('roomtone.taste_seq') from generate_series(1, 101)
        """,
            person.id(),
            fixtures.song(BrainFixtures.RAIN));
    as(person)
        .get("/api/votes?size=100")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(100))
        .body("total", equalTo(101));
    as(person).get("/api/votes").then().body("items.size()", equalTo(20));
    as(person)
        .get("/api/votes?page=1000000")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
    for (String beyond : List.of("size=101", "size=0", "page=0", "page=1000001")) {
      problem(as(person).get("/api/votes?" + beyond).then(), 400, "invalid-page");
    }
  }

  private static Response from(String said, String call) {
    return anybody().header("X-Forwarded-For", said).get(call);
  }
}
