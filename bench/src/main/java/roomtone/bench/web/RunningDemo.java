package roomtone.bench.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import roomtone.local.demo.Demo;
import roomtone.local.demo.DemoContext;
import roomtone.local.testing.TestSystem;

/**
 * Both packaged services with the songs, rooms and people of the demo. In the room {@value #GARDEN}
 * a device plays.
 */
final class RunningDemo implements AutoCloseable {

  static final String GARDEN = "garden";
  static final String ADMIN = "admin@example.org";
  static final String PASSWORD = "roomtone-demo";
  static final String LOBBY_TOKEN = "demo-token-lobby";

  /** Of the Java machine: with both compilers, as in production. */
  private static final List<String> OPTIONS = List.of("-Xmx256m");

  /** The link in the QR codes. */
  private static final String LISTENER_URL = "https://roomtone.example.org";

  private static final int PATIENCE_SECONDS = 120;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestSystem system = TestSystem.start();
  private final Path home = temporaryFolder();
  private final Demo demo;
  private final String admin;
  private boolean hasPlayed;

  /** Starts all of it and waits until the garden plays and every song is loaded. */
  RunningDemo() throws InterruptedException {
    system.startBrain(Map.of(), OPTIONS);
    system.startManager(Map.of("ROOMTONE_LISTENER_URL", LISTENER_URL), OPTIONS);
    CountDownLatch loadedAndPlaying = new CountDownLatch(2);
    demo =
        Demo.start(
            new DemoContext(
                home,
                system.auth().url(),
                "sb_publishable_test",
                URI.create(brain()),
                URI.create(manager()),
                system.manager().managementUrl().resolve("/q/health/ready"),
                system.database().dataSource("postgres"),
                line -> {
                  if (line.equals("Demo: loaded") || isFirstPlay(line)) {
                    loadedAndPlaying.countDown();
                  }
                }));
    if (!loadedAndPlaying.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the demo does not play after " + PATIENCE_SECONDS + " s");
    }
    admin = system.auth().signIn(ADMIN, PASSWORD).accessToken();
  }

  private synchronized boolean isFirstPlay(String line) {
    boolean isFirst = !hasPlayed && line.startsWith("Garden: the device plays");
    hasPlayed = hasPlayed || isFirst;
    return isFirst;
  }

  String brain() {
    return system.brain().url();
  }

  String manager() {
    return system.manager().url();
  }

  /** The address of the listener's page in the garden. */
  String gardenLink() {
    return brain() + "/?player=" + GARDEN;
  }

  /** Somebody else checks in to the garden. */
  void guest(String favourite) {
    call(
        "POST",
        brain() + "/api/checkin",
        system.listener().accessToken(),
        JSON.createObjectNode().put("slug", GARDEN).put("favourite", favourite));
  }

  /** The id of the garden. */
  String gardenId() {
    return find(
        call("GET", manager() + "/api/admin/players", admin, null).path("items"), "slug", GARDEN);
  }

  /** The id of the song with a title. */
  String songId(String title) {
    return find(
        call("GET", manager() + "/api/admin/songs?size=200", admin, null).path("items"),
        "title",
        title);
  }

  /** Adds a room to which no device belongs yet. */
  void addRoom(String name, String slug) {
    call(
        "POST",
        manager() + "/api/admin/players",
        admin,
        JSON.createObjectNode().put("name", name).put("slug", slug));
  }

  /** Pauses the garden or lets it go on. */
  void pause(boolean isPaused) {
    call(
        "POST",
        manager() + "/api/admin/players/" + gardenId() + (isPaused ? "/pause" : "/resume"),
        admin,
        null);
  }

  /**
   * Lets the analysis listen to a song again, so that the panel shows what it hears beside the
   * stated weights.
   */
  void analyse(String song) {
    call("POST", manager() + "/api/admin/songs/" + song + "/analysis", admin, null);
  }

  private static String find(JsonNode items, String member, String value) {
    for (JsonNode item : items) {
      if (item.path(member).asText().equals(value)) {
        return item.path("id").asText();
      }
    }
    throw new IllegalStateException("there is no " + member + " " + value);
  }

  private JsonNode call(String method, String url, String token, JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(CALL_TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            method + " " + url + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("roomtone-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    demo.close();
    system.close();
    List<Path> files;
    try (Stream<Path> all = Files.walk(home)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
