package roomtone.local.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A row of auth.users.
 *
 * @param email null for anonymous users
 * @param appMetadata the metadata of the provider, a JSON object
 * @param userMetadata the metadata of the user, a JSON object
 */
record User(
    UUID id,
    String email,
    boolean anonymous,
    JsonNode appMetadata,
    JsonNode userMetadata,
    OffsetDateTime emailConfirmedAt,
    OffsetDateTime lastSignInAt,
    OffsetDateTime createdAt,
    OffsetDateTime updatedAt) {

  /** The JSON of the user endpoint. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("id", id.toString());
    json.put("aud", AccessTokens.AUTHENTICATED);
    json.put("role", AccessTokens.AUTHENTICATED);
    json.put("email", email == null ? "" : email);
    put(json, "email_confirmed_at", emailConfirmedAt);
    json.put("phone", "");
    put(json, "confirmed_at", emailConfirmedAt);
    put(json, "last_sign_in_at", lastSignInAt);
    json.set("app_metadata", appMetadata);
    json.set("user_metadata", userMetadata);
    json.putArray("identities");
    put(json, "created_at", createdAt);
    put(json, "updated_at", updatedAt);
    json.put("is_anonymous", anonymous);
    return json;
  }

  private static void put(ObjectNode json, String name, OffsetDateTime time) {
    if (time != null) {
      json.put(name, time.toInstant().toString());
    }
  }
}
