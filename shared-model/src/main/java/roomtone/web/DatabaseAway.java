package roomtone.web;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.Optional;

/** Tells a database that cannot be asked from a question that it did not like. */
public final class DatabaseAway {

  private DatabaseAway() {}

  /**
   * What lies behind a failure when it is that the database is away, starting, stopping or full.
   *
   * @return empty: the failure has another cause
   */
  public static Optional<SQLException> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && saysSo(sql)) {
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
        : state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
  }
}
