package roomtone.local.dataapi;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * A table or view of schema public.
 *
 * @param columns all of them, also those that the caller may not read
 */
record Table(String name, Set<String> columns) {

  /**
   * Looks a table up.
   *
   * @throws ApiFailure PGRST205 when there is none
   */
  static Table find(Connection connection, String name) throws SQLException {
    Set<String> columns = new HashSet<>();
    if (Names.isName(name)) {
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select a.attname
                from pg_catalog.pg_attribute a
                join pg_catalog.pg_class c on c.oid = a.attrelid
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'public' and c.relname = ? and c.relkind in ('r', 'p', 'v', 'm')
                 and a.attnum > 0 and not a.attisdropped
              """)) {
        query.setString(1, name);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            columns.add(rows.getString(1));
          }
        }
      }
    }
    if (columns.isEmpty()) {
      throw ApiFailure.of(
          404,
          "PGRST205",
          "Could not find the table 'public.%s' in the schema cache".formatted(name));
    }
    return new Table(name, columns);
  }

  /** The name for SQL. */
  String sql() {
    return "public." + Names.quoted(name);
  }

  /**
   * A column of this table for SQL.
   *
   * @throws ApiFailure PGRST204 when there is none
   */
  String column(String column) {
    if (!columns.contains(column)) {
      throw ApiFailure.of(
          400,
          "PGRST204",
          "Could not find the '%s' column of '%s' in the schema cache".formatted(column, name));
    }
    return Names.quoted(column);
  }
}
