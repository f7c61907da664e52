package roomtone.acceptance.observability;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.acceptance.observability.RecordedSpan.SpanId;
import roomtone.local.testing.Await;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.TestSystem;

/** What the services send to a collector of traces, and what not. */
class TracesTest {

  private static final String FOREIGN_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String FOREIGN = "00-" + FOREIGN_TRACE + "-b7ad6b7169203331-01";

  private static TestSystem system;
  private static TraceCollector collector;
  private static Brain brain;
  private static Manager manager;
  private static String admin;
  private static String device;
  private static List<String> songs;

  @BeforeAll
  static void start() {
    system = TestSystem.start();
    collector = TraceCollector.start();
    Map<String, String> settings = new HashMap<>(collector.endpoint());
    settings.put("QUARKUS_OTEL_SDK_DISABLED", "false");
    settings.put("QUARKUS_OTEL_TRACES_SAMPLER_ARG", "1");
    settings.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms");
    settings.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
    brain = new Brain(system.startBrain(settings).url());
    manager = new Manager(system.startManager(settings).url());
    admin = system.admin().accessToken();
    songs =
        Sound.seven().subList(0, 6).stream()
            .map(sound -> manager.upload(admin, sound).then().statusCode(201).extract())
            .map(answer -> answer.<String>path("id"))
            .toList();
    device = newRoom(manager, "lobby");
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
    if (collector != null) {
      collector.close();
    }
  }

  /** Makes a player and returns its token. */
  private static String newRoom(Manager manager, String slug) {
    return manager.createPlayer(admin, slug, slug).then().statusCode(201).extract().path("token");
  }

  private static Response poll() {
    return manager.poll(device).then().statusCode(200).extract().response();
  }

  /** Reports a start for each poll, with the name of the poll's span. */
  private static Response report(String token, List<Response> polls) {
    return given()
        .baseUri(manager.url())
        .header("X-API-Key", token)
        .header("traceparent", FOREIGN)
        .contentType(ContentType.JSON)
        .body(
            polls.stream()
                .map(
                    poll ->
                        Map.of(
                            "play_id",
                            UUID.randomUUID(),
                            "song_id",
                            poll.path("next[0].song_id"),
                            "queue_id",
                            poll.path("next[0].queue_id"),
                            "started_at",
                            system.now().toString(),
                            "traceparent",
                            poll.header("traceparent")))
                .toList())
        .post("/api/player/plays");
  }

  @Test
  void the_fill_of_a_queue_is_linked_with_the_vote_from_which_it_follows() {
    String listener = system.listener().accessToken();
    brain.checkIn(listener, "lobby").then().statusCode(201);
    brain.vote(listener, songs.getFirst(), 5).then().statusCode(201);

    RecordedSpan vote = collector.await("POST /api/votes", span -> true);
    RecordedSpan fill = collector.await("fill queues", span -> span.links().contains(vote.id()));

    assertEquals("roomtone-brain", vote.service());
    assertEquals("roomtone-brain", fill.service());
    assertNotEquals(vote.id().trace(), fill.id().trace(), "many votes may lead to one fill");
    assertEquals("", fill.parent());
    assertTrue(Integer.parseInt(fill.attributes().get("roomtone.rooms")) >= 1);
    assertTrue(fill.startNanos() > vote.startNanos(), "a fill follows the vote");
  }

  @Test
  void the_report_of_a_play_goes_on_with_the_trace_of_its_poll() {
    Response polled = poll();
    SpanId poll = SpanId.of(polled.header("traceparent"));
    report(device, List.of(polled)).then().statusCode(200).body("result", contains("recorded"));

    collector.await("GET /api/player/poll", span -> span.id().equals(poll));
    RecordedSpan play =
        collector.await("record plays", span -> span.id().trace().equals(poll.trace()));
    assertEquals(poll.span(), play.parent());
    RecordedSpan call =
        collector.await("POST /api/player/plays", span -> play.links().contains(span.id()));
    assertNotEquals(poll.trace(), call.id().trace());
  }

  @Test
  void a_report_of_plays_of_several_polls_is_linked_with_each() {
    List<Response> polls = List.of(poll(), poll());
    report(device, polls).then().statusCode(200);

    List<SpanId> ids = polls.stream().map(poll -> SpanId.of(poll.header("traceparent"))).toList();
    RecordedSpan plays = collector.await("record plays", span -> span.links().containsAll(ids));
    assertEquals("", plays.parent());
    assertFalse(ids.stream().anyMatch(id -> id.trace().equals(plays.id().trace())));
  }

