package roomtone.acceptance.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import roomtone.local.testing.Await;

/**
 * The full hours of real time. At each of them the signed addresses of files change, and with them
 * the ETags of polls.
 */
final class FullHour {

  private FullHour() {}

  /**
   * Waits until no hour begins within a time, so that ETags change by nothing but the test.
   *
   * @param span less than an hour; the wait is no longer than that
   */
  static void awaitNoneWithin(Duration span) {
    Await.until(
        "no hour begins within " + span,
        span.plusSeconds(1),
        () -> hourOf(Instant.now()).equals(hourOf(Instant.now().plus(span))));
  }

  private static Instant hourOf(Instant time) {
    return time.truncatedTo(ChronoUnit.HOURS);
  }
}
