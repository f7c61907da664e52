package roomtone.acceptance.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of this checkout, asked whether they have a name that a document uses. */
final class Repository {

  private static final Pattern CALL = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/\\S+)");

  private static final Pattern TYPE = Pattern.compile("([A-Z]\\w*)((?:\\.[\\w]+)*)(?:\\(\\))?");

  private static final Pattern SQL_NAME = Pattern.compile("(?:[a-z]+\\.)?([a-z_]+)(?:\\(\\))?");

  private static final Pattern COMMAND = Pattern.compile("\\./dev ([a-z-]+).*");

  private final Path root;
  private final Map<String, String> types = new HashMap<>();
  private final String sql;
  private final String calls;
  private final String settings;

  private Repository(Path root) {
    this.root = root;
    read(root, ".java").forEach((file, text) -> types.put(file.replace(".java", ""), text));
    sql = String.join("\n", read(root.resolve("deploy/supabase/schemas"), ".sql").values());
    calls = String.join("\n", read(root.resolve("docs/openapi"), ".yaml").values());
    settings = String.join("\n", read(root, "application.properties").values());
  }

  /** The checkout that this module stands in. */
  static Repository ofThisCheckout() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("dev"))) {
      here = here.getParent();
    }
    return new Repository(here);
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  String relative(Path file) {
    return root.relativize(file).toString();
  }

  /**
   * Whether a name exists.
   *
   * @param name a path from the root of the checkout; a call such as {@code GET /api/votes}; a Java
   *     type with or without members, such as {@code TasteUpdate.after}; a setting; a command of
   *     ./dev; or a table, column or function in SQL, with or without its schema
   */
  boolean has(String name) {
    var call = CALL.matcher(name);
    if (call.matches()) {
      return calls.contains("\n  " + call.group(2) + ":\n");
    }
    var command = COMMAND.matcher(name);
    if (command.matches()) {
      return Files.exists(root.resolve("dev"))
          && readText(root.resolve("dev")).contains(command.group(1));
    }
    if (name.contains("/")) {
      return Files.exists(root.resolve(name));
    }
    var type = TYPE.matcher(name);
    if (type.matches()) {
      return hasType(type.group(1), List.of(type.group(2).split("\\.")));
    }
    if (name.startsWith("roomtone.") && name.contains("-")) {
      return settings.contains(name);
    }
    var sqlName = SQL_NAME.matcher(name);
    return sqlName.matches()
        && Pattern.compile("\\b" + sqlName.group(1) + "\\b").matcher(sql).find();
  }

  private boolean hasType(String type, List<String> members) {
    String source = types.get(type);
    return source != null
        && members.stream()
            .allMatch(member -> Pattern.compile("\\b" + member + "\\b").matcher(source).find());
  }

  /** The files below a folder whose names end so: name without folder, and text. */
  private static Map<String, String> read(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      Map<String, String> found = new HashMap<>();
      files
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().contains("/target/"))
          .forEach(
              file -> found.merge(file.getFileName().toString(), readText(file), String::concat));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
