package roomtone.acceptance.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import roomtone.local.testing.Checkout;

/** The sources of this checkout, asked whether they have a name that a document uses. */
final class Repository {

  private static final Pattern CALL = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/\\S+)");

  private static final Pattern OPERATION =
      Pattern.compile("(?m)^ {2}(/\\S*):$|^ {4}(get|post|put|patch|delete):$");

  private static final Pattern COMMAND = Pattern.compile("\\./dev ([a-z-]+)( .*)?");

  /** A line of the case statement of ./dev, such as {@code up | down | prepare)}. */
  private static final Pattern COMMANDS = Pattern.compile("(?m)^  ([a-z |-]+)\\)");

  private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]\\w*(\\.\\w+)*");

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

  private final Path root;
  private final JavaTypes types;
  private final SqlNames sql;
  private final Settings settings;
  private final Set<String> packages;
  private final Set<String> commands;
  private final String openApi;

  private Repository(Path root) {
    this.root = root;
    types = new JavaTypes(root);
    sql = SqlNames.below(root.resolve("deploy/supabase/schemas"));
    settings = new Settings(root);
    packages =
        SourceFiles.below(root, "package-info.java").stream()
            .flatMap(file -> PACKAGE.matcher(SourceFiles.text(file)).results())
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    commands =
        COMMANDS
            .matcher(SourceFiles.text(root.resolve("dev")))
            .results()
            .flatMap(match -> Pattern.compile(" \\| ").splitAsStream(match.group(1)))
            .collect(Collectors.toSet());
    openApi =
        SourceFiles.below(root.resolve("docs/openapi"), ".yaml").stream()
            .map(SourceFiles::text)
            .collect(Collectors.joining("\n"));
  }

  /** The checkout that this module stands in. */
  static Repository ofThisCheckout() {
    return new Repository(Checkout.folder());
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
   * @param name a path from the root of the checkout; a call such as {@code GET /api/votes}; a
   *     command of ./dev; a Java package; a Java type with or without a member that it declares
   *     itself, such as {@code TasteUpdate.after}; a setting, as a property or as an environment
   *     variable; or what {@link SqlNames#has} knows
   */
  boolean has(String name) {
    var call = CALL.matcher(name);
    if (call.matches()) {
      return hasCall(call.group(1).toLowerCase(Locale.ROOT), call.group(2));
    }
    var command = COMMAND.matcher(name);
    if (command.matches()) {
      return commands.contains(command.group(1));
    }
    if (name.contains("/")) {
      return Files.exists(root.resolve(name));
    }
    if (TYPE.matcher(name).matches()) {
      return types.has(name);
    }
    return packages.contains(name)
        || settings.has(name)
        || sql.has(name)
        || Files.exists(root.resolve(name));
  }

  /**
   * Whether a file declares a name: of a Java file a type or member, of an SQL file what it
   * creates.
   */
  static boolean declares(Path file, String name) {
    return file.toString().endsWith(".sql")
        ? SqlNames.of(file).has(name)
        : JavaTypes.declares(file, name);
  }

  private boolean hasCall(String method, String path) {
    String current = "";
    for (MatchResult line : OPERATION.matcher(openApi).results().toList()) {
      if (line.group(1) != null) {
        current = line.group(1);
      } else if (current.equals(path) && line.group(2).equals(method)) {
        return true;
      }
    }
    return false;
  }
}
