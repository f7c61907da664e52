package roomtone.bench.startup;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalAuth.Signature;
import roomtone.local.testing.TestSystem;

/**
 * {@code ./dev bench startup}: the time from the start of a service's process to the first answer
 * that needs the database, and its resident memory then, with and without an AOT cache. The
 * services have the options of the images, as in a container of 512 MB.
 */
public final class StartupBench {

  private static final double MOST_SECONDS = 1.0;
  private static final double MOST_MEGABYTES = 150;

  /** Memory that the Java machine sizes its heap by: that of a container in docker-compose.yml. */
  private static final String CONTAINER = "-XX:MaxRAM=512m";

  /**
   * The idle time after the first answer, in which the service goes on with what a start begins.
   */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Report report;
  private final int rounds;
  private final TestSystem system;
  private final HttpClient http = HttpClient.newHttpClient();

  private StartupBench(Report report, int rounds, TestSystem system) {
    this.report = report;
    this.rounds = rounds;
    this.system = system;
  }

  /** Runs the benchmark. */
  public static void run(Report report, boolean quick) throws IOException {
    try (TestSystem system = TestSystem.start()) {
      Dataset.build(system.database(), new Dataset.Size(20, 200, 300, 0)).settle();
      Path directory = Files.createTempDirectory("roomtone-startup-");
      try {
        StartupBench bench = new StartupBench(report, quick ? 1 : 7, system);
        bench.measure("brain-service", bench.requestsOfListeners(), directory.resolve("brain.aot"));
        bench.measure(
            "manager-service", bench.requestsOfDevices(), directory.resolve("manager.aot"));
      } finally {
        for (String name : List.of("brain.aot", "manager.aot")) {
          Files.deleteIfExists(directory.resolve(name));
        }
        Files.delete(directory);
      }
    }
  }

  /** The first request is the one that is measured; the training sends all. */
  private List<HttpRequest.Builder> requestsOfListeners() {
    LocalAuth auth = system.auth();
    String token = auth.sign(auth.claims(Dataset.id("user", 1)), Signature.OURS);
    return List.of(
        get("/api/players"),
        get("/"),
        get("/config.json"),
        get("/api/players/room-1/now-playing"),
        get("/api/session").header("Authorization", "Bearer " + token),
        get("/api/preferences").header("Authorization", "Bearer " + token),
        get("/api/votes")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"song_id\": \"%s\", \"vote_value\": 5}".formatted(Dataset.id("song", 1)))));
  }

  private List<HttpRequest.Builder> requestsOfDevices() {
    return List.of(
        get("/api/player/poll").header("X-API-Key", Dataset.token(1)),
        get("/api/player/manifest").header("X-API-Key", Dataset.token(1)),
        get("/admin/"),
        get("/player/"),
        get("/player/config.json"),
        get("/api/admin/songs").header("Authorization", "Bearer " + system.admin().accessToken()));
  }

  private static HttpRequest.Builder get(String path) {
    // The address is completed for each process, which has its own port.
    return HttpRequest.newBuilder(ServiceProcess.PLACEHOLDER.resolve(path));
  }

  private void measure(String module, List<HttpRequest.Builder> requests, Path cache)
      throws IOException {
    report.section(module + ", " + rounds + " starts each");
    train(module, requests, cache);
    report.figure("size of the AOT cache", Files.size(cache) / (double) (1 << 20), "MB");
    Map<Boolean, List<Double>> seconds = new TreeMap<>();
    Map<Boolean, List<Double>> megabytes = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      for (boolean cached : List.of(false, true)) {
        List<String> more = cached ? List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on") : List.of();
        try (ServiceProcess service = start(module, more)) {
          add(seconds, cached, service.secondsToAnswer(http, requests.getFirst()));
          service.stayIdle(IDLE);
          add(megabytes, cached, service.residentMegabytes());
        }
      }
    }
    for (boolean cached : List.of(false, true)) {
      String how = cached ? "with the AOT cache" : "without";
      report.figure("first answer " + how, median(seconds, cached), "s");
      report.figure("memory when idle " + how, median(megabytes, cached), "MB");
    }
    report.aim(Aim.atMost("first answer of " + module, median(seconds, true), MOST_SECONDS, "s"));
    report.aim(Aim.atMost("memory of " + module, median(megabytes, true), MOST_MEGABYTES, "MB"));
  }

  private static void add(Map<Boolean, List<Double>> figures, boolean cached, double figure) {
    figures.computeIfAbsent(cached, key -> new ArrayList<>()).add(figure);
  }

  private static double median(Map<Boolean, List<Double>> figures, boolean cached) {
    return Statistics.percentile(figures.get(cached), 0.5);
  }

  /** Runs the service once, calls it, and stops it: it writes the cache when it ends. */
  private void train(String module, List<HttpRequest.Builder> requests, Path cache) {
    try (ServiceProcess service = start(module, List.of("-XX:AOTCacheOutput=" + cache))) {
      service.secondsToAnswer(http, requests.getFirst());
      for (int repetition = 0; repetition < 20; repetition++) {
        requests.forEach(request -> service.call(http, request));
      }
      service.callManagement(http);
    }
    if (!Files.exists(cache)) {
      throw new IllegalStateException(module + " has written no AOT cache");
    }
  }

  private ServiceProcess start(String module, List<String> more) {
    List<String> options = new ArrayList<>();
    options.add("@" + Checkout.folder().resolve("deploy/images/java.options"));
    options.add(CONTAINER);
    options.addAll(more);
    return ServiceProcess.start(module, system.environmentOf(module), options);
  }
}
