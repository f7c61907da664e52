package roomtone.brain.api;

import java.time.Duration;
import java.time.Instant;
import roomtone.problem.Problem;

/**
 * Limits how many events of a listener lie within a time that ends now. The limit n is reached
 * while the n-th newest event lies within the window; another event is allowed once it has left.
 *
 * @param length the length of the window
 */
public record SlidingWindow(Duration length) {

  /**
   * Returns SQL for the time of the n-th newest event of a listener; no row when there are fewer.
   *
   * @param table the table of the events, with a column user_id
   * @param time its column with the time of an event
   * @param listener SQL for the listener's id
   * @param since SQL for the time at which the window begins
   * @param limit SQL for n
   */
  public static String reachedBy(
      String table, String time, String listener, String since, String limit) {
    return """
    select event.%2$s from %1$s event
    where event.user_id = %3$s and event.%2$s > %4$s
    order by event.%2$s desc offset %5$s - 1 limit 1"""
        .formatted(table, time, listener, since, limit);
  }

  /**
   * Returns how long it takes until another event is allowed.
   *
   * @param reachedBy the time of the n-th newest event; null when there are fewer
   * @return zero when it is allowed now
   */
  public Duration wait(Instant now, Instant reachedBy) {
    return reachedBy == null ? Duration.ZERO : Duration.between(now, reachedBy.plus(length));
  }

  /** Returns the length in seconds, as make_interval takes it. */
  public double seconds() {
    return length.toSeconds();
  }

  /**
   * Makes the problem of a limit that is reached.
   *
   * @param slug a kind of problem whose detail takes the limit and the seconds to wait
   */
  public static Problem exceeded(String slug, int limit, Duration wait) {
    return Problem.of(slug, limit, Problem.seconds(wait)).retryAfter(wait);
  }
}
