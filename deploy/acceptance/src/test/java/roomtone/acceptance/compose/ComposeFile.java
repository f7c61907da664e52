package roomtone.acceptance.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The project's docker-compose.yml, with anchors and merge keys resolved and every {@code
 * ${NAME:-default}} replaced by its default.
 */
final class ComposeFile {
  static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

  private final String text;
  private final Map<String, Object> tree;

  ComposeFile() throws IOException {
    text = Files.readString(PROJECT.resolve("docker-compose.yml"));
    String settled = VARIABLE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(2)));
    tree = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(settled));
  }

  String text() {
    return text;
  }

  /** The names of the variables that an operator may set. */
  Set<String> variables() {
    Map<String, String> found = new TreeMap<>();
    VARIABLE.matcher(text).results().forEach(m -> found.merge(m.group(1), m.group(2), this::same));
    return found.keySet();
  }

  private String same(String one, String other) {
    if (!one.equals(other)) {
      throw new AssertionError("one variable, two defaults: '" + one + "' and '" + other + "'");
    }
    return one;
  }

  Set<String> keys() {
    return tree.keySet();
  }

  Map<String, Object> services() {
    return map(tree.get("services"));
  }

  Map<String, Object> service(String name) {
    return map(services().get(name));
  }

  Set<String> volumes() {
    return map(tree.get("volumes")).keySet();
  }

  Map<String, Object> environment(String service) {
    return map(service(service).get("environment"));
  }

  /** The condition that a service waits for, by the service that it waits for. */
  Map<String, String> dependencies(String service) {
    Map<String, String> conditions = new TreeMap<>();
    map(service(service).get("depends_on"))
        .forEach((name, value) -> conditions.put(name, (String) map(value).get("condition")));
    return conditions;
  }

  /** Whether a service is a job, which runs once to its end. */
  boolean isJob(String service) {
    return "no".equals(service(service).get("restart"));
  }

  List<String> list(String service, String key) {
    Object value = service(service).get(key);
    return value == null
        ? List.of()
        : ((Collection<?>) value).stream().map(String::valueOf).toList();
  }

  @SuppressWarnings("unchecked") // all YAML mappings of this file have strings as keys
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
