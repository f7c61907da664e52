package roomtone.local.dataapi;

import java.util.stream.Collectors;

/** The parameter {@code order}, such as {@code created_at.desc.nullslast,id}. */
final class Order {

  private Order() {}

  /** The list for SQL. */
  static String of(String order) {
    return Names.list(order).stream().map(Order::one).collect(Collectors.joining(", "));
  }

  private static String one(String term) {
    String[] words = term.split("\\.", -1);
    StringBuilder sql = new StringBuilder(Names.quoted(words[0]));
    for (int i = 1; i < words.length; i++) {
      sql.append(
          switch (words[i]) {
            case "asc" -> " asc";
            case "desc" -> " desc";
            case "nullsfirst" -> " nulls first";
            case "nullslast" -> " nulls last";
            default -> throw ApiFailure.unreadable("\"%s\" is no order".formatted(term));
          });
    }
    return sql.toString();
  }
}
