package roomtone.local.testing;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Binds the parameters of a statement by position: an {@link Instant} as timestamptz, a {@code
 * double[]} as the text of a vector (to be cast), a {@code UUID[]} as an array, a string, UUID,
 * number, boolean or null as the driver does, and any other object as its text.
 */
final class SqlParameters {

  private SqlParameters() {}

  static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, bindable(statement, parameters[i]));
    }
  }

  private static Object bindable(PreparedStatement statement, Object value) throws SQLException {
    return switch (value) {
      case Instant instant -> OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
      case double[] vector ->
          Arrays.stream(vector)
              .mapToObj(Double::toString)
              .collect(Collectors.joining(",", "[", "]"));
      case UUID[] ids -> statement.getConnection().createArrayOf("uuid", ids);
      case null -> null;
      case String text -> text;
      case UUID id -> id;
      case Number number -> number;
      case Boolean bool -> bool;
      default -> value.toString();
    };
  }
}
