package roomtone.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * The keys that a project publishes.
 *
 * @param usable keys of ES256 and RS256, with which the services verify tokens
 * @param others keys of algorithms that the services do not accept
 */
record KeySet(int usable, int others) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a JSON Web Key Set (RFC 7517); empty when the text is none. */
  static Optional<KeySet> parse(String text) {
    try {
      JsonNode keys = JSON.readTree(text).path("keys");
      if (!keys.isArray()) {
        return Optional.empty();
      }
      int usable = 0;
      for (JsonNode key : keys) {
        String type = key.path("kty").asText();
        boolean isEllipticCurve = type.equals("EC") && key.path("crv").asText().equals("P-256");
        boolean isRsa = type.equals("RSA") && key.path("alg").asText("RS256").equals("RS256");
        usable += isEllipticCurve || isRsa ? 1 : 0;
      }
      return Optional.of(new KeySet(usable, keys.size() - usable));
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }
}
