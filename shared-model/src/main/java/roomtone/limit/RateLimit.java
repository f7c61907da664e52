package roomtone.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A rate limit with a burst: a token bucket, whose state is the time at which it will be full
 * again.
 *
 * @param burst how many calls may come at once after a pause, from 1
 * @param every the time after which one more call may come
 * @see "ITU-T I.371, the generic cell rate algorithm as virtual scheduling"
 */
public record RateLimit(int burst, Duration every) {

  /** A limit of so many calls in a minute, of which {@code burst} may come at once. */
  public static RateLimit perMinute(int burst, int perMinute) {
    return new RateLimit(burst, Duration.ofMinutes(1).dividedBy(perMinute));
  }

  /** A limit of so many calls in an hour, all of which may come at once. */
  public static RateLimit perHour(int calls) {
    return new RateLimit(calls, Duration.ofHours(1).dividedBy(calls));
  }

  /** The state of one caller: 8 bytes. */
  public static final class Used {
    private long fullAtMicros;
  }

  /**
   * Takes a token, or returns how long to wait for one.
   *
   * @return zero when the call may proceed
   */
  public Duration take(Used used, Instant now) {
    synchronized (used) {
      Duration wait = wait(used, now);
      if (wait.isZero()) {
        used.fullAtMicros = Math.max(used.fullAtMicros, micros(now)) + micros(every);
      }
      return wait;
    }
  }

  /** Gives back a token that was taken for a call which turned out not to count. */
  void giveBack(Used used) {
    synchronized (used) {
      used.fullAtMicros -= micros(every);
    }
  }

  /** Returns how long to wait for a token, without taking it; zero when there is one. */
  public Duration wait(Used used, Instant now) {
    synchronized (used) {
      long missing = used.fullAtMicros - micros(now);
      long room = micros(every) * burst;
      if (missing > room) {
        // Only a clock that was set back makes more tokens missing than the bucket holds.
        used.fullAtMicros = micros(now);
        return Duration.ZERO;
      }
      return Duration.of(Math.max(0, missing + micros(every) - room), ChronoUnit.MICROS);
    }
  }

  /** Returns how long an idle caller has to be remembered: after that its bucket is full again. */
  Duration memory() {
    return every.multipliedBy(burst);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }
}
