package roomtone.local.dataapi;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.Request;
import roomtone.local.gateway.Request.Parameter;

/** {@code GET /table}: reads rows. */
final class Reading {

  private static final Set<String> NO_FILTERS =
      Set.of("select", "order", "limit", "offset", "columns", "on_conflict");
  private static final Set<String> NOT_EMULATED = Set.of("or", "and", "not.or", "not.and");

  private Reading() {}

  static Answer answer(Connection connection, Request request, Table table) throws SQLException {
    Preferences preferences = Preferences.of(request);
    List<String> conditions = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Parameter parameter : request.parameters()) {
      if (NOT_EMULATED.contains(parameter.name())) {
        throw ApiFailure.unreadable("roomtone-local does not emulate " + parameter.name());
      }
      if (!NO_FILTERS.contains(parameter.name())) {
        Filter filter = Filter.of(parameter.name(), parameter.value());
        conditions.add(filter.sql());
        filter.value().ifPresent(values::add);
      }
    }
    String from =
        " from "
            + table.sql()
            + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions));
    int offset = number(request, "offset").orElse(0);
    String sql =
        "select "
            + Columns.of(request.parameter("select").filter(s -> !s.isBlank()).orElse("*"))
            + from
            + request.parameter("order").map(order -> " order by " + Order.of(order)).orElse("")
            + " offset "
            + offset
            + number(request, "limit").map(limit -> " limit " + limit).orElse("");
    OptionalLong total =
        preferences.count()
            ? OptionalLong.of(count(connection, "select count(*)" + from, values))
            : OptionalLong.empty();
    return rows(connection, sql, values, offset, total).answer(200, preferences.single());
  }

  /**
   * Runs a statement that returns rows.
   *
   * @param values in the order of the question marks; PostgreSQL infers their types
   */
  static Rows rows(
      Connection connection, String sql, List<String> values, int offset, OptionalLong total)
      throws SQLException {
    String asJson =
        "with t as (%s) select coalesce(json_agg(t), '[]')::text, (json_agg(t) -> 0)::text, count(*) from t"
            .formatted(sql);
    try (PreparedStatement statement = prepared(connection, asJson, values);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Rows(row.getString(1), row.getString(2), row.getInt(3), offset, total);
    }
  }

  private static long count(Connection connection, String sql, List<String> values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  static PreparedStatement prepared(Connection connection, String sql, List<String> values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i), Types.OTHER);
    }
    return statement;
  }

  private static Optional<Integer> number(Request request, String name) {
    return request
        .parameter(name)
        .map(
            value -> {
              if (!value.matches("\\d{1,9}")) {
                throw ApiFailure.unreadable("\"%s\" is no %s".formatted(value, name));
              }
              return Integer.valueOf(value);
            });
  }
}
