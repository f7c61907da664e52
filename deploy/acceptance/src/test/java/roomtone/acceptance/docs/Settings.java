package roomtone.acceptance.docs;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The settings of the services: those of application.properties and of the config mappings. */
public final class Settings {

  private static final Pattern KEY = Pattern.compile("(?m)^(?:%[\\w,]+\\.)?([\\w.\"-]+) *=");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_0-9]+)");

  private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"");

  private static final Pattern METHOD = Pattern.compile("(?m)^  .*?(\\w+)\\(\\);$");

  /** By names of properties and of environment variables. */
  private final Set<String> names = new HashSet<>();

  /**
   * Reads the settings of all sources below a folder.
   *
   * @param root such as the root of the checkout, or a module
   */
  public Settings(Path root) {
    SourceFiles.below(root, "application.properties").forEach(file -> read(file));
    SourceFiles.below(root, ".java").forEach(this::readMapping);
  }

  private void read(Path properties) {
    String text = SourceFiles.text(properties);
    KEY.matcher(text).results().forEach(key -> add(key.group(1)));
    VARIABLE.matcher(text).results().forEach(variable -> names.add(variable.group(1)));
  }

  private void readMapping(Path type) {
    String text = SourceFiles.text(type);
    PREFIX
        .matcher(text)
        .results()
        .forEach(
            prefix ->
                METHOD
                    .matcher(text)
                    .results()
                    .forEach(
                        method ->
                            add(
                                prefix.group(1)
                                    + "."
                                    + method
                                        .group(1)
                                        .replaceAll("([A-Z])", "-$1")
                                        .toLowerCase(Locale.ROOT))));
  }

  private void add(String property) {
    names.add(property);
    names.add(property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
  }

  /** Whether a setting exists, by the name of its property or of its environment variable. */
  public boolean has(String name) {
    return names.contains(name);
  }
}
