package roomtone.problem;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tells a database that cannot be asked from a question that it did not like. */
public final class DatabaseErrors {

  /** A pod that hung within a transaction was given up: its connection is closed. */
  private static final String GIVEN_UP = "25P03";

  /** Somebody held a lock for too long; two waited for each other. */
  private static final Set<String> WAITED_IN_VAIN = Set.of("55P03", "40P01");

  private DatabaseErrors() {}

  /**
   * What lies behind a failure when it is that the database is away, starting, stopping or full.
   *
   * @return empty: the failure has another cause
   */
  public static Optional<SQLException> behind(Throwable failure) {
    return find(failure, DatabaseErrors::saysSo);
  }

  /**
   * What lies behind a failure when it is that others held what was wanted: nothing was done, and
   * the next attempt may succeed.
   *
   * @return empty: the failure has another cause
   */
  static Optional<SQLException> busyBehind(Throwable failure) {
    return find(failure, e -> e.getSQLState() != null && WAITED_IN_VAIN.contains(e.getSQLState()));
  }

  private static Optional<SQLException> find(Throwable failure, Predicate<SQLException> wanted) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && wanted.test(sql)) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  /** By SQL state; pools report without one. */
  private static boolean saysSo(SQLException e) {
    String state = e.getSQLState();
    return state == null
        ? String.valueOf(e.getMessage()).contains("Acquisition timeout")
            || e.getCause() instanceof ConnectException
        : state.startsWith("08")
            || state.startsWith("57P")
            || state.startsWith("53")
            || state.equals(GIVEN_UP);
  }
}