  @Test
  void nobody_who_calls_without_a_token_adds_to_a_trace() {
    Response polled = poll();
    SpanId poll = SpanId.of(polled.header("traceparent"));
    report("not-a-token", List.of(polled)).then().statusCode(401);
    given().baseUri(brain.url()).header("traceparent", FOREIGN).get("/api/players");

    collector.await("GET /api/players", span -> true);
    collector.await("GET /api/player/poll", span -> span.id().equals(poll));
    // A later report comes after what the calls before might have left.
    Response later = poll();
    report(device, List.of(later)).then().statusCode(200);
    SpanId last = SpanId.of(later.header("traceparent"));
    collector.await("record plays", span -> span.id().trace().equals(last.trace()));
    assertAll(
        () -> assertEquals(List.of(), namesIn(FOREIGN_TRACE)),
        () -> assertEquals(List.of("GET /api/player/poll"), namesIn(poll.trace())));
  }

  private static List<String> namesIn(String trace) {
    return collector.spans().stream()
        .filter(span -> span.id().trace().equals(trace))
        .map(RecordedSpan::name)
        .toList();
  }

  @Test
  void spans_have_no_token_no_address_of_a_caller_and_no_query() {
    String guest = system.listener().accessToken();
    given()
        .baseUri(manager.url())
        .auth()
        .oauth2(admin)
        .queryParam("q", "thunder-at-night")
        .get("/api/admin/songs");
    brain.preferences(guest).then().statusCode(200);
    poll();

    RecordedSpan search =
        collector.await("GET /api/admin/songs", span -> span.attributes().containsKey("url.query"));
    assertEquals("REDACTED", search.attributes().get("url.query"));
    collector.await("GET /api/preferences", span -> true);
    List<RecordedSpan> spans = collector.spans();
    for (String secret : List.of(guest, admin, device, "thunder-at-night")) {
      assertEquals(
          List.of(),
          spans.stream()
              .filter(span -> span.attributes().values().stream().anyMatch(v -> v.contains(secret)))
              .map(RecordedSpan::name)
              .toList());
    }
    for (String address : List.of("client.address", "network.peer.address")) {
      assertTrue(
          Set.of("REDACTED", "none")
              .containsAll(
                  spans.stream()
                      .map(span -> span.attributes().getOrDefault(address, "none"))
                      .toList()),
          address);
    }
  }

  @Test
  void a_line_of_the_log_has_the_id_of_its_trace() {
    Response polled = poll();
    String trace = SpanId.of(polled.header("traceparent")).trace();
    given()
        .baseUri(manager.url())
        .header("X-API-Key", device)
        .contentType(ContentType.JSON)
        .body(List.of(Map.of("play_id", "none", "traceparent", polled.header("traceparent"))))
        .post("/api/player/plays")
        .then()
        .body("result", contains("rejected"));
    Await.until(
        "the line about the rejected play",
        () ->
            system
                .manager()
                .log()
                .lines()
                .anyMatch(line -> line.contains("play rejected") && line.contains(trace)));
  }

  @Test
  void the_example_of_a_device_names_the_poll_that_brought_its_song(@TempDir Path folder)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Checkout.folder().resolve("deploy/device/roomtone-device").toString(),
                "--manager",
                manager.url(),
                "--state",
                folder.resolve("state").toString(),
                "--speed",
                "20")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("ROOMTONE_TOKEN", newRoom(manager, "shell"));
    Process shell = builder.start();
    try {
      RecordedSpan play =
          collector.await(
              "record plays",
              span -> !span.parent().isEmpty() && span.links().stream().anyMatch(this::isByCurl));
      SpanId poll = new SpanId(play.id().trace(), play.parent());
      collector.await("GET /api/player/poll", span -> span.id().equals(poll));
    } finally {
      shell.destroy();
      assertTrue(shell.waitFor(30, TimeUnit.SECONDS), "the device ends");
    }
  }

  private boolean isByCurl(SpanId call) {
    return collector.spans().stream()
        .filter(span -> span.id().equals(call))
        .anyMatch(
            span -> span.attributes().getOrDefault("user_agent.original", "").startsWith("curl/"));
  }
}
