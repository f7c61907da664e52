package roomtone.local.auth;

import java.security.SecureRandom;
import java.sql.Connection;
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
    Statements.update(
        connection,
        """
            insert into auth.sessions (id, user_id, created_at, updated_at, aal, amr)
            values (?, ?, now(), now(), 'aal1', ?)
            """,
        session,
        user,
        method);
    return new Open(session, user, method, newToken(connection, session, user, null));
  }

  /** Revokes a refresh token and returns the next one. */
  Open refresh(Connection connection, String token) throws SQLException {
    Open used =
        Statements.first(
                connection,
                row -> {
                  if (row.getBoolean("revoked")) {
                    throw new AuthFailure(
                        400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
                  }
                  return new Open(
                      row.getObject("id", UUID.class),
                      row.getObject("user_id", UUID.class),
                      row.getString("amr"),
                      token);
                },
                """
                select t.revoked, s.id, s.user_id, s.amr
                  from auth.refresh_tokens t
                  join auth.sessions s on s.id = t.session_id
                 where t.token = ?
                   for update of t
                """,
                token)
            .orElseThrow(
                () ->
                    new AuthFailure(
                        400,
                        "refresh_token_not_found",
                        "Invalid Refresh Token: Refresh Token Not Found"));
    Statements.update(
        connection,
        "update auth.refresh_tokens set revoked = true, updated_at = now() where token = ?",
        token);
    String next = newToken(connection, used.id(), used.user(), token);
    return new Open(used.id(), used.user(), used.method(), next);
  }

  boolean exists(Connection connection, UUID session) throws SQLException {
    return Statements.first(
            connection, row -> true, "select from auth.sessions where id = ?", session)
        .isPresent();
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
    Statements.update(connection, "delete from auth.sessions where " + which, user, session);
  }

  private static String newToken(Connection connection, UUID session, UUID user, String parent)
      throws SQLException {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Statements.update(
        connection,
        """
            insert into auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, parent, session_id)
            values (?, ?, false, now(), now(), ?, ?)
            """,
        token,
        user.toString(),
        parent,
        session);
    return token;
  }
}
