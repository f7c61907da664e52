package roomtone.bench.brain;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.bench.load.EventStreams;
import roomtone.bench.load.LoadGenerator;
import roomtone.bench.load.ServiceMeter;
import roomtone.bench.load.Throughput;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.TestSystem;

/** {@code ./dev bench brain}: the throughput of one brain, compared with its database alone. */
public final class BrainBench {

  static final int CALLERS = 16;
  static final List<String> OPTIONS = List.of("-Xmx256m");

  private static final int VOTES_PER_SECOND = 200;

  private final Report report;
  private final boolean quick;
  private final HttpClient http = HttpClient.newHttpClient();

  private BrainBench(Report report, boolean quick) {
    this.report = report;
    this.quick = quick;
  }

  /**
   * Runs the benchmark.
   *
   * @param parts which of votes, queues, streams and ticks
   */
  public static void run(Report report, boolean quick, Predicate<String> parts) throws IOException {
    BrainBench bench = new BrainBench(report, quick);
    try (TestSystem system = TestSystem.start()) {
      Dataset dataset =
          Dataset.build(
              system.database(),
              quick
                  ? new Dataset.Size(20, 200, 300, 0)
                  : new Dataset.Size(1_000, 10_000, 5_000, 0));
      if (parts.test("votes")) {
        new VoteBench(report, quick, system, dataset).run();
      }
      if (parts.test("queues")) {
        bench.votesToQueues(system, dataset);
      }
      if (parts.test("streams")) {
        bench.streams(system, dataset);
      }
    }
    if (parts.test("ticks")) {
      new TickBench(report, quick).run();
    }
  }

  /** Measures the time from the request of a vote until its room's queue is filled. */
  private void votesToQueues(TestSystem system, Dataset dataset) {
    report.section(
        "From vote to queue, " + VOTES_PER_SECOND + " votes a second, " + dataset.size());
    dataset.settle();
    Votes votes =
        new Votes(dataset, system.auth(), quick ? 100 : 4_000, dataset.size().songs() / 2);
    LocalService brain = system.startBrain(Map.of(), OPTIONS);
    LoadGenerator load = new LoadGenerator(brain.url(), CALLERS);
    load.paced(Duration.ofSeconds(quick ? 1 : 10), VOTES_PER_SECOND, votes::next, a -> {});
    try (QueueWatch watch = new QueueWatch(dataset.database())) {
      Throughput answered =
          load.paced(
              Duration.ofSeconds(quick ? 2 : 20), VOTES_PER_SECOND, votes::next, watch::voted);
      List<Double> seconds = watch.secondsToQueue(Duration.ofSeconds(15));
      report.figure("votes answered", answered.perSecond(), "/s");
      report.figure("p99 of a vote's answer", answered.p99Millis(), "ms");
      report.figure("vote to queue p50", Statistics.percentile(seconds, 0.5), "s");
      report.figure("vote to queue p99", Statistics.percentile(seconds, 0.99), "s");
      report.aim(
          Aim.atMost(
              "vote to queue p99 at " + VOTES_PER_SECOND + " votes/s",
              Statistics.percentile(seconds, 0.99),
              2,
              "s"));
    }
    report.figure("memory after that", new ServiceMeter(brain, http).residentMegabytes(), "MB");
    system.stopBrain();
  }

  /** Measures the memory of a stream: resident memory and live heap. */
  private void streams(TestSystem system, Dataset dataset) throws IOException {
    int count = quick ? 100 : 2_000;
    report.section("Streams of events");
    LocalService brain = system.startBrain(Map.of(), OPTIONS);
    ServiceMeter meter = new ServiceMeter(brain, http);
    Duration patience = Duration.ofSeconds(60);
    int rooms = dataset.size().players();
    try (EventStreams few =
        new EventStreams(
            brain.url(),
            count / 10,
            n -> "/api/players/room-" + (n % rooms + 1) + "/events",
            patience)) {
      few.listen(Duration.ofSeconds(2));
    }
    double heapBefore = meter.liveHeapMegabytes();
    double before = meter.residentMegabytes();
    try (EventStreams many =
        new EventStreams(
            brain.url(),
            count,
            n -> "/api/players/room-" + (n % rooms + 1) + "/events",
            patience)) {
      many.listen(Duration.ofSeconds(quick ? 1 : 20));
      report.figure("streams open", meter.meter("roomtone_live_streams", ""), "");
      double resident = meter.residentMegabytes();
      report.figure("memory before", before, "MB");
      report.figure("memory with them", resident, "MB");
      double grown = resident - before;
      report.figure("memory a stream", grown * 1024 / count, "kB");
      double heap = meter.liveHeapMegabytes() - heapBefore;
      report.figure("live heap a stream", heap * 1024 / count, "kB");
      report.aim(Aim.atMost(count + " streams", grown, 150.0 * count / 2_000, "MB"));
    }
    system.stopBrain();
  }
}
