package roomtone.acceptance.kubernetes;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import roomtone.local.testing.Checkout;

/** A service that is deployed alone, with what its own sources say about it. */
enum Part {
  BRAIN,
  MANAGER;

  static final List<String> OVERLAYS = List.of("staging", "production");

  private static final Pattern DEFAULT = Pattern.compile("\\$\\{[^:}]+:([^}]*)}");

  private final String shortName = name().toLowerCase(Locale.ROOT);

  /** Its folder in deploy/kubernetes, such as {@code brain}. */
  String folder() {
    return shortName;
  }

  /** The name of its objects and its image. */
  String objectName() {
    return "roomtone-" + shortName;
  }

  Path module() {
    return Checkout.folder().resolve(shortName + "-service");
  }

  Rendered in(String overlay) {
    return Rendered.of("overlays/" + overlay + "/" + shortName);
  }

  private Properties properties() {
    Path file = module().resolve("src/main/resources/application.properties");
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      properties.load(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** A property of application.properties; of an expression its default. */
  String property(String name) {
    String value = properties().getProperty(name);
    if (value == null) {
      throw new AssertionError(module() + " does not set " + name);
    }
    Matcher expression = DEFAULT.matcher(value);
    return expression.matches() ? expression.group(1) : value;
  }

  boolean hasProperty(String name) {
    return properties().containsKey(name);
  }

  int port() {
    return Integer.parseInt(property("quarkus.http.port"));
  }

  int managementPort() {
    return Integer.parseInt(property("quarkus.management.port"));
  }

  /** Connections of a pod to the database: the pool, and the one that waits for notifications. */
  int connections(Rendered rendered) {
    String pool =
        rendered
            .settings()
            .getOrDefault("ROOMTONE_POOL_SIZE", property("quarkus.datasource.jdbc.max-size"));
    return Integer.parseInt(pool) + 1;
  }
}
