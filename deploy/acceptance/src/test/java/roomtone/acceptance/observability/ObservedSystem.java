package roomtone.acceptance.observability;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Await;
import roomtone.local.testing.TestSystem;

/** Both services, with JSON logs and figures of queues that are read every second. */
final class ObservedSystem implements AutoCloseable {

  static final int SONGS = 6;

  static final String REQUEST_ID = "upload-of-the-first-song";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final TestSystem system = TestSystem.start();
  final TraceCollector collector = TraceCollector.start();
  final Brain brain;
  final Manager manager;
  private String device;
  private final HttpClient http = HttpClient.newHttpClient();

  ObservedSystem() {
    // Traces are not switched on, so that nothing is sent there.
    Map<String, String> settings = new HashMap<>(collector.endpoint());
    settings.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms");
    settings.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
    Map<String, String> ofBrain = new HashMap<>(settings);
    ofBrain.put("ROOMTONE_QUEUE_FIGURES_EVERY", "1S");
    brain = new Brain(system.startBrain(ofBrain).url());
    manager = new Manager(system.startManager(settings).url());
  }

  /**
   * Lets each thing happen that a meter counts, short of faults: uploads, polls, a check-in, votes,
   * plays, codes, refused tokens, an open stream of a listener.
   */
  void runLoop() {
    String admin = system.admin().accessToken();
    List<String> songs = upload(admin);
    Response lobby = manager.createPlayer(admin, "Lobby", "lobby");
    device = lobby.then().statusCode(201).extract().path("token");
    manager.poll("no-such-token").then().statusCode(401);
    pollUntilUnchanged(device);

    String listener = system.listener().accessToken();
    brain.checkIn(listener, "lobby").then().statusCode(201);
    brain.vote(listener, songs.get(0), 5).then().statusCode(201);
    brain.vote(listener, songs.get(1), 3).then().statusCode(201);
    brain.vote(listener, songs.get(2), 1).then().statusCode(201);
    reportPlays(device);
    openStream();
    giveCodes(admin);

    brain.preferences("not-a-token").then().statusCode(401);
    brain.preferences(withOtherSignature(listener)).then().statusCode(401);
  }

  /** Returns the token of the lobby's device. */
  String device() {
    return device;
  }

  /** Uploads all songs, and the first one twice. */
  private List<String> upload(String admin) {
    List<Sound> sounds = Sound.seven().subList(0, SONGS);
    List<String> songs =
        sounds.stream()
            .map(sound -> manager.upload(admin, sound).then().statusCode(201).extract())
            .map(answer -> answer.<String>path("id"))
            .toList();
    given()
        .baseUri(manager.url())
        .auth()
        .oauth2(admin)
        .header("X-Request-Id", REQUEST_ID)
        .multiPart("file", "again.wav", sounds.getFirst().bytes(), "application/octet-stream")
        .post("/api/admin/songs")
        .then()
        .statusCode(409);
    return songs;
  }

  private void pollUntilUnchanged(String device) {
    Await.until(
        "a poll is answered 304",
        PATIENCE,
        () -> {
          String etag = manager.poll(device).then().statusCode(200).extract().header("ETag");
          return manager.pollIfChanged(device, etag).statusCode() == 304;
        });
  }

  /** Reports a play twice, its end, and a play of another century, in whose log is a request id. */
  private void reportPlays(String device) {
    JsonPath poll = manager.poll(device).jsonPath();
    String song = poll.getString("next[0].song_id");
    String entry = poll.getString("next[0].queue_id");
    UUID play = UUID.randomUUID();
    Instant start = system.now();
    manager.report(device, play, song, entry, start).then().body("result", contains("recorded"));
    manager.report(device, play, song, entry, start).then().body("result", contains("duplicate"));
    given()
        .baseUri(manager.url())
        .header("X-API-Key", device)
        .contentType(ContentType.JSON)
        .body(
            List.of(
                Map.of(
                    "play_id",
                    play,
                    "song_id",
                    song,
                    "started_at",
                    start.toString(),
                    "ended_at",
                    start.plusSeconds(1).toString(),
                    "outcome",
                    "skipped")))
        .post("/api/player/plays")
        .then()
        .body("result", contains("updated"));
    given()
        .baseUri(manager.url())
        .header("X-API-Key", device)
        .header("X-Request-Id", REQUEST_ID)
        .contentType(ContentType.JSON)
        .body(
            List.of(
                Map.of(
                    "play_id",
                    UUID.randomUUID(),
                    "song_id",
                    song,
                    "started_at",
                    "1999-12-31T23:59:59Z")))
        .post("/api/player/plays")
        .then()
        .body("result", contains("rejected"));
  }

  private void openStream() {
    HttpRequest events =
        HttpRequest.newBuilder(URI.create(brain.url() + "/api/players/lobby/events"))
            .header("Accept", "text/event-stream")
            .build();
    try {
      // The client keeps the stream open until it is closed.
      HttpResponse<InputStream> unused =
          http.send(events, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Gives a wrong and the right code of a room that asks for codes. */
  private void giveCodes(String admin) {
    String cellar =
        manager.createPlayer(admin, "Cellar", "cellar").then().statusCode(201).extract().path("id");
    given()
        .baseUri(manager.url())
        .auth()
        .oauth2(admin)
        .contentType(ContentType.JSON)
        .body(Map.of("presence", "code"))
        .patch("/api/admin/players/" + cellar)
        .then()
        .statusCode(200);
    String code =
        given()
            .baseUri(manager.url())
            .auth()
            .oauth2(admin)
            .get("/api/admin/players/" + cellar + "/presence-code")
            .then()
            .statusCode(200)
            .extract()
            .path("code");
    String guest = system.listener().accessToken();
    String wrong = (code.charAt(0) == '0' ? "1" : "0") + code.substring(1);
    checkInWithCode(guest, wrong).then().statusCode(403);
    checkInWithCode(guest, code).then().statusCode(201);
  }

  private Response checkInWithCode(String guest, String code) {
    return given()
        .baseUri(brain.url())
        .auth()
        .oauth2(guest)
        .contentType(ContentType.JSON)
        .body(Map.of("slug", "cellar", "code", code))
        .post("/api/checkin");
  }

  private static String withOtherSignature(String token) {
    int middle = (token.lastIndexOf('.') + token.length()) / 2;
    char other = token.charAt(middle) == 'A' ? 'B' : 'A';
    return token.substring(0, middle) + other + token.substring(middle + 1);
  }

  @Override
  public void close() {
    http.shutdownNow();
    system.close();
    collector.close();
  }
}
