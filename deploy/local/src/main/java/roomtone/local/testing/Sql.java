package roomtone.local.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs SQL statements on one connection, one at a time. Parameters are bound by position, as {@link
 * SqlParameters} says. A statement that fails throws {@link SqlFailure}.
 */
public final class Sql implements AutoCloseable {

  /** SQLSTATE of a statement that its role may not run. */
  public static final String FORBIDDEN = "42501";

  private final Connection connection;

  /**
   * Runs statements on a connection.
   *
   * @param connection closed by {@link #close()}
   */
  public Sql(Connection connection) {
    this.connection = connection;
  }

  /** The connection itself. */
  public Connection connection() {
    return connection;
  }

  /** Whether the server still answers on the connection. */
  public boolean isConnected() {
    return call("isValid", () -> connection.isValid(1));
  }

  /** Runs one statement and returns how many rows it has written. */
  public synchronized int update(String sql, Object... parameters) {
    return call(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.execute() ? 0 : statement.getUpdateCount();
          }
        });
  }

  /** Runs one statement once for each row of parameters. */
  public synchronized void batch(String sql, List<Object[]> rows) {
    call(
        sql,
        () -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
              SqlParameters.bind(statement, row);
              statement.addBatch();
            }
            return statement.executeBatch();
          }
        });
  }

  /** Runs one or more statements without parameters. */
  public synchronized void execute(String sql) {
    call(
        sql,
        () -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  /** All rows of a query, each value as PostgreSQL writes it; SQL's null is null. */
  public synchronized List<List<String>> rows(String sql, Object... parameters) {
    return call(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters);
              ResultSet result = statement.executeQuery()) {
            List<List<String>> rows = new ArrayList<>();
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
              List<String> row = new ArrayList<>(width);
              for (int column = 1; column <= width; column++) {
                row.add(result.getString(column));
              }
              rows.add(row);
            }
            return rows;
          }
        });
  }

  /** The first column of all rows, as PostgreSQL writes it. */
  public synchronized List<String> column(String sql, Object... parameters) {
    return rows(sql, parameters).stream().map(List::getFirst).collect(Collectors.toList());
  }

  /** The first column of all rows, as the driver reads it. */
  public synchronized List<Object> values(String sql, Object... parameters) {
    return call(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters);
              ResultSet result = statement.executeQuery()) {
            List<Object> values = new ArrayList<>();
            while (result.next()) {
              values.add(result.getObject(1));
            }
            return values;
          }
        });
  }

  /** The first column of the first row, as the driver reads it; null when there is no row. */
  public Object value(String sql, Object... parameters) {
    List<Object> values = values(sql, parameters);
    return values.isEmpty() ? null : values.getFirst();
  }

  /**
   * The first column of the only row, as PostgreSQL writes it.
   *
   * @throws AssertionError when the query returns no row or several
   */
  public synchronized String text(String sql, Object... parameters) {
    List<String> column = column(sql, parameters);
    if (column.size() != 1) {
      throw new AssertionError("%d rows instead of one from %s".formatted(column.size(), sql));
    }
    return column.getFirst();
  }

  /** As {@link #text}, for a whole number. */
  public synchronized int integer(String sql, Object... parameters) {
    return Integer.parseInt(text(sql, parameters));
  }

  /** As {@link #text}, for a number. */
  public synchronized double decimal(String sql, Object... parameters) {
    return Double.parseDouble(text(sql, parameters));
  }

  /** As {@link #text}, for a boolean; null is false. */
  public synchronized boolean bool(String sql, Object... parameters) {
    return "t".equals(text(sql, parameters));
  }

  /** As {@link #text}, for a UUID or null. */
  public synchronized UUID uuid(String sql, Object... parameters) {
    String text = text(sql, parameters);
    return text == null ? null : UUID.fromString(text);
  }

  /** The first column of the first row, a timestamptz or null. */
  public synchronized Instant instant(String sql, Object... parameters) {
    return call(
        sql,
        () -> {
          try (PreparedStatement statement = prepare(sql, parameters);
              ResultSet result = statement.executeQuery()) {
            result.next();
            OffsetDateTime value = result.getObject(1, OffsetDateTime.class);
            return value == null ? null : value.toInstant();
          }
        });
  }

  /**
   * Runs a statement in a transaction that is rolled back.
   *
   * @return the SQLSTATE with which the server refused it, or "done"
   */
  public synchronized String sqlState(String sql, Object... parameters) {
    String[] state = {"done"};
    rollingBack(
        () -> {
          try {
            update(sql, parameters);
          } catch (SqlFailure failure) {
            state[0] = failure.state();
          }
        });
    return state[0];
  }

  /**
   * Runs a statement that should fail.
   *
   * @return the server's error message; null when the statement succeeded and is committed
   */
  public synchronized ServerErrorMessage serverError(String sql, Object... parameters) {
    try {
      update(sql, parameters);
      return null;
    } catch (SqlFailure failure) {
      return failure.getCause() instanceof PSQLException known
          ? known.getServerErrorMessage()
          : null;
    }
  }

  /** Runs the work in a transaction that is rolled back at the end. */
  public synchronized void rollingBack(Runnable work) {
    call(
        "rollback",
        () -> {
          connection.setAutoCommit(false);
          try {
            work.run();
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
          return null;
        });
  }

  /**
   * Closes the connection. An open transaction is rolled back before, because the server would
   * notice the closed connection only later and keep the locks until then.
   */
  @Override
  public void close() {
    call(
        "close",
        () -> {
          rollbackIfOpen();
          connection.close();
          return null;
        });
  }

  private void rollbackIfOpen() throws SQLException {
    if (connection.isClosed()
        || connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("rollback");
    } catch (SQLException lost) {
      // The server has ended the connection, and the transaction with it.
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private static <T> T call(String sql, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    SqlParameters.bind(statement, parameters);
    return statement;
  }

  /** A statement has failed; the message holds the statement. */
  public static final class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SqlFailure(String sql, SQLException cause) {
      super(cause.getMessage() + " in " + sql, cause);
    }

    /** The SQLSTATE. */
    public String state() {
      return ((SQLException) getCause()).getSQLState();
    }
  }
}
