package roomtone.brain.vote;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import roomtone.model.Taste;

/**
 * One database transaction about the votes of a listener. It begins and ends with SQL text that is
 * sent together with other statements, which saves round trips while the listener's row is locked.
 */
final class VoteTransaction {

  /** Reads one row of a result. */
  interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final UUID listener;
  private final String traceparent;
  private boolean committed;

  /**
   * @param listener whose votes the transaction is about
   * @param traceparent the span that the changes of rooms follow from; null when none is recorded
   */
  VoteTransaction(Connection connection, UUID listener, String traceparent) {
    this.connection = connection;
    this.listener = listener;
    this.traceparent = traceparent;
  }

  UUID listener() {
    return listener;
  }

  /**
   * Returns the text that begins a transaction with a lock and a query. The database runs the query
   * once it has the lock, so that the query sees everything that was committed until then. Callers
   * keep the text: the driver finds a statement faster by the same String.
   */
  static String beginning(String lock, String query) {
    return "begin;\n" + lock + ";\n" + query;
  }

  /** Returns the text that changes rows and commits. Callers keep it. */
  static String committing(String sql) {
    return sql + ";\ncommit";
  }

  /**
   * Begins the transaction. The name of a recorded span follows in a statement of its own, because
   * the others are the same with and without it.
   *
   * @param beginning a text of {@link #beginning}
   * @param parameters those of the lock, then those of the query
   * @return the first row of the query; empty when the lock found no row
   */
  <T> Optional<T> begin(String beginning, RowMapper<T> mapper, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(beginning, parameters)) {
      statement.execute();
      statement.getMoreResults(); // "begin" has no result
      try (ResultSet locked = statement.getResultSet()) {
        if (!locked.next()) {
          return Optional.empty();
        }
      }
      statement.getMoreResults();
      try (ResultSet row = statement.getResultSet()) {
        Optional<T> first = row.next() ? Optional.of(mapper.map(row)) : Optional.empty();
        if (traceparent != null) {
          update("select set_config('roomtone.traceparent', ?, true)", traceparent);
        }
        return first;
      }
    }
  }

  /** Runs a statement that changes rows. */
  void update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      statement.execute();
    }
  }

  /**
   * Runs a statement that changes rows and commits, in one round trip.
   *
   * @param committing a text of {@link #committing}
   */
  void updateAndCommit(String committing, Object... parameters) throws SQLException {
    update(committing, parameters);
    committed = true;
  }

  /** Returns all rows of a query. */
  <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet row = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(mapper.map(row));
      }
      return rows;
    }
  }

  /** Commits, unless a statement has done so. */
  void commit() throws SQLException {
    if (!committed) {
      execute("commit");
      committed = true;
    }
  }

  /** Undoes everything, unless it was committed. */
  void rollBackUnlessCommitted() throws SQLException {
    if (!committed) {
      execute("rollback");
    }
  }

  /** Returns the select list that {@link #vector} reads: one column for each component. */
  static String components(String vector, String column) {
    return IntStream.rangeClosed(1, Taste.DIMENSIONS)
        .mapToObj(i -> "(%s::real[])[%d] as %s_%d".formatted(vector, i, column, i))
        .collect(Collectors.joining(", "));
  }

  /** Reads the columns of {@link #components}; null when the vector is null. */
  static float[] vector(ResultSet row, String column) throws SQLException {
    int first = row.findColumn(column + "_1");
    float[] vector = new float[Taste.DIMENSIONS];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = row.getFloat(first + i);
    }
    return row.wasNull() ? null : vector;
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case null -> statement.setNull(i + 1, Types.NULL);
        case Instant time -> statement.setObject(i + 1, time.atOffset(ZoneOffset.UTC));
        default -> statement.setObject(i + 1, parameters[i]);
      }
    }
    return statement;
  }
}
