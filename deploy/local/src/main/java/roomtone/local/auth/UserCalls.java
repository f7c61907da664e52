package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Request;

/** The calls of a signed-in user: {@code GET} and {@code PUT /user}, {@code POST /logout}. */
final class UserCalls {

  private final ConnectionPool database;
  private final SignedIn signedIn;
  private final Postman postman;
  private final Redirects redirects;
  private final InstantSource clock;

  UserCalls(
      ConnectionPool database,
      SignedIn signedIn,
      Postman postman,
      Redirects redirects,
      InstantSource clock) {
    this.database = database;
    this.signedIn = signedIn;
    this.postman = postman;
    this.redirects = redirects;
    this.clock = clock;
  }

  ObjectNode user(Request request) throws SQLException {
    return database.inTransaction(
        connection -> signedIn.caller(connection, request).user().toJson());
  }

  /**
   * Changes password, metadata and address. A new address needs its confirmation by mail, also that
   * of an anonymous user, who is anonymous until then; a Supabase project in which sign-ups need no
   * confirmation confirms the first address of an anonymous user at once. A new password ends the
   * user's other sessions.
   */
  ObjectNode update(Request request) throws SQLException {
    Body body = Body.of(request);
    String email = body.has("email") ? EmailAddress.checked(body.text("email")) : null;
    String password = body.text("password");
    if (password != null) {
      Passwords.check(password);
    }
    if (body.has("phone")) {
      throw new AuthFailure(400, "phone_provider_disabled", "Unsupported phone provider");
    }
    Instant now = clock.instant();
    return database.inTransaction(
        connection -> {
          SignedIn.Caller caller = signedIn.caller(connection, request);
          User user = caller.user();
          boolean newEmail = email != null && !email.equals(user.email());
          if (newEmail && Users.findByEmail(connection, email).isPresent()) {
            throw Users.emailExists();
          }
          if (password != null) {
            changePassword(connection, caller, password, email);
          }
          if (!body.object("data").isEmpty()) {
            Users.mergeMetadata(connection, user.id(), body.object("data"), now);
          }
          if (newEmail) {
            // Read again: a new password has reset the time of the last mail.
            postman.sendEmailChange(
                connection,
                Users.get(connection, user.id()),
                email,
                redirects.allowed(request.parameter("redirect_to").orElse(null)),
                now);
          }
          return Users.get(connection, user.id()).toJson();
        });
  }

  private static void changePassword(
      Connection connection, SignedIn.Caller caller, String password, String email)
      throws SQLException {
    User user = caller.user();
    if (user.anonymous() && email == null) {
      throw new AuthFailure(
          422,
          "validation_failed",
          "Updating password of an anonymous user without an email or phone is not allowed");
    }
    if (Passwords.matches(connection, user.id(), password)) {
      throw new AuthFailure(
          422, "same_password", "New password should be different from the old password.");
    }
    Passwords.set(connection, user.id(), password);
    Sessions.end(connection, user.id(), caller.session(), "others");
  }

  Answer logOut(Request request) throws SQLException {
    String scope = request.parameter("scope").filter(given -> !given.isEmpty()).orElse("global");
    database.inTransaction(
        connection -> {
          SignedIn.Caller caller = signedIn.caller(connection, request);
          Sessions.end(connection, caller.user().id(), caller.session(), scope);
          return null;
        });
    return Answer.empty(204);
  }

  /** Refuses to remove an identity, as a project does by default. */
  Answer unlinkIdentity(Request request) throws SQLException {
    database.inTransaction(connection -> signedIn.caller(connection, request));
    throw new AuthFailure(404, "manual_linking_disabled", "Manual linking is disabled");
  }
}
