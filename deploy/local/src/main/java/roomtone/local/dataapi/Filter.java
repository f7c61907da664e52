package roomtone.local.dataapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A condition on a column, such as {@code id=eq.5}.
 *
 * @param sql with one question mark for each value
 */
record Filter(String sql, Optional<String> value) {

  private static final Set<String> TESTS = Set.of("null", "not_null", "true", "false", "unknown");

  /**
   * Reads a condition: eq, neq, gt, gte, lt, lte, is or in, each possibly after {@code not.}
   *
   * @throws ApiFailure PGRST100 for any other
   */
  static Filter of(String column, String condition) {
    if (condition.startsWith("not.")) {
      Filter filter = of(column, condition.substring(4));
      return new Filter("not (" + filter.sql + ")", filter.value);
    }
    int end = condition.indexOf('.');
    String operator = end < 0 ? condition : condition.substring(0, end);
    String value = condition.substring(end + 1);
    String name = Names.quoted(column);
    return switch (operator) {
      case "eq" -> new Filter(name + " = ?", Optional.of(value));
      case "neq" -> new Filter(name + " <> ?", Optional.of(value));
      case "gt" -> new Filter(name + " > ?", Optional.of(value));
      case "gte" -> new Filter(name + " >= ?", Optional.of(value));
      case "lt" -> new Filter(name + " < ?", Optional.of(value));
      case "lte" -> new Filter(name + " <= ?", Optional.of(value));
      case "is" -> new Filter(name + " is " + test(value), Optional.empty());
      case "in" -> new Filter(name + " = any (?)", Optional.of(arrayLiteral(members(value))));
      default ->
          throw ApiFailure.unreadable(
              "roomtone-local does not emulate the condition \"%s\" on %s"
                  .formatted(condition, name));
    };
  }

  private static String test(String value) {
    if (!TESTS.contains(value)) {
      throw ApiFailure.unreadable("\"is.%s\" is no test".formatted(value));
    }
    return value.replace('_', ' ');
  }

  /** The members of a list such as {@code (1,"a,b")}. */
  private static List<String> members(String list) {
    if (!list.startsWith("(") || !list.endsWith(")")) {
      throw ApiFailure.unreadable("\"in.%s\" is no list in parentheses".formatted(list));
    }
    List<String> members = new ArrayList<>();
    StringBuilder member = new StringBuilder();
    boolean quoted = false;
    String inner = list.substring(1, list.length() - 1);
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (quoted && c == '\\' && i + 1 < inner.length()) {
        i++;
        member.append(inner.charAt(i));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        members.add(member.toString());
        member.setLength(0);
      } else {
        member.append(c);
      }
    }
    if (!inner.isEmpty()) {
      members.add(member.toString());
    }
    return members;
  }

  private static String arrayLiteral(List<String> members) {
    return members.stream()
        .map(member -> '"' + member.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }
}
