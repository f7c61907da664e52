package roomtone.local.demo.device;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a kind of call is due: at the given time after a success, with exponential back-off from one
 * second to one minute after failures.
 */
final class RetrySchedule {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RandomGenerator random;
  private Instant next = Instant.MIN;
  private int failures;

  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  boolean isDue(Instant now) {
    return !now.isBefore(next);
  }

  Instant next() {
    return next;
  }

  void succeeded(Instant nextTime) {
    failures = 0;
    next = nextTime;
  }

  /**
   * @param atLeast the Retry-After of the answer, or zero
   */
  void failed(Instant now, Duration atLeast) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
    failures++;
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    if (pause.compareTo(atLeast) < 0) {
      pause = atLeast;
    }
    // Up to a fifth more at random, so that many devices do not retry at the same time.
    next = now.plusMillis((long) (pause.toMillis() * (1 + 0.2 * random.nextDouble())));
  }
}
