package roomtone.bench.manager;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.bench.load.LoadGenerator;
import roomtone.bench.load.PgBench;
import roomtone.bench.load.Request;
import roomtone.bench.load.ServiceMeter;
import roomtone.bench.load.StatementCount;
import roomtone.bench.load.Throughput;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.TestSystem;

/** {@code ./dev bench manager}: polls, uploads, and the memory for many players. */
public final class ManagerBench {

  private static final String POLL = "/api/player/poll";
  private static final int CALLERS = 32;
  private static final int DATABASE_CLIENTS = 8;

  /** The poll interval of a device. */
  private static final double POLL_SECONDS = 5;

  /** The bench polls for all devices from one address, which the rate limits do not allow. */
  private static final Map<String, String> WITHOUT_LIMITS =
      Map.of(
          "ROOMTONE_DEVICES_POLLS_PER_MINUTE", "1000000",
          "ROOMTONE_DEVICES_POLL_BURST", "1000000",
          "ROOMTONE_LIMITS_PUBLIC_PER_MINUTE", "60000000",
          "ROOMTONE_LIMITS_PUBLIC_BURST", "60000000",
          "ROOMTONE_DEVICES_UNKNOWN_PER_MINUTE", "1000000",
          "ROOMTONE_DEVICES_UNKNOWN_BURST", "1000000");

  private final Report report;
  private final boolean quick;
  private final HttpClient http = HttpClient.newHttpClient();

  private ManagerBench(Report report, boolean quick) {
    this.report = report;
    this.quick = quick;
  }

  /**
   * Runs the benchmark.
   *
   * @param parts which of polls, uploads and fleet
   */
  public static void run(Report report, boolean quick, Predicate<String> parts) throws IOException {
    ManagerBench bench = new ManagerBench(report, quick);
    if (parts.test("polls") || parts.test("uploads")) {
      try (TestSystem system = TestSystem.start()) {
        Dataset dataset =
            Dataset.build(
                system.database(),
                new Dataset.Size(quick ? 50 : 1_000, 100, quick ? 200 : 5_000, 0));
        dataset.settle();
        LocalService manager = system.startManager(WITHOUT_LIMITS, List.of("-Xmx256m"));
        ServiceMeter meter = new ServiceMeter(manager, bench.http);
        if (parts.test("polls")) {
          bench.polls(dataset, manager);
          report.figure("memory after polls", meter.residentMegabytes(), "MB");
        }
        if (parts.test("uploads")) {
          new UploadBench(report, quick).run(system, manager);
          report.figure("memory after uploads", meter.residentMegabytes(), "MB");
        }
      }
    }
    if (parts.test("fleet")) {
      bench.manyPlayers();
    }
  }

  /** The requests in turn, without end. */
  private static Supplier<Request> inTurn(List<Request> requests) {
    int[] next = {0};
    return () -> requests.get(next[0]++ % requests.size());
  }

  private void polls(Dataset dataset, LocalService manager) {
    int devices = dataset.size().players();
    report.section("Polls of %,d devices, %d connections".formatted(devices, CALLERS));
    awaitStableETags(quick ? Duration.ofSeconds(30) : Duration.ofMinutes(3));
    LoadGenerator load = new LoadGenerator(manager.url(), CALLERS);
    List<Request> full =
        IntStream.rangeClosed(1, devices)
            .mapToObj(n -> Request.get(POLL, 200, "X-API-Key: " + Dataset.token(n)))
            .toList();
    List<Request> unchanged = new ArrayList<>();
    Map<Request, String> tags = new HashMap<>();
    load.all(full, answer -> tags.put(answer.request(), answer.etag())).orFail();
    for (int n = 1; n <= devices; n++) {
      unchanged.add(
          Request.get(
              POLL,
              304,
              "X-API-Key: " + Dataset.token(n),
              "If-None-Match: " + tags.get(full.get(n - 1))));
    }
    List<Request> trivial = List.of(Request.get("/api/time", 200));
    Duration time = Duration.ofSeconds(quick ? 1 : 5);
    Duration warm = Duration.ofSeconds(quick ? 1 : 8);
    for (List<Request> requests : List.of(trivial, full, unchanged)) {
      load.flatOut(warm, inTurn(requests));
    }
    Optional<PgBench> pgbench = PgBench.find(dataset.database(), "manager_service");
    Map<String, List<Double>> rates = new HashMap<>();
    Map<String, Throughput> last = new HashMap<>();
    double statements = 0;
    for (int round = 0; round < (quick ? 1 : 3); round++) {
      Throughput trivially = load.flatOut(time, inTurn(trivial)).orFail();
      note(rates, last, "trivial", trivially);
      StatementCount counted = StatementCount.start(dataset.database(), "manager_service");
      Throughput unchangedPolls = load.flatOut(time, inTurn(unchanged)).orFail();
      statements = counted.since() * 1000.0 / unchangedPolls.answers();
      note(rates, last, "304", unchangedPolls);
      Throughput fullPolls = load.flatOut(time, inTurn(full)).orFail();
      note(rates, last, "200", fullPolls);
      ratio(rates, "304 beside trivial", unchangedPolls.perSecond() / trivially.perSecond());
      ratio(rates, "200 beside trivial", fullPolls.perSecond() / trivially.perSecond());
      if (pgbench.isPresent()) {
        double naive =
            pgbench
                .get()
                .perSecond(
                    ManagerBench.class,
                    "naive-poll.sql",
                    DATABASE_CLIENTS,
                    time,
                    Map.of("players", devices));
        ratio(rates, "naive", naive);
        ratio(rates, "304 beside naive", unchangedPolls.perSecond() / naive);
        ratio(rates, "200 beside naive", fullPolls.perSecond() / naive);
      }
    }
    tell("the trivial endpoint, GET /api/time", "trivial", rates, last);
    tell("polls, unchanged (304)", "304", rates, last);
    tell("polls, whole (200)", "200", rates, last);
    for (String answer : List.of("304", "200")) {
      double beside = Statistics.median(rates.get(answer + " beside trivial"));
      report.figure(answer + " beside the trivial endpoint", beside, "");
      report.aim(
          Aim.atLeast("polls (" + answer + ") beside the trivial endpoint", beside, 0.6, "of it"));
    }
    if (pgbench.isPresent()) {
      report.figure(
          "the naive poll's statements by pgbench", Statistics.median(rates.get("naive")), "/s");
      for (String answer : List.of("304", "200")) {
        double beside = Statistics.median(rates.get(answer + " beside naive"));
        report.figure(answer + " beside the naive poll", beside, "times");
        report.aim(Aim.atLeast("polls (" + answer + ") beside the naive poll", beside, 5, "times"));
      }
    } else {
      report.remark("pgbench is not installed beside initdb: no naive poll to compare with");
    }
    report.figure("statements per 1,000 polls, flat out", statements, "");
    report.aim(Aim.atMost("statements per 1,000 polls, flat out", statements, 5, ""));
    atDeviceRate(dataset, load, unchanged);
  }

