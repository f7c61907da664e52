package roomtone.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the 36 characters of a UUID; nothing shorter, no blanks, no base64, no empty text. */
final class StrictUuidDeserializer extends JsonDeserializer<UUID> {

  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  @Override
  public UUID deserialize(JsonParser json, DeserializationContext context) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      return (UUID) context.handleUnexpectedToken(UUID.class, json);
    }
    String text = json.getText();
    return FORM.matcher(text).matches()
        ? UUID.fromString(text)
        : (UUID) context.handleWeirdStringValue(UUID.class, text, "not a UUID");
  }
}
