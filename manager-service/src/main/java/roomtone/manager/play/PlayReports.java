package roomtone.manager.play;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import roomtone.manager.queue.QueueAdvance;
import roomtone.meter.Meters;

/** Records batches of reports. A report that is rejected does not hold up the others. */
@ApplicationScoped
class PlayReports {

  private static final Logger LOG = Logger.getLogger(PlayReports.class);

  /** A smaller difference is the duration of the request, not of the clock. */
  static final Duration SAME_TIME = Duration.ofSeconds(2);

  /** The result of one report. */
  @Schema(name = "PlayResult")
  record Result(
      @Schema(
              nullable = true,
              description = "As it was sent.",
              examples = "0d4f3f3e-8b1c-4c58-9f0e-4f2d5b9a7c11")
          String playId,
      @Schema(
              enumeration = {"recorded", "updated", "duplicate", "rejected"},
              examples = "rejected")
          String result,
      @Schema(nullable = true, description = "Why it was rejected.", examples = "too-old")
          String reason) {

    /** Whether the report has changed the room. */
    boolean hasChangedRoom() {
      return result.equals("recorded") || result.equals("updated");
    }
  }

  private final QueueAdvance queues;
  private final Meters meters;
  private final Clock clock;

  PlayReports(QueueAdvance queues, Meters meters, Clock clock) {
    this.queues = queues;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * How far a device's clock is behind, in whole seconds, by the time when its call arrived: what
   * the call has waited for since, such as a database that hangs, is no error of the clock.
   *
   * @param deviceTime from {@link PlayReport#EARLIEST} to {@link PlayReport#LATEST}
   * @param waited the time since the call arrived
   */
  Duration offset(Instant deviceTime, Duration waited) {
    Duration offset = Duration.between(deviceTime, clock.instant().minus(waited));
    return offset.abs().compareTo(SAME_TIME) <= 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.round(offset.toMillis() / 1000.0));
  }

  /**
   * Records each report; the results have the same order.
   *
   * @param reports null where an item is no JSON object
   * @param waited the time since the call arrived
   */
  List<Result> record(
      UUID player, List<PlayReport> reports, Duration offset, Supplier<Duration> waited) {
    List<Result> results = new ArrayList<>();
    for (PlayReport report : reports) {
      Result result = record(player, report, offset, waited);
      meters.counter("roomtone.plays", result.result()).increment();
      if (result.reason() != null) {
        LOG.infof("play rejected player=%s reason=%s", player, result.reason());
      }
      results.add(result);
    }
    return results;
  }

  private Result record(
      UUID player, PlayReport report, Duration offset, Supplier<Duration> waited) {
    if (report == null) {
      return new Result(null, "rejected", "not-an-object");
    }
    String playId = report.playId().textValue();
    try {
      QueueAdvance.Answer answer = queues.report(player, report.read(offset), waited);
      return new Result(playId, answer.result(), answer.reason());
    } catch (PlayReport.Malformed e) {
      return new Result(playId, "rejected", e.getMessage());
    }
  }
}
