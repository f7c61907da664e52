package roomtone.manager.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;
import roomtone.text.NameCharacters;

/**
 * Checks the values of a body's fields. A value that does not fit is refused with the name of its
 * field. Texts are stripped of surrounding space.
 *
 * <p>Values that come as {@link JsonNode} belong to bodies that change something: null when the
 * field was not sent, a null node when it was sent as null.
 */
public final class Fields {

  private Fields() {}

  /** A text of 1 to {@code max} characters. */
  public static String required(String name, JsonNode value, int max) {
    return required(name, textual(name, value), max);
  }

  /** A text of 1 to {@code max} characters. */
  public static String required(String name, String value, int max) {
    String text = text(name, value, max);
    if (text == null) {
      throw invalid(name, "must be a text of 1 to " + max + " characters");
    }
    return text;
  }

  /** A text of at most {@code max} characters; null when it is null or blank. */
  public static String text(String name, JsonNode value, int max) {
    return text(name, textual(name, value), max);
  }

  /** A text of at most {@code max} characters; null when it is null or blank. */
  public static String text(String name, String value, int max) {
    String text = value == null ? "" : value.strip();
    if (text.codePointCount(0, text.length()) > max) {
      throw invalid(name, "must have at most " + max + " characters");
    }
    if (!NameCharacters.areAllowed(text)) {
      throw invalid(name, NameCharacters.RULE);
    }
    return NameCharacters.isBlank(text) ? null : text;
  }

  private static String textual(String name, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(name, "must be a text");
    }
    return value.textValue();
  }

  /** True or false. */
  public static boolean bool(String name, JsonNode value) {
    if (!value.isBoolean()) {
      throw invalid(name, "must be true or false");
    }
    return value.booleanValue();
  }

  /** A number within a range, ends included. */
  public static double number(String name, JsonNode value, double min, double max) {
    if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
      throw invalid(name, "must be a number from %s to %s".formatted(plain(min), plain(max)));
    }
    return value.doubleValue();
  }

  /** A whole number within a range, ends included. */
  public static int integer(String name, JsonNode value, int min, int max) {
    if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
      throw invalid(name, "must be a whole number from %d to %d".formatted(min, max));
    }
    return value.intValue();
  }

  /** A UUID; null when it is null. */
  public static UUID uuid(String name, JsonNode value) {
    return value.isNull()
        ? null
        : Uuids.parse(value.textValue())
            .orElseThrow(
                () -> invalid(name, "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000"));
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }

  /** The problem of one field: "volume_db is a number from -60 to 12." */
  public static Problem invalid(String field, String message) {
    return Problem.of("invalid-field", field + " " + message + ".")
        .with("errors", List.of(Map.of("field", field, "message", message)));
  }
}
