package roomtone.bench.brain;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.bench.load.CpuTime;
import roomtone.bench.load.LoadGenerator;
import roomtone.bench.load.PgBench;
import roomtone.bench.load.ServiceMeter;
import roomtone.bench.load.StatementCount;
import roomtone.bench.load.Throughput;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.TestSystem;

/**
 * Measures votes at full speed, without ticks, in turn with the same statements by pgbench over as
 * many connections.
 */
final class VoteBench {

  /** The default number of connections of a pod. */
  private static final int POOL = 4;

  /** The longest warm-up. */
  private static final int MOST_PIECES = 24;

  private final Report report;
  private final boolean quick;
  private final TestSystem system;
  private final Dataset dataset;
  private final int listeners;
  private final Duration round;
  private final Votes votes;
  private final LocalService brain;
  private final LoadGenerator load;

  /** The results of the rounds: votes per second, and CPU milliseconds per vote. */
  private final List<Double> rates = new ArrayList<>();

  private final List<Double> limits = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> cpuOfService = new ArrayList<>();
  private final List<Double> cpuOfDatabase = new ArrayList<>();
  private final List<Double> cpuOfCallers = new ArrayList<>();

  VoteBench(Report report, boolean quick, TestSystem system, Dataset dataset) {
    this.report = report;
    this.quick = quick;
    this.system = system;
    this.dataset = dataset;
    listeners = quick ? 100 : 4_000;
    round = Duration.ofSeconds(quick ? 1 : 8);
    report.section("Votes, " + dataset.size() + ", database connections: " + POOL);
    dataset.update(
        "update roomtone.installation set votes_per_hour = 1000000, room_votes_per_hour = 1000000");
    votes = new Votes(dataset, system.auth(), listeners, 0);
    brain =
        system.startBrain(
            Map.of("QUARKUS_SCHEDULER_ENABLED", "false", "ROOMTONE_POOL_SIZE", "" + POOL),
            BrainBench.OPTIONS);
    load = new LoadGenerator(brain.url(), BrainBench.CALLERS);
  }

  void run() {
    warmUp();
    // The listeners of the pgbench script get as many recent votes.
    dataset.update("update public.votes set vote_time = vote_time - interval '13 hours'");
    Optional<PgBench> pgbench = PgBench.find(dataset.database(), "brain_service");
    Throughput last = null;
    double statements = 0;
    for (int n = 0; n < (quick ? 1 : 3); n++) {
      dataset.settle();
      StatementCount counted = StatementCount.start(dataset.database(), "brain_service");
      last = throughTheService();
      statements = counted.since() / (double) last.answers();
      pgbench.ifPresent(this::beside);
    }
    report.figure("votes through the service", Statistics.median(rates), "/s");
    report.figure("p50 with " + BrainBench.CALLERS + " callers", last.p50Millis(), "ms");
    report.figure("p99 with " + BrainBench.CALLERS + " callers", last.p99Millis(), "ms");
    report.figure("statements a vote", statements, "");
    report.figure("CPU of the service a vote", Statistics.median(cpuOfService), "ms");
    report.figure("CPU of its database a vote", Statistics.median(cpuOfDatabase), "ms");
    report.figure("CPU of the callers a vote", Statistics.median(cpuOfCallers), "ms");
    if (limits.isEmpty()) {
      report.remark("pgbench is not installed beside initdb: nothing to compare with");
    } else {
      report.figure("the same statements by pgbench", Statistics.median(limits), "/s");
      double ratio = Statistics.median(ratios);
      report.figure("ratio", ratio, "");
      report.aim(Aim.atLeast("votes beside pgbench", ratio, 0.7, "of it"));
    }
    report.figure(
        "memory after that",
        new ServiceMeter(brain, HttpClient.newHttpClient()).residentMegabytes(),
        "MB");
    system.stopBrain();
    dataset.update("delete from roomtone.room_changes");
  }

  /**
   * Sends votes until the CPU time per vote no longer falls: then the code is compiled, however
   * busy the machine is.
   */
  private void warmUp() {
    Duration piece = quick ? Duration.ofMillis(200) : Duration.ofSeconds(5);
    double least = Double.MAX_VALUE;
    int sinceLess = 0;
    for (int n = 0; n < MOST_PIECES && sinceLess < 3; n++) {
      CpuTime service = CpuTime.of(brain.process());
      long answers = load.flatOut(piece, votes::next).orFail().answers();
      double cost = service.since() / answers;
      sinceLess = cost < 0.97 * least ? 0 : sinceLess + 1;
      least = Math.min(least, cost);
    }
  }

  private Throughput throughTheService() {
    CpuTime service = CpuTime.of(brain.process());
    CpuTime server = CpuTime.of(dataset.database());
    CpuTime callers = CpuTime.of(ProcessHandle.current());
    Throughput answered = load.flatOut(round, votes::next).orFail();
    double millis = 1e3 / answered.answers();
    cpuOfCallers.add(callers.since() * millis);
    cpuOfDatabase.add(server.since() * millis);
    cpuOfService.add(service.since() * millis);
    rates.add(answered.perSecond());
    return answered;
  }

  private void beside(PgBench pgbench) {
    dataset.settle();
    double limit =
        pgbench.perSecond(
            VoteBench.class,
            "vote.sql",
            POOL,
            round,
            Map.of(
                "first_listener",
                listeners + 1,
                "last_listener",
                2 * listeners,
                "players",
                dataset.size().players(),
                "songs",
                dataset.size().songs()));
    if (dataset.number("select count(*) from public.votes where player_id is null") > 0) {
      throw new IllegalStateException("one of the crowds votes outside of its rooms");
    }
    limits.add(limit);
    ratios.add(rates.getLast() / limit);
  }
}
