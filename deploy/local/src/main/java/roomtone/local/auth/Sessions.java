package roomtone.local.auth;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The sessions of signed-in users. A refresh token is exchanged once for the next one. */
final class Sessions {

  /** How long after its exchange a refresh token may be used again. */
  static final Duration REUSE_INTERVAL = Duration.ofSeconds(10);

  /**
   * A session after a sign-in or a refresh.
   *
   * @param method how the user signed in: "password", "otp" or "anonymous"
   */
  record Open(UUID id, UUID user, String method, String refreshToken) {}

  private record Token(
      String value, boolean revoked, Instant changedAt, UUID session, UUID user, String method) {}

  private static final SecureRandom RANDOM = new SecureRandom();

  private Sessions() {}

  static Open open(Connection connection, UUID user, String method, Instant now)
      throws SQLException {
    UUID session = UUID.randomUUID();
    Statements.update(
        connection,
        "insert into auth.sessions (id, user_id, created_at, updated_at, aal, amr) values (?, ?, ?, ?, 'aal1', ?)",
        session,
        user,
        now,
        now,
        method);
    Statements.update(
        connection, "update auth.users set last_sign_in_at = ? where id = ?", now, user);
    return new Open(session, user, method, newToken(connection, session, user, null, now));
  }

  /**
   * Exchanges a refresh token. As Supabase Auth does it, a token that was exchanged already gives
   * the active token of its session when that one replaced it, at any time; another one gives a new
   * token within {@link #REUSE_INTERVAL}, and later revokes all tokens of the session.
   *
   * <p>Supabase Auth 2.197 accepts the last token of a revoked session within {@link
   * #REUSE_INTERVAL} after that, and so does this.
   *
   * @return empty when the token was used before: the tokens of the session were revoked, and the
   *     caller refuses the request after the commit
   */
  static Optional<Open> refresh(Connection connection, String value, Instant now)
      throws SQLException {
    Token token =
        find(connection, value)
            .orElseThrow(
                () ->
                    new AuthFailure(
                        400,
                        "refresh_token_not_found",
                        "Invalid Refresh Token: Refresh Token Not Found"));
    if (token.revoked()) {
      Optional<String> active = replacement(connection, token);
      if (active.isPresent()) {
        return Optional.of(new Open(token.session(), token.user(), token.method(), active.get()));
      }
      if (now.isAfter(token.changedAt().plus(REUSE_INTERVAL))) {
        Statements.update(
            connection,
            "update auth.refresh_tokens set revoked = true, updated_at = ? where session_id = ? and not revoked",
            now,
            token.session());
        return Optional.empty();
      }
    }
    Statements.update(
        connection,
        "update auth.refresh_tokens set revoked = true, updated_at = ? where token = ?",
        now,
        value);
    String next = newToken(connection, token.session(), token.user(), value, now);
    return Optional.of(new Open(token.session(), token.user(), token.method(), next));
  }

  static boolean exists(Connection connection, UUID session) throws SQLException {
    return Statements.first(
            connection, "select 1 from auth.sessions where id = ?", row -> true, session)
        .isPresent();
  }

  /**
   * Ends sessions.
   *
   * @param scope "local" for this one, "others" for the user's others, "global" for all
   */
  static void end(Connection connection, UUID user, UUID session, String scope)
      throws SQLException {
    String which =
        switch (scope) {
          case "local" -> "user_id = ? and id = ?";
          case "others" -> "user_id = ? and id <> ?";
          case "global" -> "user_id = ? and (true or id = ?)";
          default -> throw AuthFailure.invalid("Unsupported logout scope \"" + scope + "\"");
        };
    Statements.update(connection, "delete from auth.sessions where " + which, user, session);
  }

  private static Optional<Token> find(Connection connection, String value) throws SQLException {
    return Statements.first(
        connection,
        """
        select t.token, t.revoked, t.updated_at, s.id, s.user_id, s.amr
          from auth.refresh_tokens t
          join auth.sessions s on s.id = t.session_id
         where t.token = ?
           for update of t, s
        """,
        row ->
            new Token(
                row.getString("token"),
                row.getBoolean("revoked"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("amr")),
        value);
  }

  /** The active token of the session, when it replaced this one. */
  private static Optional<String> replacement(Connection connection, Token token)
      throws SQLException {
    return Statements.first(
        connection,
        """
        select active.token
          from (select t.token, t.parent from auth.refresh_tokens t
                 where t.session_id = ? and not t.revoked order by t.id desc limit 1) active
         where active.parent = ?
        """,
        row -> row.getString("token"),
        token.session(),
        token.value());
  }

  private static String newToken(
      Connection connection, UUID session, UUID user, String parent, Instant now)
      throws SQLException {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Statements.update(
        connection,
        """
        insert into auth.refresh_tokens (token, user_id, revoked, created_at, updated_at, parent, session_id)
        values (?, ?, false, ?, ?, ?, ?)
        """,
        token,
        user.toString(),
        now,
        now,
        parent,
        session);
    return token;
  }
}
