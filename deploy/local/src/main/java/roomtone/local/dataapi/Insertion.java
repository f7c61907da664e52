package roomtone.local.dataapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Request;

/** {@code POST /table}: inserts one row or several, all or none. */
final class Insertion {

  private static final int LONGEST_BODY = 1024 * 1024;

  private Insertion() {}

  static Answer answer(Connection connection, Request request, Table table) throws SQLException {
    Preferences preferences = Preferences.of(request);
    ArrayNode rows = rows(request);
    Set<String> keys =
        request
            .parameter("columns")
            .<Set<String>>map(columns -> new LinkedHashSet<>(Names.list(columns)))
            .orElseGet(() -> commonKeys(rows));
    String columns = keys.stream().map(table::column).collect(Collectors.joining(", "));
    if (preferences.defaults() && !rows.isEmpty()) {
      requireAllKeys(rows, keys);
    }
    String insert =
        "insert into %1$s (%2$s) select %2$s from json_populate_recordset(null::%1$s, ?)"
            .formatted(table.sql(), columns);
    if (keys.isEmpty()) {
      if (!rows.isEmpty()) {
        throw ApiFailure.of(400, "PGRST102", "roomtone-local inserts no rows without values");
      }
      return preferences.representation()
          ? new Rows("[]", null, 0, 0, OptionalLong.empty()).answer(201, preferences.single())
          : Answer.empty(201);
    }
    List<String> values = List.of(rows.toString());
    if (!preferences.representation()) {
      try (PreparedStatement statement = Reading.prepared(connection, insert, values)) {
        statement.executeUpdate();
      }
      return Answer.empty(201);
    }
    String select = request.parameter("select").filter(s -> !s.isBlank()).orElse("*");
    return Reading.rows(
            connection,
            insert + " returning " + Columns.of(select),
            values,
            0,
            OptionalLong.empty())
        .answer(201, preferences.single());
  }

  private static ArrayNode rows(Request request) {
    String body =
        request
            .body(LONGEST_BODY)
            .orElseThrow(
                () ->
                    ApiFailure.of(
                        413,
                        "PGRST102",
                        "The body may have %d bytes in roomtone-local".formatted(LONGEST_BODY)));
    try {
      JsonNode json = Json.parse(body);
      ArrayNode rows =
          json instanceof ArrayNode array ? array : Json.object().putArray("rows").add(json);
      for (JsonNode row : rows) {
        if (!row.isObject()) {
          throw ApiFailure.of(400, "PGRST102", "Empty or invalid json");
        }
      }
      return rows;
    } catch (JsonProcessingException malformed) {
      throw ApiFailure.of(400, "PGRST102", "Empty or invalid json");
    }
  }

  private static Set<String> commonKeys(ArrayNode rows) {
    Set<String> keys = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      Set<String> own = new LinkedHashSet<>();
      row.fieldNames().forEachRemaining(own::add);
      if (!keys.isEmpty() && !keys.equals(own)) {
        throw ApiFailure.of(400, "PGRST102", "All object keys must match");
      }
      keys = own;
    }
    return keys;
  }

  /** With {@code missing=default} a row may lack a column; that is not emulated. */
  private static void requireAllKeys(ArrayNode rows, Set<String> keys) {
    for (JsonNode row : rows) {
      Set<String> own = new HashSet<>();
      row.fieldNames().forEachRemaining(own::add);
      if (!own.containsAll(keys)) {
        throw ApiFailure.unreadable(
            "roomtone-local does not emulate missing=default for rows with different columns");
      }
    }
  }
}
