package roomtone.local.dataapi;

import java.util.List;
import java.util.stream.Collectors;

/** The parameter {@code select}: which columns are returned, and under which names. */
final class Columns {

  private Columns() {}

  /**
   * The list for SQL. Each column is {@code name} or {@code alias:name}; {@code *} is all columns.
   *
   * @throws ApiFailure PGRST100 for anything else, such as embedded resources
   */
  static String of(String select) {
    List<String> columns = Names.list(select);
    return columns.stream().map(Columns::one).collect(Collectors.joining(", "));
  }

  private static String one(String column) {
    if (column.equals("*")) {
      return "*";
    }
    int colon = column.indexOf(':');
    return colon < 0
        ? Names.quoted(column)
        : Names.quoted(column.substring(colon + 1))
            + " as "
            + Names.quoted(column.substring(0, colon));
  }
}
