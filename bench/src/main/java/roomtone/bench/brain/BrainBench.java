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

/** {@code ./dev bench brain}: what one brain bears, beside what its database alone would. */
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
   * Runs it.
   *
   * @param parts which of votes, queues, streams and ticks
   */
  public static void run(Report report, boolean quick, Predicate<String> parts) throws IOException {
    BrainBench bench = new BrainBench(report, quick);
    try (TestSystem system = TestSystem.start()) {
      Dataset town =
          Dataset.build(
              system.database(),
              quick
                  ? new Dataset.Size(20, 200, 300, 0)
                  : new Dataset.Size(1_000, 10_000, 5_000, 0));
      if (parts.test("votes")) {
        new VoteBench(report, quick, system, town).run();
      }
      if (parts.test("queues")) {
        bench.votesToQueues(system, town);
      }
      if (parts.test("streams")) {
        bench.streams(system, town);
      }
    }
    if (parts.test("ticks")) {
      new TickBench(report, quick).run();
    }
  }

  /** From a vote's request to the queue of its room written anew. */
  private void votesToQueues(TestSystem system, Dataset town) {
    report.section("From vote to queue, " + VOTES_PER_SECOND + " votes a second, " + town.size());
    town.settle();
    Votes votes = new Votes(town, system.auth(), quick ? 100 : 4_000, town.size().songs() / 2);
    LocalService brain = system.startBrain(Map.of(), OPTIONS);
    LoadGenerator load = new LoadGenerator(brain.url(), CALLERS);
    load.paced(Duration.ofSeconds(quick ? 1 : 10), VOTES_PER_SECOND, votes::next, a -> {});
    try (QueueWatch watch = new QueueWatch(town.database())) {
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

  /** What a stream weighs, by the system's measure and by what stays on the heap. */
  private void streams(TestSystem system, Dataset town) throws IOException {
    int count = quick ? 100 : 2_000;
    report.section("Streams of events");
    LocalService brain = system.startBrain(Map.of(), OPTIONS);
    ServiceMeter scales = new ServiceMeter(brain, http);
    Duration patience = Duration.ofSeconds(60);
    int rooms = town.size().players();
    try (EventStreams few =
        new EventStreams(
            brain.url(),
            count / 10,
            n -> "/api/players/room-" + (n % rooms + 1) + "/events",
            patience)) {
      few.listen(Duration.ofSeconds(2));
    }
    double heapBefore = scales.liveHeapMegabytes();
    double before = scales.residentMegabytes();
    try (EventStreams many =
        new EventStreams(
            brain.url(),
            count,
            n -> "/api/players/room-" + (n % rooms + 1) + "/events",
            patience)) {
      many.listen(Duration.ofSeconds(quick ? 1 : 20));
      report.figure("streams open", scales.meter("roomtone_live_streams", ""), "");
      double resident = scales.residentMegabytes();
      report.figure("memory before", before, "MB");
      report.figure("memory with them", resident, "MB");
      double grown = resident - before;
      report.figure("memory a stream", grown * 1024 / count, "kB");
      double heap = scales.liveHeapMegabytes() - heapBefore;
      report.figure("live heap a stream", heap * 1024 / count, "kB");
      report.aim(Aim.atMost(count + " streams", grown, 150.0 * count / 2_000, "MB"));
    }
    system.stopBrain();
  }
}
