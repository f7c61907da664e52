package roomtone.acceptance.observability;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import roomtone.acceptance.ChildProcess;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Await;
import roomtone.local.testing.TestSystem;

/**
 * A Prometheus of its own, which runs with our configuration and asks both services each second.
 */
final class Prometheus implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChildProcess process;
  private final String url;

  private Prometheus(ChildProcess process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it.
   *
   * @param folder for its configuration and data
   */
  static Prometheus scraping(TestSystem system, Path folder) {
    int port = Loopback.freePort();
    try {
      Files.createDirectories(folder.resolve("rules"));
      for (Path rules : AlertRules.files("rules")) {
        Files.copy(rules, folder.resolve("rules").resolve(rules.getFileName()));
      }
      Path configuration = folder.resolve("prometheus.yaml");
      Files.writeString(
          configuration,
          Files.readString(AlertRules.FOLDER.resolve("prometheus.yaml"))
              .replace(": 15s", ": 1s")
              .replace("127.0.0.1:9000", authority(system.brain().managementUrl()))
              .replace("127.0.0.1:9001", authority(system.manager().managementUrl())));
      ChildProcess process =
          ChildProcess.start(
              List.of(
                  "prometheus",
                  "--config.file=" + configuration,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port),
              folder.resolve("log"));
      return new Prometheus(process, "http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String authority(URI url) {
    return url.getAuthority();
  }

  /** Waits until both services have been asked so many times since the start. */
  void awaitScrapes(int times) {
    Await.until(
        times + " answers of both services",
        PATIENCE,
        () -> {
          List<Double> counts = isUp() ? values("count_over_time(up[1h])") : List.of();
          return counts.size() == 2 && counts.stream().allMatch(count -> count >= times);
        });
  }

  private boolean isUp() {
    process.requireAlive("prometheus");
    try {
      return given().baseUri(url).get("/-/ready").statusCode() == 200;
    } catch (Exception notListening) {
      return false;
    }
  }

  /** Returns the values of a query at this moment. */
  List<Double> values(String query) {
    return given()
        .baseUri(url)
        .formParam("query", query)
        .post("/api/v1/query")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .<List<Object>>getList("data.result.value")
        .stream()
        .map(value -> number(value.get(1).toString()))
        .toList();
  }

  private static double number(String text) {
    return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** Returns all rules with what became of their evaluation. */
  JsonPath rules() {
    return given().baseUri(url).get("/api/v1/rules").then().statusCode(200).extract().jsonPath();
  }

  @Override
  public void close() {
    process.close();
  }
}
