package roomtone.startup;

import java.util.Locale;

/**
 * A setting of a service, as the configuration reference lists it.
 *
 * @param variable the environment variable that sets it
 * @param property the property that it sets; empty where only the variable is meant to be used
 * @param fallback the value without configuration; empty when there is none
 * @param unit the unit or the form of the value
 * @param meaning a sentence, as Markdown
 */
record Setting(String variable, String property, String fallback, String unit, String meaning) {

  /** The environment variable that sets a property. */
  static String variable(String property) {
    return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /**
   * Its row of the table.
   *
   * @param required whether the service does not start without it
   */
  String row(boolean required) {
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(code(variable), code(property), fallback(required), unit, meaning);
  }

  private String fallback(boolean required) {
    if (required) {
      return "required";
    }
    return fallback.isEmpty() ? "none" : code(fallback);
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
