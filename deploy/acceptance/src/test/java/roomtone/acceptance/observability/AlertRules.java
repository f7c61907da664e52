package roomtone.acceptance.observability;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import roomtone.local.testing.Checkout;

/** The files in deploy/observability/prometheus. */
final class AlertRules {

  static final Path FOLDER = Checkout.folder().resolve("deploy/observability/prometheus");

  /** Names in an expression that are followed by no parenthesis: series, keywords and numbers. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*\\b(?!\\s*\\()");

  private static final Pattern NO_SERIES =
      Pattern.compile("\\{[^}]*}|\\[[^]]*]|\"[^\"]*\"|\\b(?:by|on|without)\\s*\\([^)]*\\)");

  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool");

  private AlertRules() {}

  /**
   * An alert.
   *
   * @param expression in PromQL
   */
  record Alert(String name, String expression, String severity, String summary) {}

  /** Reads all alerts. */
  static List<Alert> all() {
    return files("rules").stream()
        .flatMap(file -> list(read(file), "groups").stream())
        .flatMap(group -> list(group, "rules").stream())
        .map(
            rule ->
                new Alert(
                    (String) rule.get("alert"),
                    (String) rule.get("expr"),
                    map(rule, "labels").get("severity").toString(),
                    map(rule, "annotations").get("summary").toString()))
        .toList();
  }

  /**
   * Returns the names of alerts of which a unit test expects something.
   *
   * @param fires true: that the alert fires; false: that it does not
   */
  static Set<String> tested(boolean fires) {
    return files("tests").stream()
        .flatMap(file -> list(read(file), "tests").stream())
        .flatMap(test -> list(test, "alert_rule_test").stream())
        .filter(check -> list(check, "exp_alerts").isEmpty() != fires)
        .map(check -> (String) check.get("alertname"))
        .collect(toCollection(TreeSet::new));
  }

  /** Returns the names of the series that an expression in PromQL reads. */
  static Set<String> series(String expression) {
    return NAME.matcher(NO_SERIES.matcher(expression).replaceAll(""))
        .results()
        .map(MatchResult::group)
        .filter(name -> !KEYWORDS.contains(name))
        .collect(toCollection(TreeSet::new));
  }

  /** Returns the YAML files of a folder. */
  static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> read(Path file) {
    try {
      return new Yaml().load(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // what the format of the file says
  private static List<Map<String, Object>> list(Map<String, Object> parent, String key) {
    return (List<Map<String, Object>>) parent.get(key);
  }

  @SuppressWarnings("unchecked") // what the format of the file says
  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return (Map<String, Object>) parent.get(key);
  }
}
