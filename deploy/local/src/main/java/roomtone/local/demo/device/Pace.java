package roomtone.local.demo.device;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When a kind of call may be made next: as told after a success, ever later after failures. */
final class Pace {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RandomGenerator random;
  private Instant next = Instant.MIN;
  private int failures;

  Pace(RandomGenerator random) {
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
   * @param atLeast what the other side asked for
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
    // A fifth more at random, so that a thousand devices do not come back at once.
    next = now.plusMillis((long) (pause.toMillis() * (1 + 0.2 * random.nextDouble())));
  }
}
