package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Request;

/** Opens sessions, and finds the user of a request with an access token. */
final class SignedIn {

  /** Who calls. */
  record Caller(User user, UUID session) {}

  private final AccessTokens tokens;
  private final InstantSource clock;

  SignedIn(AccessTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * The user of a request.
   *
   * @throws AuthFailure no_authorization, bad_jwt, user_not_found or session_not_found
   */
  Caller caller(Connection connection, Request request) throws SQLException {
    String token =
        request
            .bearer()
            .orElseThrow(
                () ->
                    new AuthFailure(
                        401, "no_authorization", "This endpoint requires a valid Bearer token"));
    AccessTokens.Bearer bearer = tokens.check(token);
    User user = Users.get(connection, bearer.user());
    if (!Sessions.exists(connection, bearer.session())) {
      throw new AuthFailure(
          403, "session_not_found", "Session from session_id claim in JWT does not exist");
    }
    return new Caller(user, bearer.session());
  }

  /**
   * Opens a session and returns it as the JSON that supabase-js stores.
   *
   * @param method "password", "otp" or "anonymous"
   */
  ObjectNode open(Connection connection, User user, String method) throws SQLException {
    return session(connection, Sessions.open(connection, user.id(), method, clock.instant()));
  }

  /** The JSON of a session, with a new access token. */
  ObjectNode session(Connection connection, Sessions.Open session) throws SQLException {
    User user = Users.get(connection, session.user());
    ObjectNode json = Json.object();
    json.put("access_token", tokens.issue(user, session.id(), session.method()));
    json.put("token_type", "bearer");
    json.put("expires_in", AccessTokens.LIFETIME.toSeconds());
    json.put("expires_at", clock.instant().plus(AccessTokens.LIFETIME).getEpochSecond());
    json.put("refresh_token", session.refreshToken());
    json.set("user", user.toJson());
    return json;
  }
}
