package roomtone.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings that the comments of an {@code application.properties} explain to operators, each in
 * a line such as {@code # QUARKUS_HTTP_PORT (number): the port of calls}. Lines that begin with
 * {@code #} and three spaces continue it. The default is the value of its line, or the one of an
 * expression such as <code>${roomtone.pool-size:4}</code>.
 */
final class PropertySettings {

  private static final Pattern EXPLAINED =
      Pattern.compile("(?m)^# ([A-Z][A-Z0-9_]+) \\(([^)]+)\\): (.*(?:\\n# {3}.*)*)$");

  private static final Pattern LINE = Pattern.compile("(?m)^([a-z][\\w.-]*)=(.*)$");

  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\{([\\w.-]+):?((?:[^{}]|\\{[^{}]*\\})*)\\}");

  private final List<Setting> settings = new ArrayList<>();
  private final Set<String> expressions = new TreeSet<>();

  PropertySettings(Path file) throws IOException {
    String text = Files.readString(file);
    Map<String, String> properties = new HashMap<>();
    Map<String, String> values = new HashMap<>();
    Matcher line = LINE.matcher(text);
    while (line.find()) {
      properties.put(Setting.variable(line.group(1)), line.group(1));
      values.put(Setting.variable(line.group(1)), line.group(2));
    }
    Matcher expression = EXPRESSION.matcher(text);
    while (expression.find()) {
      String name = expression.group(1);
      String variable = Setting.variable(name);
      expressions.add(variable);
      properties.put(variable, name.equals(variable) ? "" : name);
      values.put(variable, expression.group(2));
    }
    Matcher explained = EXPLAINED.matcher(text);
    while (explained.find()) {
      String variable = explained.group(1);
      settings.add(
          new Setting(
              variable,
              properties.getOrDefault(variable, ""),
              values.getOrDefault(variable, ""),
              explained.group(2),
              explained.group(3).replaceAll("\\n# +", " ")));
    }
  }

  List<Setting> settings() {
    return settings;
  }

  /** The variables to which values refer. */
  Set<String> expressions() {
    return expressions;
  }
}
