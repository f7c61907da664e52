package roomtone.database;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many threads do the same work with the database at a time. A call waits for its turn
 * for a short time only: while the database hangs turns do not end.
 */
public final class DatabaseTurns {

  /** How long a call waits for its turn. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** SQL state of a connection that cannot be opened. */
  private static final String NO_CONNECTION = "08001";

  private final Semaphore free;

  /**
   * Turns in the order of asking.
   *
   * @param atOnce how many threads have their turn at a time
   */
  public DatabaseTurns(int atOnce) {
    this.free = new Semaphore(atOnce, true);
  }

  /**
   * Waits for a turn of a call, which ends with {@link #end()}.
   *
   * @throws IllegalStateException after three seconds; its cause says that the database is away
   */
  public void awaitShortly() {
    try {
      if (free.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException(
        new SQLTransientConnectionException("too many wait for the database", NO_CONNECTION));
  }

  /** Waits for a turn of work that nobody waits for, however long; it ends with {@link #end()}. */
  public void await() {
    free.acquireUninterruptibly();
  }

  /** Ends a turn. */
  public void end() {
    free.release();
  }
}
