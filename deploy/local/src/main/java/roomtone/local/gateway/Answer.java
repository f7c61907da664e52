package roomtone.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The response of a part.
 *
 * @param json the body, or empty for none
 */
public record Answer(int status, Map<String, String> headers, Optional<String> json) {

  /** Status 200 with JSON. */
  public static Answer ok(JsonNode json) {
    return of(200, json.toString());
  }

  /** A status with JSON. */
  public static Answer of(int status, String json) {
    return new Answer(status, Map.of(), Optional.of(json));
  }

  /** A status without a body. */
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), Optional.empty());
  }

  /** A redirect that the client follows with GET. */
  public static Answer seeOther(URI location) {
    return empty(303).with("Location", location.toString());
  }

  /** This answer with another header. */
  public Answer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, Map.copyOf(more), json);
  }
}
