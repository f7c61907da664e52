package roomtone.local.demo.device;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a kind of call is due: at the given time after a success, with exponential back-off from one
 * second to one minute after failures.
 */
public final class RetrySchedule {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RandomGenerator random;
  private Instant next = Instant.MIN;
  private int failures;

  /** A schedule by which a call is due at once. */
  public RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /** Whether a call is due at the given time. */
  public boolean isDue(Instant now) {
    return !now.isBefore(next);
  }

  /** When the next call is due; {@link Instant#MIN} before the first. */
  public Instant next() {
    return next;
  }

  /** Ends the back-off; the next call is due at the given time. */
  public void succeeded(Instant nextTime) {
    failures = 0;
    next = nextTime;
  }

  /**
   * Makes the pause before the next call longer.
   *
   * @param atLeast the Retry-After of the answer, or zero
   */
  public void failed(Instant now, Duration atLeast) {
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
