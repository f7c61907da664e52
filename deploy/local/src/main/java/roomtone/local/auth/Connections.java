package roomtone.local.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/**
 * A few connections that are kept between calls: opening one costs more than most calls, and a rush
 * of sign-ins must wait here rather than take every connection that the server allows.
 */
final class Connections implements AutoCloseable {

  /** One call's work on a connection in a transaction. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private static final int MOST = 6;
  private static final int SECONDS_TO_ANSWER = 2;

  private final DataSource source;
  private final Semaphore free = new Semaphore(MOST);
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  Connections(DataSource source) {
    this.source = source;
  }

  /** Does the work and commits; whatever it throws undoes it. */
  <T> T inTransaction(Work<T> work) throws SQLException {
    free.acquireUninterruptibly();
    try {
      Connection connection = open();
      try {
        T result = work.on(connection);
        connection.commit();
        idle.push(connection);
        return result;
      } catch (SQLException | RuntimeException failure) {
        rollBack(connection);
        throw failure;
      }
    } finally {
      free.release();
    }
  }

  @Override
  public void close() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      discard(connection);
    }
  }

  private Connection open() throws SQLException {
    for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
      if (kept.isValid(SECONDS_TO_ANSWER)) {
        return kept;
      }
      discard(kept); // the server was restarted since
    }
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private void rollBack(Connection connection) {
    try {
      connection.rollback();
      idle.push(connection);
    } catch (SQLException broken) {
      discard(connection);
    }
  }

  private static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException broken) {
      // it is gone either way
    }
  }
}
