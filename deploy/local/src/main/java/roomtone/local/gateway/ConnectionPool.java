package roomtone.local.gateway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/**
 * A small pool of connections. Opening a connection takes longer than most calls, and many sign-ins
 * at a time must not take all connections of the server.
 */
public final class ConnectionPool implements AutoCloseable {

  /** The work of one call, in a transaction. */
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private static final int MOST = 6;
  private static final int SECONDS_TO_ANSWER = 2;

  private final DataSource source;
  private final Semaphore free = new Semaphore(MOST);
  private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** A pool that opens connections when they are needed. */
  public ConnectionPool(DataSource source) {
    this.source = source;
  }

  /** Runs the work and commits; an exception rolls it back. */
  public <T> T inTransaction(Work<T> work) throws SQLException {
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
      discard(kept); // the server was restarted
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
      // the connection is not used any more
    }
  }
}
