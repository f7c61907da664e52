package roomtone.problem;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs a failure that many calls meet as long as it lasts: the first one at once, then one in a
 * minute at most, with the number of those that were left out. So the log does not grow with the
 * number of calls. It may be used by many threads.
 */
public final class RepeatedWarning {

  /** How long after a line the next one may follow. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Logger log;
  private final LongSupplier nanoTime;
  private boolean logged;
  private long loggedNanos;
  private long leftOut;

  /**
   * A warning that was not logged yet.
   *
   * @param log where it is logged, without a stack trace
   */
  public RepeatedWarning(Logger log) {
    this(log, System::nanoTime);
  }

  RepeatedWarning(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** Logs or counts one failure. */
  public synchronized void log(String failure) {
    long now = nanoTime.getAsLong();
    if (logged && now - loggedNanos < INTERVAL.toNanos()) {
      leftOut++;
      return;
    }
    log.warnf(
        "%s%s", failure, leftOut == 0 ? "" : " (and " + leftOut + " more since the last line)");
    logged = true;
    loggedNanos = now;
    leftOut = 0;
  }
}
