package roomtone.problem;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Distinguishes a database that cannot answer from an error of a statement. */
public final class DatabaseErrors {

  /**
   * Beginnings of the SQL states of a database that cannot serve: connection lost or refused, login
   * refused, no such database, resources exhausted, stopped or cancelled by an operator, error of
   * the system.
   */
  private static final List<String> UNAVAILABLE = List.of("08", "28", "3D", "53", "57", "58");

  /**
   * SQL states of idle_in_transaction_session_timeout, after which the connection is closed, and of
   * a server that is read-only: a standby, or one whose disk is full.
   */
  private static final Set<String> ENDED_OR_READ_ONLY = Set.of("25P03", "25006");

  /** SQL states of a schema, table, column or function that the migrations have not created. */
  private static final Set<String> NOT_MIGRATED = Set.of("3F000", "42P01", "42703", "42883");

  /** SQL states of a lock that was not available in time and of a deadlock. */
  private static final Set<String> LOCK_ERRORS = Set.of("55P03", "40P01");

  /** Severities of errors with which the server closes the connection. */
  private static final Set<String> CLOSING = Set.of("FATAL", "PANIC");

  /** What both messages of the pool have in common when no connection was free in time. */
  private static final String POOL_TIMEOUT = "acquisition timeout";

  private DatabaseErrors() {}

  /**
   * Finds the cause of a failure when the database cannot be used: unreachable, starting, stopping,
   * full, read-only or not migrated, or when no connection to it was free in time.
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

  /**
   * Searches the causes and the suppressed exceptions. The transaction manager adds the failure of
   * a commit as a suppressed one.
   */
  private static Optional<SQLException> find(Throwable failure, Predicate<SQLException> wanted) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> rest = new ArrayDeque<>(List.of(failure));
    while (!rest.isEmpty()) {
      Throwable next = rest.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (next instanceof SQLException sql && wanted.test(sql)) {
        return Optional.of(sql);
      }
      if (next.getCause() != null) {
        rest.add(next.getCause());
      }
      rest.addAll(List.of(next.getSuppressed()));
    }
    return Optional.empty();
  }

  /** Decides by SQL state and severity; the connection pool reports errors without a state. */
  private static boolean isUnavailable(SQLException e) {
    String state = e.getSQLState();
    return state == null
        ? isPoolFailure(e)
        : UNAVAILABLE.stream().anyMatch(state::startsWith)
            || ENDED_OR_READ_ONLY.contains(state)
            || NOT_MIGRATED.contains(state)
            || hasClosedConnection(e);
  }

  /** Whether the server has closed the connection with this error, such as a pooler's XX000. */
  private static boolean hasClosedConnection(SQLException e) {
    ServerErrorMessage message =
        e instanceof PSQLException sent ? sent.getServerErrorMessage() : null;
    return message != null && CLOSING.contains(message.getSeverity());
  }

  /** Decides by type where the pool gives a cause; by the message where it gives none. */
  private static boolean isPoolFailure(SQLException e) {
    Throwable cause = e.getCause();
    return cause instanceof TimeoutException
        || cause instanceof InterruptedException
        || cause instanceof InterruptedIOException
        || cause instanceof SocketException
        || String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(POOL_TIMEOUT);
  }
}