  /** Waits for the next hour if it is near: then URLs are signed again and all ETags change. */
  private void awaitStableETags(Duration needed) {
    Instant now = Instant.now();
    Duration left =
        Duration.between(now, now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
    if (left.compareTo(needed) < 0) {
      report.remark(
          "waiting %d s for the hour to turn, when every tag changes".formatted(left.toSeconds()));
      try {
        Thread.sleep(left.plusSeconds(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for the hour", e);
      }
    }
  }

  /** Measures polls at the real rate of the devices, and at ten times that rate. */
  private void atDeviceRate(Dataset dataset, LoadGenerator load, List<Request> unchanged) {
    double perSecond = unchanged.size() / POLL_SECONDS;
    for (int times : new int[] {1, 10}) {
      StatementCount counted = StatementCount.start(dataset.database(), "manager_service");
      Throughput polls =
          load.paced(
                  Duration.ofSeconds(quick ? 2 : 10), times * perSecond, inTurn(unchanged), a -> {})
              .orFail();
      String pace = "at %,.0f polls/s".formatted(times * perSecond);
      report.figure("p99 " + pace, polls.p99Millis(), "ms");
      double statements = counted.since() * 1000.0 / polls.answers();
      report.figure("statements per 1,000 polls " + pace, statements, "");
      report.aim(Aim.atMost("statements per 1,000 polls " + pace, statements, 5, ""));
    }
  }

  private static void note(
      Map<String, List<Double>> rates, Map<String, Throughput> last, String name, Throughput now) {
    ratio(rates, name, now.perSecond());
    last.put(name, now);
  }

  private static void ratio(Map<String, List<Double>> rates, String name, double value) {
    rates.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
  }

  private void tell(
      String name, String key, Map<String, List<Double>> rates, Map<String, Throughput> last) {
    report.figure(name, Statistics.median(rates.get(key)), "/s");
    report.figure("  p99, flat out", last.get(key).p99Millis(), "ms");
  }

  /** Measures the memory of a pod that knows many players, with a heap of 512 MB. */
  private void manyPlayers() {
    int some = quick ? 100 : 10_000;
    int many = quick ? 500 : 100_000;
    report.section("A large fleet, heap of 512 MB");
    try (TestSystem system = TestSystem.start()) {
      Dataset.build(system.database(), new Dataset.Size(many, 100, quick ? 200 : 5_000, 0));
      LocalService manager = system.startManager(WITHOUT_LIMITS, List.of("-Xmx512m"));
      ServiceMeter meter = new ServiceMeter(manager, http);
      LoadGenerator load = new LoadGenerator(manager.url(), CALLERS);
      report.figure("memory before", meter.residentMegabytes(), "MB");
      know(load, 1, some);
      report.figure("memory, %,d players known".formatted(some), meter.residentMegabytes(), "MB");
      report.figure(
          "live heap, %,d players known".formatted(some), meter.liveHeapMegabytes(), "MB");
      Throughput first = know(load, some + 1, many);
      report.figure("first polls, each loads a player", first.perSecond(), "/s");
      Throughput again = know(load, 1, many);
      report.figure("polls of all of them again", again.perSecond(), "/s");
      double known = meter.meter("roomtone_devices_known", "");
      report.figure("players known", known, "");
      report.figure("memory, %,d players known".formatted(many), meter.residentMegabytes(), "MB");
      double heap = meter.liveHeapMegabytes();
      report.figure("live heap, %,d players known".formatted(many), heap, "MB");
      report.aim(Aim.atLeast("players known within a heap of 512 MB", known, many, ""));
      report.aim(Aim.atMost("live heap of %,d players".formatted(many), heap, 512, "MB"));
    }
  }

  private static Throughput know(LoadGenerator load, int from, int to) {
    Iterable<Request> polls =
        () ->
            IntStream.rangeClosed(from, to)
                .mapToObj(n -> Request.get(POLL, 200, "X-API-Key: " + Dataset.token(n)))
                .iterator();
    return load.all(polls, answer -> {}).orFail();
  }
}
