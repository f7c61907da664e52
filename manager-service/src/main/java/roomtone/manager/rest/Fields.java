package roomtone.manager.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import roomtone.problem.Problem;
import roomtone.problem.SnakeCase;
import roomtone.problem.UnknownNames;

/**
 * The fields of a JSON object that somebody sent: what is absent stays as it is, null empties, and
 * what does not fit is answered with its name. Texts are stripped of surrounding space.
 */
public final class Fields {

  private final JsonNode object;

  private Fields(JsonNode object) {
    this.object = object;
  }

  /**
   * Of a request's body, which must be an object with fields of a known shape.
   *
   * @param shape the record that describes the body; its components are the fields there are
   * @throws Problem 400 invalid-body, or unknown-field when it has others
   */
  public static Fields of(JsonNode body, Class<? extends Record> shape) {
    Fields fields = ofAny(body);
    List<String> known =
        Stream.of(shape.getRecordComponents()).map(part -> SnakeCase.of(part.getName())).toList();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!known.contains(field.getKey())) {
        throw UnknownNames.field(field.getKey(), known);
      }
    }
    return fields;
  }

  /**
   * Of a device's body, which must be an object. What is unknown in it is passed over: devices are
   * out in the field, and may be newer than the service.
   *
   * @throws Problem 400 invalid-body
   */
  public static Fields ofAny(JsonNode body) {
    if (body == null || !body.isObject()) {
      throw Problem.of(
          400,
          "invalid-body",
          "Invalid body",
          "Send a JSON object; its fields are listed at /q/openapi.");
    }
    return new Fields(body);
  }

  /** Whether the field was sent, null included. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** Whether the field was sent with a value. */
  public boolean hasValue(String name) {
    return object.hasNonNull(name);
  }

  /** The field as it was sent; null when absent. */
  public JsonNode json(String name) {
    return object.get(name);
  }

  /** A text of 1 to {@code max} characters. */
  public String text(String name, int max) {
    String text = textOrNull(name, max);
    if (text == null) {
      throw invalid(name, "is needed: a text of 1 to " + max + " characters");
    }
    return text;
  }

  /** A text of at most {@code max} characters; null when it is absent, null or blank. */
  public String textOrNull(String name, int max) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(name, "is a text");
    }
    return text(name, value.textValue(), max);
  }

  /** As {@link #textOrNull(String, int)}, for a value that came from elsewhere, such as a form. */
  public static String text(String name, String value, int max) {
    String text = value == null ? "" : value.strip();
    if (text.codePointCount(0, text.length()) > max) {
      throw invalid(name, "has at most " + max + " characters");
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c))) {
      throw invalid(name, "has no control characters");
    }
    return text.isEmpty() ? null : text;
  }

  /** True or false. */
  public boolean bool(String name) {
    JsonNode value = object.get(name);
    if (value == null || !value.isBoolean()) {
      throw invalid(name, "is true or false");
    }
    return value.booleanValue();
  }

  /** A number within a range, ends included. */
  public double number(String name, double min, double max) {
    JsonNode value = object.get(name);
    if (value == null
        || !value.isNumber()
        || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
      throw invalid(name, "is a number from %s to %s".formatted(plain(min), plain(max)));
    }
    return value.doubleValue();
  }

  /** A whole number within a range, ends included. */
  public int integer(String name, int min, int max) {
    JsonNode value = object.get(name);
    if (value == null || !value.isInt() || value.intValue() < min || value.intValue() > max) {
      throw invalid(name, "is a whole number from %d to %d".formatted(min, max));
    }
    return value.intValue();
  }

  /** A UUID; null when it is absent or null. */
  public UUID uuidOrNull(String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : uuid(name, value);
  }

  /** A list of UUIDs, at most {@code max}. */
  public List<UUID> uuids(String name, int max) {
    JsonNode value = object.get(name);
    if (value == null || !value.isArray() || value.size() > max) {
      throw invalid(name, "is a list of at most " + max + " UUIDs");
    }
    return value.valueStream().map(item -> uuid(name, item)).toList();
  }

  private static UUID uuid(String name, JsonNode value) {
    return Uuids.parse(value.isTextual() ? value.textValue() : null)
        .orElseThrow(
            () -> invalid(name, "takes UUIDs such as 123e4567-e89b-12d3-a456-426614174000"));
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }

  /** The problem of one field: "volume_db is a number from -60 to 12." */
  public static Problem invalid(String field, String message) {
    return Problem.of(400, "invalid-field", "Invalid field", field + " " + message + ".")
        .with("errors", List.of(Map.of("field", field, "message", message)));
  }
}
