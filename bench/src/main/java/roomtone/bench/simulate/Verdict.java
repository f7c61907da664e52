package roomtone.bench.simulate;

import java.time.Duration;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;

/** The figures of a run and the limits that they are compared with. */
final class Verdict {

  /** A device polls every 5 s while the manager is not busy. */
  private static final double POLL_SECONDS = 5;

  /** A report that waits longer is missing in what staff and listeners see. */
  static final Duration PROMPT = Duration.ofSeconds(30);

  private static final double ALMOST_ALL = 0.99;

  /** Calls take time, and a run is short. */
  private static final double MOST_POLLS = 0.9;

  /** From so many watched votes on, one at least changes a queue. */
  private static final int ENOUGH_VOTES = 20;

  private Verdict() {}

  /**
   * What was counted at the end of the measurement.
   *
   * @param devicesPlaying devices with a running play
   * @param listenersInRoom listeners who are checked in and read the stream of their room
   * @param unsentDevices devices with a report that has waited longer than {@link #PROMPT}
   */
  record End(int devicesPlaying, int listenersInRoom, long unsentDevices) {

    static End of(Measurements measured, Fleet fleet) {
      return new End(
          measured.devicesPlaying(),
          measured.listenersInRoom(),
          fleet.devicesWithUnsentReports(PROMPT));
    }
  }

  /** Adds figures and aims to a report; all aims met is success. */
  static void write(
      Report report, Arguments arguments, Measurements measured, End end, Duration time) {
    Arguments.Limits limits = arguments.limits();
    report.section(
        "%,d devices, %,d listeners, %d s"
            .formatted(arguments.devices(), arguments.listeners(), time.toSeconds()));
    devices(report, arguments, measured, end, time);
    if (arguments.listeners() > 0) {
      listeners(report, arguments, measured, end, time);
    }
    report.figure("calls that failed", (double) measured.failures(), "");
    report.aim(
        Aim.atMost("calls that failed", measured.errorPercent(), limits.errorPercent(), "%"));
    report.figure("polls that this machine sent late, p99", measured.late().millis(0.99), "ms");
    if (measured.late().millis(0.99) > limits.pollMillis() / 2) {
      report.remark(
          "this machine was too busy to send polls in time: other figures contain its delays");
    }
    measured.errors().forEach((kind, count) -> report.remark("%,d × %s".formatted(count, kind)));
  }

  private static void devices(
      Report report, Arguments arguments, Measurements measured, End end, Duration time) {
    Latencies polls = measured.of(Call.POLL).all();
    double rate = polls.count() / seconds(time);
    report.figure("devices that play at the end", end.devicesPlaying(), "");
    report.figure("polls", rate, "/s");
    report.figure("polls p50", polls.millis(0.5), "ms");
    report.figure("polls p99", polls.millis(0.99), "ms");
    report.figure("reports of plays p99", measured.of(Call.PLAYS).all().millis(0.99), "ms");
    report.figure("reports of plays, since the start", (double) measured.playsReported(), "");
    report.aim(
        Aim.atLeast(
            "devices that play at the end",
            end.devicesPlaying(),
            Math.floor(ALMOST_ALL * arguments.devices()),
            ""));
    report.aim(Aim.atLeast("polls", rate, leastPolls(arguments.devices(), seconds(time)), "/s"));
    report.aim(Aim.atMost("polls p99", polls.millis(0.99), arguments.limits().pollMillis(), "ms"));
    report.aim(Aim.atMost("rejected reports of plays", (double) measured.playsRejected(), 0, ""));
    report.aim(
        Aim.atMost(
            "devices with a report that waits for more than %d s".formatted(PROMPT.toSeconds()),
            (double) end.unsentDevices(),
            Math.floor((1 - ALMOST_ALL) * arguments.devices()),
            ""));
  }

  /** Polls per second: each device polls once in each whole period of the time. */
  private static double leastPolls(int devices, double seconds) {
    return MOST_POLLS * devices * Math.floor(seconds / POLL_SECONDS) / seconds;
  }

  private static void listeners(
      Report report, Arguments arguments, Measurements measured, End end, Duration time) {
    Latencies votes = measured.of(Call.VOTE).all();
    Latencies seen = measured.votesSeen();
    report.figure("listeners in their rooms at the end", end.listenersInRoom(), "");
    report.figure("votes", votes.count() / seconds(time), "/s");
    report.figure("votes p50", votes.millis(0.5), "ms");
    report.figure("votes p99", votes.millis(0.99), "ms");
    report.figure("votes that were watched", (double) measured.votesWatched(), "");
    report.figure("votes whose effect the voter saw", (double) seen.count(), "");
    report.figure("vote to queue p50", seen.millis(0.5), "ms");
    report.figure("vote to queue p99", seen.millis(0.99), "ms");
    report.aim(
        Aim.atLeast(
            "listeners in their rooms at the end",
            end.listenersInRoom(),
            Math.floor(ALMOST_ALL * arguments.listeners()),
            ""));
    if (votes.count() > 0 || measured.hasFailed(Call.VOTE)) {
      report.aim(
          Aim.atMost("votes p99", votes.millis(0.99), arguments.limits().voteMillis(), "ms"));
    }
    if (seen.count() > 0) {
      report.aim(
          Aim.atMost(
              "vote to queue p99", seen.millis(0.99), arguments.limits().queueMillis(), "ms"));
    } else if (measured.votesWatched() >= ENOUGH_VOTES) {
      report.aim(Aim.atLeast("votes whose effect the voter saw", 0, 1, ""));
    } else {
      report.remark("too few votes to say when they reach the queue");
    }
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
