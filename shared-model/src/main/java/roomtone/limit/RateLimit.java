package roomtone.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * So many calls at once, and so many in the long run: a bucket of tokens, kept as the one moment at
 * which it will be full again.
 *
 * @param burst how many may come at once when nobody has come for a while, from 1
 * @param every how long it takes until one more may come
 * @see "ITU-T I.371, the generic cell rate algorithm as virtual scheduling"
 */
public record RateLimit(int burst, Duration every) {

  /** So many a minute, of which {@code burst} may come at once. */
  public static RateLimit perMinute(int burst, int perMinute) {
    return new RateLimit(burst, Duration.ofMinutes(1).dividedBy(perMinute));
  }

  /** So many an hour, all of which may come at once. */
  public static RateLimit perHour(int calls) {
    return new RateLimit(calls, Duration.ofHours(1).dividedBy(calls));
  }

  /** What one caller has used: 8 bytes of state. */
  public static final class Used {
    private long fullAtMicros;
  }

  /**
   * Lets one in, or says how long to wait.
   *
   * @return zero: come in
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

  /** How long until one may come; zero: now. Uses nothing. */
  public Duration wait(Used used, Instant now) {
    synchronized (used) {
      long missing = used.fullAtMicros - micros(now);
      long room = micros(every) * burst;
      if (missing > room) {
        // More than can ever be missing: the clock was set back.
        used.fullAtMicros = micros(now);
        return Duration.ZERO;
      }
      return Duration.of(Math.max(0, missing + micros(every) - room), ChronoUnit.MICROS);
    }
  }

  /** How long an idle caller has to be remembered: then its bucket is full again. */
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
