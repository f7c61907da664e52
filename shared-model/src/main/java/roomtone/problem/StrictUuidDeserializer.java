package roomtone.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Reads a UUID from JSON as {@link Uuids#parse} does: no blanks, no base64, no empty text. */
final class StrictUuidDeserializer extends JsonDeserializer<UUID> {

  @Override
  public UUID deserialize(JsonParser json, DeserializationContext context) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      return (UUID) context.handleUnexpectedToken(UUID.class, json);
    }
    String text = json.getText();
    Optional<UUID> parsed = Uuids.parse(text);
    return parsed.isPresent()
        ? parsed.get()
        : (UUID) context.handleWeirdStringValue(UUID.class, text, "not a UUID");
  }
}
