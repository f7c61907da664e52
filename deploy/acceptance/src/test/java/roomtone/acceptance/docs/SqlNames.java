package roomtone.acceptance.docs;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the files of the database's schema create, by qualified names in lower case. */
final class SqlNames {

  private static final Pattern FUNCTION = Pattern.compile("(?m)^create function ([\\w.]+)\\(");

  private static final Pattern RELATION =
      Pattern.compile("(?m)^create (?:table|view|sequence|type) ([\\w.]+)");

  private static final Pattern COLUMN = Pattern.compile("(?m)^comment on column ([\\w.]+) is");

  private static final Pattern TRIGGER =
      Pattern.compile("(?m)^create trigger (\\w+)[^;]*? on ([\\w.]+)");

  private static final Pattern TYPE =
      Pattern.compile("(?s)create type ([\\w.]+) as \\((.*?)\n\\);");

  private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^  (\\w+) ");

  private final Set<String> functions = new HashSet<>();
  private final Set<String> others = new HashSet<>();

  private SqlNames() {}

  /** Reads all files below a folder. */
  static SqlNames below(Path folder) {
    SqlNames names = new SqlNames();
    SourceFiles.below(folder, ".sql").forEach(names::read);
    return names;
  }

  /** Reads one file. */
  static SqlNames of(Path file) {
    SqlNames names = new SqlNames();
    names.read(file);
    return names;
  }

  private void read(Path file) {
    String text = SourceFiles.text(file);
    functions.addAll(found(FUNCTION, text).collect(Collectors.toSet()));
    found(RELATION, text).forEach(others::add);
    found(COLUMN, text).forEach(others::add);
    TRIGGER
        .matcher(text)
        .results()
        .forEach(trigger -> others.add(trigger.group(2) + "." + trigger.group(1)));
    TYPE.matcher(text)
        .results()
        .forEach(
            type ->
                found(ATTRIBUTE, type.group(2))
                    .forEach(attribute -> others.add(type.group(1) + "." + attribute)));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1));
  }

  /**
   * Whether something has this name.
   *
   * @param name of a function, with () or without; of a table, view, sequence, type, column or
   *     trigger; the schema and, of a column or trigger, the table may be left out
   */
  boolean has(String name) {
    return name.endsWith("()")
        ? has(functions, name.substring(0, name.length() - 2))
        : has(functions, name) || has(others, name);
  }

  private static boolean has(Set<String> qualified, String name) {
    return qualified.contains(name)
        || qualified.stream().anyMatch(known -> known.endsWith("." + name));
  }
}
