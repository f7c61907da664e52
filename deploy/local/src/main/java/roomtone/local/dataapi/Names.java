package roomtone.local.dataapi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names of tables and columns, which stand in SQL only in quotes and when they look like ours. */
final class Names {

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private Names() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * A name in quotes.
   *
   * @throws ApiFailure PGRST100 when it is no plain name
   */
  static String quoted(String name) {
    if (!isName(name)) {
      throw ApiFailure.unreadable(
          "\"%s\" is no name of a column; roomtone-local emulates nothing else here"
              .formatted(name));
    }
    return '"' + name + '"';
  }

  /** The names of a list with commas, each possibly in quotes. */
  static List<String> list(String text) {
    List<String> names = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
        name = name.substring(1, name.length() - 1);
      }
      names.add(name);
    }
    return names;
  }
}
