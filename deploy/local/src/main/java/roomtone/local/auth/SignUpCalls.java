package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Request;

/** {@code POST /signup}: with e-mail and password, or anonymously when there is neither. */
final class SignUpCalls {

  private final ConnectionPool database;
  private final SignedIn signedIn;
  private final Postman postman;
  private final Redirects redirects;
  private final Supplier<AuthSettings> settings;
  private final InstantSource clock;
  private final SignUpLimit limit = new SignUpLimit();

  SignUpCalls(
      ConnectionPool database,
      SignedIn signedIn,
      Postman postman,
      Redirects redirects,
      Supplier<AuthSettings> settings,
      InstantSource clock) {
    this.database = database;
    this.signedIn = signedIn;
    this.postman = postman;
    this.redirects = redirects;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Signs up and signs in. Where sign-ups need a confirmation, the answer is the user without a
   * session; for an address that is registered already it is a made-up user without identities, so
   * that nobody learns from it who is registered.
   */
  ObjectNode signUp(Request request) throws SQLException {
    Body body = Body.of(request);
    if (body.has("phone")) {
      throw new AuthFailure(400, "phone_provider_disabled", "Phone signups are disabled");
    }
    return body.has("email") ? withPassword(request, body) : anonymously(body);
  }

  private ObjectNode anonymously(Body body) throws SQLException {
    if (!settings.get().anonymousUsers()) {
      throw new AuthFailure(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
    }
    Instant now = clock.instant();
    limit.count(settings.get().anonymousSignUpsPerHour(), now);
    return database.inTransaction(
        connection ->
            signedIn.open(
                connection, Users.addAnonymous(connection, body.object("data"), now), "anonymous"));
  }

  private ObjectNode withPassword(Request request, Body body) throws SQLException {
    String password = body.text("password");
    if (password == null || password.isEmpty()) {
      throw AuthFailure.invalid("Signup requires a valid password");
    }
    String email = EmailAddress.checked(body.text("email"));
    Passwords.check(password);
    boolean confirm = settings.get().confirmSignUps();
    Instant now = clock.instant();
    return database.inTransaction(
        connection -> {
          Optional<User> known = Users.findByEmail(connection, email);
          if (known.isPresent() && known.get().isConfirmed()) {
            if (confirm) {
              return strangersAnswer(email, body, now);
            }
            throw Users.alreadyRegistered();
          }
          User user =
              known.isPresent()
                  ? known.get()
                  : Users.add(connection, email, password, body.object("data"), !confirm, now);
          if (user.isConfirmed()) {
            return signedIn.open(connection, user, "password");
          }
          postman.send(
              connection,
              user,
              MailKind.SIGN_UP,
              email,
              redirects.allowed(request.parameter("redirect_to").orElse(null)),
              now);
          return Users.get(connection, user.id()).toJson();
        });
  }

  private static ObjectNode strangersAnswer(String email, Body body, Instant now) {
    return User.madeUp(email, body.object("data"), now).toJson();
  }
}
