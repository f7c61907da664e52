package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Request;

/** {@code POST /token}: signs in with a password, or refreshes a session. */
final class TokenCalls {

  private final ConnectionPool database;
  private final SignedIn signedIn;
  private final InstantSource clock;

  TokenCalls(ConnectionPool database, SignedIn signedIn, InstantSource clock) {
    this.database = database;
    this.signedIn = signedIn;
    this.clock = clock;
  }

  ObjectNode token(Request request) throws SQLException {
    Body body = Body.of(request);
    return switch (request.parameter("grant_type").orElse("")) {
      case "password" -> signIn(body.required("email"), body.required("password"));
      case "refresh_token" -> refresh(body.required("refresh_token"));
      default -> throw new AuthFailure(400, "invalid_credentials", "unsupported_grant_type");
    };
  }

  private ObjectNode signIn(String email, String password) throws SQLException {
    Instant now = clock.instant();
    return database.inTransaction(
        connection -> {
          Optional<User> user = Users.findByEmail(connection, EmailAddress.normalized(email));
          if (user.isEmpty() || !Passwords.matches(connection, user.get().id(), password)) {
            throw new AuthFailure(400, "invalid_credentials", "Invalid login credentials");
          }
          if (user.get().isBanned(now)) {
            throw new AuthFailure(400, "user_banned", "User is banned");
          }
          if (!user.get().isConfirmed()) {
            throw new AuthFailure(400, "email_not_confirmed", "Email not confirmed");
          }
          return signedIn.open(connection, user.get(), "password");
        });
  }

  private ObjectNode refresh(String refreshToken) throws SQLException {
    Optional<ObjectNode> session =
        database.inTransaction(
            connection -> {
              Optional<Sessions.Open> open =
                  Sessions.refresh(connection, refreshToken, clock.instant());
              return open.isEmpty()
                  ? Optional.empty()
                  : Optional.of(signedIn.session(connection, open.get()));
            });
    // Thrown after the commit, which revokes the other tokens of the session.
    return session.orElseThrow(
        () ->
            new AuthFailure(
                400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"));
  }
}
