package roomtone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One connection and short words for what a test says to it. Parameters are bound by position; an
 * {@link Instant} as timestamptz, a {@code double[]} as the text of a vector (cast it), a {@code
 * UUID[]} as an array.
 */
final class Sql implements AutoCloseable {

  /** SQLSTATE of a statement that its role may not run. */
  static final String FORBIDDEN = "42501";

  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** Runs one statement and answers how many rows it wrote. */
  int run(String sql, Object... parameters) {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.execute() ? 0 : statement.getUpdateCount();
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  /** Runs one statement with each of the rows of parameters. */
  void batch(String sql, List<Object[]> rows) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] row : rows) {
        bind(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  /** Runs a script of statements without parameters. */
  void script(String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  /** All rows; every value as PostgreSQL writes it, null as null. */
  List<List<String>> rows(String sql, Object... parameters) {
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
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  /** The first column of all rows. */
  List<String> column(String sql, Object... parameters) {
    return rows(sql, parameters).stream().map(List::getFirst).collect(Collectors.toList());
  }

  /** The first column of the only row. */
  String text(String sql, Object... parameters) {
    List<String> column = column(sql, parameters);
    if (column.size() != 1) {
      throw new AssertionError("%d rows instead of one from %s".formatted(column.size(), sql));
    }
    return column.getFirst();
  }

  int count(String sql, Object... parameters) {
    return Integer.parseInt(text(sql, parameters));
  }

  double number(String sql, Object... parameters) {
    return Double.parseDouble(text(sql, parameters));
  }

  boolean truth(String sql, Object... parameters) {
    return "t".equals(text(sql, parameters));
  }

  UUID uuid(String sql, Object... parameters) {
    String text = text(sql, parameters);
    return text == null ? null : UUID.fromString(text);
  }

  Instant instant(String sql, Object... parameters) {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet result = statement.executeQuery()) {
      result.next();
      OffsetDateTime value = result.getObject(1, OffsetDateTime.class);
      return value == null ? null : value.toInstant();
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  /**
   * Runs a statement that should be refused, and undoes it otherwise.
   *
   * @return the SQLSTATE of the refusal, or "done"
   */
  String refusal(String sql, Object... parameters) {
    try {
      connection.setAutoCommit(false);
      try {
        run(sql, parameters);
        return "done";
      } catch (SqlFailure failure) {
        return failure.state();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException failure) {
      throw new SqlFailure(sql, failure);
    }
  }

  /** As {@link #refusal}, for the whole answer of the server; null when it was done. */
  ServerErrorMessage complaint(String sql, Object... parameters) {
    try {
      run(sql, parameters);
      return null;
    } catch (SqlFailure failure) {
      return failure.getCause() instanceof PSQLException known
          ? known.getServerErrorMessage()
          : null;
    }
  }

  /** Runs the work in a transaction that is undone at the end. */
  void undone(Runnable work) {
    try {
      connection.setAutoCommit(false);
      try {
        work.run();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException failure) {
      throw new SqlFailure("rollback", failure);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new SqlFailure("close", failure);
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    bind(statement, parameters);
    return statement;
  }

  private void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, bindable(parameters[i]));
    }
  }

  private Object bindable(Object value) throws SQLException {
    return switch (value) {
      case Instant instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case double[] vector ->
          Arrays.stream(vector)
              .mapToObj(Double::toString)
              .collect(Collectors.joining(",", "[", "]"));
      case Five five -> five.toString();
      case UUID[] ids -> connection.createArrayOf("uuid", ids);
      case null, default -> value;
    };
  }

  /** A statement that failed, with the statement. */
  static final class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SqlFailure(String sql, SQLException cause) {
      super(cause.getMessage() + " in " + sql, cause);
    }

    String state() {
      return ((SQLException) getCause()).getSQLState();
    }
  }
}
