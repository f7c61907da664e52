package roomtone.local.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import roomtone.local.gateway.Json;

/**
 * A row of auth.users with its rows of auth.identities.
 *
 * @param email null for anonymous users
 * @param newEmail the address that waits for its confirmation, or empty
 * @param appMetadata the metadata of the provider, a JSON object
 * @param userMetadata the metadata of the user, a JSON object
 * @param times the columns of {@link #TIMES} that are not null
 * @param identities as the user endpoint shows them
 */
record User(
    UUID id,
    String email,
    String newEmail,
    boolean anonymous,
    JsonNode appMetadata,
    JsonNode userMetadata,
    Map<String, Instant> times,
    ArrayNode identities) {

  /** The columns with a time, in the order of the JSON. */
  static final List<String> TIMES =
      List.of(
          "email_confirmed_at",
          "confirmation_sent_at",
          "recovery_sent_at",
          "email_change_sent_at",
          "reauthentication_sent_at",
          "last_sign_in_at",
          "created_at",
          "updated_at",
          "banned_until");

  /** The columns that {@link #read} needs. */
  static final String COLUMNS =
      "id, email, email_change, is_anonymous, raw_app_meta_data, raw_user_meta_data, "
          + String.join(", ", TIMES);

  /** Reads the row under the cursor. */
  static User read(ResultSet row, ArrayNode identities) throws SQLException {
    Map<String, Instant> times = new LinkedHashMap<>();
    for (String column : TIMES) {
      OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
      if (time != null) {
        times.put(column, time.toInstant());
      }
    }
    return new User(
        row.getObject("id", UUID.class),
        row.getString("email"),
        Optional.ofNullable(row.getString("email_change")).orElse(""),
        row.getBoolean("is_anonymous"),
        json(row.getString("raw_app_meta_data")),
        json(row.getString("raw_user_meta_data")),
        times,
        identities);
  }

  /** A user that does not exist, for an answer that must not tell whether there is one. */
  static User madeUp(String email, ObjectNode metadata, Instant now) {
    ObjectNode app = Json.object().put("provider", "email");
    app.putArray("providers").add("email");
    return new User(
        UUID.randomUUID(),
        email,
        "",
        false,
        app,
        metadata,
        Map.of("confirmation_sent_at", now, "created_at", now, "updated_at", now),
        Json.object().putArray("identities"));
  }

  boolean isConfirmed() {
    return times.containsKey("email_confirmed_at");
  }

  boolean isBanned(Instant now) {
    return time("banned_until").filter(now::isBefore).isPresent();
  }

  Optional<Instant> time(String column) {
    return Optional.ofNullable(times.get(column));
  }

  /** The JSON of the user endpoint. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("id", id.toString());
    json.put("aud", AccessTokens.AUTHENTICATED);
    json.put("role", AccessTokens.AUTHENTICATED);
    json.put("email", email == null ? "" : email);
    json.put("phone", "");
    times.forEach((name, time) -> json.put(name, time.toString()));
    time("email_confirmed_at").ifPresent(time -> json.put("confirmed_at", time.toString()));
    if (!newEmail.isEmpty()) {
      json.put("new_email", newEmail);
    }
    json.set("app_metadata", appMetadata);
    json.set("user_metadata", userMetadata);
    json.set("identities", identities);
    json.put("is_anonymous", anonymous);
    return json;
  }

  private static JsonNode json(String text) {
    try {
      return text == null ? Json.object() : Json.parse(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("PostgreSQL wrote bad JSON", impossible);
    }
  }
}
