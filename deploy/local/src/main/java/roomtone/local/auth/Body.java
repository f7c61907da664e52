package roomtone.local.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Request;

/** The body of a request, a JSON object. Members that are not asked for are ignored. */
final class Body {

  private static final int LONGEST = 64 * 1024;

  private final JsonNode json;

  private Body(JsonNode json) {
    this.json = json;
  }

  static Body of(Request request) {
    String text =
        request
            .body(LONGEST)
            .orElseThrow(
                () ->
                    new AuthFailure(
                        413,
                        "request_too_large",
                        "The body may have %d bytes.".formatted(LONGEST)));
    Body body = parse(text);
    if (body.text("code_challenge") != null) {
      // Supabase offers it; supabase-js uses it when flowType is "pkce", which is not its default.
      throw AuthFailure.invalid("roomtone-local does not emulate the PKCE flow");
    }
    return body;
  }

  private static Body parse(String text) {
    try {
      JsonNode json = Json.parse(text);
      if (json.isObject()) {
        return new Body(json);
      }
    } catch (JsonProcessingException malformed) {
      throw new AuthFailure(
          400,
          "bad_json",
          "Could not parse request body as JSON: " + malformed.getOriginalMessage());
    }
    throw new AuthFailure(400, "bad_json", "Could not parse request body as JSON: not an object");
  }

  /** A string, or null when it is missing or null. */
  String text(String name) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw AuthFailure.invalid(name + " must be a string");
    }
    return value.asText();
  }

  /** Whether there is such a string with at least one character. */
  boolean has(String name) {
    String value = text(name);
    return value != null && !value.isBlank();
  }

  String required(String name) {
    String value = text(name);
    if (value == null || value.isEmpty()) {
      throw AuthFailure.invalid(name + " is required");
    }
    return value;
  }

  /** A copy of an object, or an empty one. */
  ObjectNode object(String name) {
    return json.get(name) instanceof ObjectNode object ? object.deepCopy() : Json.object();
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = json.get(name);
    return (value == null || value.isNull()) ? otherwise : value.asBoolean();
  }
}
