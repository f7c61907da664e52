package roomtone.problem;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Distinguishes a database that cannot answer from an error of a statement. */
public final class DatabaseErrors {

  /** SQL state of idle_in_transaction_session_timeout, after which the connection is closed. */
  private static final String IDLE_IN_TRANSACTION_TIMEOUT = "25P03";

  /** SQL states of a lock that was not available in time and of a deadlock. */
  private static final Set<String> LOCK_ERRORS = Set.of("55P03", "40P01");

  private DatabaseErrors() {}

  /**
   * Finds the cause of a failure when the database is unreachable, starting, stopping or full.
   *
   * @return empty when the failure has another cause
   */
  public static Optional<SQLException> behind(Throwable failure) {
    return find(failure, DatabaseErrors::isUnavailable);
  }

  /**
   * Finds the cause of a failure when a lock was not available: nothing was changed, and the next
   * attempt may succeed.
   *
   * @return empty when the failure has another cause
   */
  static Optional<SQLException> busyBehind(Throwable failure) {
    return find(failure, e -> e.getSQLState() != null && LOCK_ERRORS.contains(e.getSQLState()));
  }

  private static Optional<SQLException> find(Throwable failure, Predicate<SQLException> wanted) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && wanted.test(sql)) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  /** Decides by SQL state; the connection pool reports errors without one. */
  private static boolean isUnavailable(SQLException e) {
    String state = e.getSQLState();
    return state == null
        ? String.valueOf(e.getMessage()).contains("Acquisition timeout")
            || e.getCause() instanceof ConnectException
        : state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
            || state.equals(IDLE_IN_TRANSACTION_TIMEOUT);
  }
}
