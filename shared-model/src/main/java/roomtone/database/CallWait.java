package roomtone.database;

import java.time.Duration;

/**
 * How long one call has waited for the database. A call uses its connections one after the other.
 *
 * <p>The pool does not say how long a call waited for a connection. So the time from the arrival of
 * the call, or from the return of its last connection, until it gets one counts as waiting, unless
 * it is longer than a call may wait: then the call did something else, such as the analysis of a
 * recording.
 */
final class CallWait {

  /** The longest time that a call may wait for the database in all. */
  static final Duration MAX = Duration.ofSeconds(8);

  /**
   * How long a connection may be in use in any case: a call that works long between its statements
   * must not fail for it.
   */
  static final Duration MIN_USE = Duration.ofSeconds(1);

  private Duration waited = Duration.ZERO;
  private long sinceNanos;
  private boolean limited = true;

  /**
   * A call that has not waited yet.
   *
   * @param arrivedNanos when it arrived, as of {@link System#nanoTime}
   */
  CallWait(long arrivedNanos) {
    this.sinceNanos = arrivedNanos;
  }

  /** Lifts the limit: a call that changes thousands of rows may take longer. */
  void lift() {
    limited = false;
  }

  /** Returns whether the connections of the call have a limit. */
  boolean isLimited() {
    return limited;
  }

  /**
   * Counts the time until a connection was there.
   *
   * @return how long the call may use the connection
   */
  Duration connected(long nowNanos) {
    Duration gap = Duration.ofNanos(nowNanos - sinceNanos);
    if (gap.compareTo(MAX) < 0) {
      waited = waited.plus(gap);
    }
    sinceNanos = nowNanos;
    Duration rest = MAX.minus(MIN_USE).minus(waited);
    return rest.compareTo(MIN_USE) > 0 ? rest : MIN_USE;
  }

  /** Counts the time for which a connection was in use. */
  void returned(long nowNanos) {
    waited = waited.plus(Duration.ofNanos(nowNanos - sinceNanos));
    sinceNanos = nowNanos;
  }
}
