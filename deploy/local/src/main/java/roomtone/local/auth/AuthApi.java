package roomtone.local.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The calls of Supabase Auth, each in one transaction. {@link AuthServer} maps paths and methods to
 * them.
 */
final class AuthApi {

  private final ConnectionPool database;
  private final AccessTokens tokens;
  private final Accounts accounts = new Accounts();
  private final Sessions sessions = new Sessions();

  AuthApi(ConnectionPool database, AccessTokens tokens) {
    this.database = database;
    this.tokens = tokens;
  }

  /** Signs up with e-mail and password, or anonymously when there is no e-mail, and signs in. */
  ObjectNode signUp(JsonNode body) throws SQLException {
    ObjectNode metadata = body.get("data") instanceof ObjectNode data ? data : Json.object();
    String email = text(body, "email");
    if (email == null || email.isBlank()) {
      return database.inTransaction(
          connection -> {
            User user = accounts.createAnonymous(connection, metadata);
            return answer(user, sessions.open(connection, user.id(), "anonymous"));
          });
    }
    String password = text(body, "password");
    if (password == null || password.isEmpty()) {
      throw new AuthFailure(400, "validation_failed", "Signup requires a valid password");
    }
    return database.inTransaction(
        connection -> {
          User user = accounts.create(connection, email, password, metadata);
          return answer(user, sessions.open(connection, user.id(), "password"));
        });
  }

  ObjectNode token(String grantType, JsonNode body) throws SQLException {
    return switch (grantType) {
      case "password" -> signIn(required(body, "email"), required(body, "password"));
      case "refresh_token" -> refresh(required(body, "refresh_token"));
      default -> throw new AuthFailure(400, "invalid_credentials", "unsupported_grant_type");
    };
  }

  private ObjectNode signIn(String email, String password) throws SQLException {
    return database.inTransaction(
        connection -> {
          User user = accounts.signIn(connection, email, password);
          return answer(user, sessions.open(connection, user.id(), "password"));
        });
  }

  private ObjectNode refresh(String refreshToken) throws SQLException {
    return database.inTransaction(
        connection -> {
          Sessions.Open session = sessions.refresh(connection, refreshToken);
          User user = accounts.find(connection, session.user()).orElseThrow(Accounts::vanished);
          return answer(user, session);
        });
  }

  ObjectNode user(String accessToken) throws SQLException {
    return database.inTransaction(
        connection -> signedIn(connection, tokens.check(accessToken)).toJson());
  }

  ObjectNode update(String accessToken, JsonNode body) throws SQLException {
    return database.inTransaction(
        connection -> {
          User user = signedIn(connection, tokens.check(accessToken));
          return accounts
              .update(
                  connection,
                  user.id(),
                  text(body, "email"),
                  text(body, "password"),
                  body.get("data"))
              .toJson();
        });
  }

  void logOut(String accessToken, String scope) throws SQLException {
    AccessTokens.Bearer bearer = tokens.check(accessToken);
    database.inTransaction(
        connection -> {
          signedIn(connection, bearer);
          sessions.end(connection, bearer.user(), bearer.session(), scope);
          return null;
        });
  }

  private User signedIn(Connection connection, AccessTokens.Bearer bearer) throws SQLException {
    User user = accounts.find(connection, bearer.user()).orElseThrow(Accounts::vanished);
    if (!sessions.exists(connection, bearer.session())) {
      throw new AuthFailure(
          403, "session_not_found", "Session from session_id claim in JWT does not exist");
    }
    return user;
  }

  private ObjectNode answer(User user, Sessions.Open session) {
    ObjectNode json = Json.object();
    json.put("access_token", tokens.issue(user, session.id(), session.method()));
    json.put("token_type", "bearer");
    json.put("expires_in", AccessTokens.LIFETIME.toSeconds());
    json.put("expires_at", Instant.now().plus(AccessTokens.LIFETIME).getEpochSecond());
    json.put("refresh_token", session.refreshToken());
    json.set("user", user.toJson());
    return json;
  }

  /** Parses the body of a request, which must be a JSON object. */
  static JsonNode object(String body) {
    try {
      JsonNode json = Json.parse(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException malformed) {
      throw new AuthFailure(
          400,
          "bad_json",
          "Could not parse request body as JSON: " + malformed.getOriginalMessage());
    }
    throw new AuthFailure(400, "bad_json", "Could not parse request body as JSON: not an object");
  }

  private static String required(JsonNode body, String name) {
    String value = text(body, name);
    if (value == null || value.isEmpty()) {
      throw new AuthFailure(400, "validation_failed", name + " is required");
    }
    return value;
  }

  private static String text(JsonNode body, String name) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new AuthFailure(400, "validation_failed", name + " must be a string");
    }
    return value.asText();
  }
}
