package roomtone.acceptance.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import roomtone.local.testing.LocalDatabase;

/** A connection for one thread after another, and short words for what tests do with it. */
public final class Rows implements AutoCloseable {

  private final Connection connection;

  Rows(Connection connection) {
    this.connection = connection;
  }

  /** As one of the logins or roles of the database. */
  public static Rows as(LocalDatabase database, String role) {
    try {
      return new Rows(database.connect(role));
    } catch (SQLException e) {
      throw new IllegalStateException(role, e);
    }
  }

  /** As the browser of somebody who is signed in. */
  static Rows asBrowserOf(LocalDatabase database, UUID user) {
    try {
      return new Rows(database.connectAs(user));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized void run(String statement, Object... values) {
    try (PreparedStatement prepared = prepare(statement, values)) {
      prepared.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(statement + ": " + e.getMessage(), e);
    }
  }

  synchronized List<List<Object>> all(String query, Object... values) {
    try (PreparedStatement prepared = prepare(query, values);
        ResultSet found = prepared.executeQuery()) {
      List<List<Object>> rows = new ArrayList<>();
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(found.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query + ": " + e.getMessage(), e);
    }
  }

  /** The first column of the first row. */
  <T> T one(Class<T> type, String query, Object... values) {
    return type.cast(all(query, values).getFirst().getFirst());
  }

  public long count(String from, Object... values) {
    return one(Long.class, "select count(*) from " + from, values);
  }

  /** Does something that is undone afterwards. */
  synchronized void tentatively(Runnable work) {
    try {
      connection.setAutoCommit(false);
      try {
        work.run();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
