package roomtone.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Compares clocks with that of this machine. */
final class Clocks {

  /** The services accept tokens of a clock that is off by that much. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final Clock clock;
  private final List<Reading> readings = new ArrayList<>();

  /** By how much a clock is ahead of that of this machine, and how exactly that is known. */
  private record Reading(String whose, Duration ahead, Duration uncertainty) {

    boolean isOff() {
      return ahead.abs().minus(uncertainty).compareTo(TOLERANCE) > 0;
    }
  }

  Clocks(Clock clock) {
    this.clock = clock;
  }

  /** The time of this machine. */
  Instant now() {
    return clock.instant();
  }

  /**
   * Notes the time that a server has told. Of several readings of one clock the most exact counts.
   *
   * @param sent when it was asked
   * @param received when it had answered
   * @param resolution of its time, which stands at the beginning of the span
   */
  void heard(String whose, Instant told, Instant sent, Instant received, Duration resolution) {
    Duration trip = Duration.between(sent, received);
    Instant middle = sent.plus(trip.dividedBy(2));
    Duration ahead = Duration.between(middle, told.plus(resolution.dividedBy(2)));
    readings.add(new Reading(whose, ahead, trip.plus(resolution).dividedBy(2)));
  }

  void report(Findings findings) {
    List<Reading> best = best();
    List<Reading> off = best.stream().filter(Reading::isOff).toList();
    boolean sameSide =
        off.stream().allMatch(r -> r.ahead().isNegative())
            || off.stream().noneMatch(r -> r.ahead().isNegative());
    if (best.size() > 1 && off.size() == best.size() && sameSide) {
      Duration least = off.stream().map(r -> r.ahead().abs()).min(Comparator.naturalOrder()).get();
      boolean isBehind = !off.getFirst().ahead().isNegative();
      findings.mend(
          "clock of this machine",
          "%s s %s all others".formatted(least.toSeconds(), isBehind ? "behind" : "ahead of"),
          "Synchronise the clock of this machine (NTP), and that of the machines that the services run on.");
      return;
    }
    for (Reading reading : best) {
      String subject = "clock of " + reading.whose();
      if (reading.isOff()) {
        findings.mend(
            subject,
            "%d s %s the clock of this machine"
                .formatted(
                    reading.ahead().abs().toSeconds(),
                    reading.ahead().isNegative() ? "behind" : "ahead of"),
            "Synchronise it (NTP), or that of this machine if it is the wrong one. From 5 s on new tokens may be refused, sessions and codes end too early or too late; from 15 min on S3 refuses every call.");
      } else {
        findings.good(subject, "agrees with that of this machine within 5 s");
      }
    }
  }

  private List<Reading> best() {
    List<Reading> best = new ArrayList<>();
    for (Reading reading : readings) {
      boolean isBest =
          readings.stream()
              .filter(other -> other.whose().equals(reading.whose()))
              .min(Comparator.comparing(Reading::uncertainty))
              .orElseThrow()
              .equals(reading);
      if (isBest && best.stream().noneMatch(b -> b.whose().equals(reading.whose()))) {
        best.add(reading);
      }
    }
    return best;
  }
}
