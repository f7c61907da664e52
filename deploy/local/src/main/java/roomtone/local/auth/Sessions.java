package roomtone.local.auth;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;

/** The sessions of signed-in users. A refresh token is valid once; its use returns the next one. */
final class Sessions {

  /**
   * A session after a sign-in or a refresh.
   *
   * @param method how the user signed in: "password" or "anonymous"
   */
  record Open(UUID id, UUID user, String method, String refreshToken) {}

  private static final SecureRandom RANDOM = new SecureRandom();

  Open open(Connection connection, UUID user, String method) throws SQLException {
    UUID session = UUID.randomUUID();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into auth.sessions (id, user_id, created_at, updated_at, aal, amr)
            values (?, ?, now(), now(), 'aal1', ?)
            """)) {
      insert.setObject(1, session);
      insert.setObject(2, user);
      insert.setString(3, method);
      insert.executeUpdate();
    }
    return new Open(session, user, method, newToken(connection, session, user, null));
  }

  /** Revokes a refresh token and returns the next one. */
  Open refresh(Connection connection, String token) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select t.revoked, s.id, s.user_id, s.amr
              from auth.refresh_tokens t
              join auth.sessions s on s.id = t.session_id
             where t.token = ?
               for update of t
            """)) {
      query.setString(1, token);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new AuthFailure(
              400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
        }
        if (row.getBoolean("revoked")) {
          throw new AuthFailure(
              400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
        }
        UUID session = row.getObject("id", UUID.class);
        UUID user = row.getObject("user_id", UUID.class);
        revoke(connection, token);
        return new Open(
            session, user, row.getString("amr"), newToken(connection, session, user, token));
      }
    }
  }

  boolean exists(Connection connection, UUID session) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select from auth.sessions where id = ?")) {
      query.setObject(1, session);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Ends sessions.
   *
   * @param scope "local" for this one, "others" for the user's others, "global" for all
   */
  void end(Connection connection, UUID user, UUID session, String scope) throws SQLException {
    String which =
        switch (scope) {
          case "local" -> "user_id = ? and id = ?";
          case "others" -> "user_id = ? and id <> ?";
          case "global" -> "user_id = ? and (true or id = ?)";
          default ->
              throw new AuthFailure(
                  400, "validation_failed", "Unsupported logout scope \"" + scope + "\"");
        };
    try (PreparedStatement delete =
        connection.prepareStatement("delete from auth.sessions where " + which)) {
      delete.setObject(1, user);
      delete.setObject(2, session);
      delete.executeUpdate();
    }
  }

  private static void revoke(Connection connection, String token) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update auth.refresh_tokens set revoked = true, updated_at = now() where token = ?")) {
      update.setString(1, token);
      update.executeUpdate();
    }
  }

  private static String newToken(Connection connection, UUID session, UUID user, String parent)
      throws SQLException {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, parent, session_id)
            values (?, ?, false, now(), now(), ?, ?)
            """)) {
      insert.setString(1, token);
      insert.setString(2, user.toString());
      insert.setString(3, parent);
      insert.setObject(4, session);
      insert.executeUpdate();
    }
    return token;
  }
}
