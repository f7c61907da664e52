package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Request;

/**
 * The calls that send a mail: {@code POST /recover}, {@code POST /otp}, {@code POST /resend} and
 * {@code GET /reauthenticate}. Their answer does not tell whether an address is registered.
 */
final class MailCalls {

  private final ConnectionPool database;
  private final SignedIn signedIn;
  private final Postman postman;
  private final Redirects redirects;
  private final Supplier<AuthSettings> settings;
  private final InstantSource clock;

  MailCalls(
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

  /** resetPasswordForEmail of supabase-js. */
  ObjectNode recover(Request request) throws SQLException {
    Body body = Body.of(request);
    if (!body.has("email")) {
      throw AuthFailure.invalid("Password recovery requires an email");
    }
    String email = EmailAddress.checked(body.text("email"));
    return database.inTransaction(
        connection -> {
          Optional<User> user = Users.findByEmail(connection, email);
          if (user.isPresent()) {
            send(connection, user.get(), MailKind.RECOVERY, email, request);
          }
          return Json.object();
        });
  }

  /**
   * signInWithOtp of supabase-js. A new user gets the mail of a sign-up where sign-ups need a
   * confirmation; else the address counts as confirmed at once, and the mail is that of a sign-in.
   */
  ObjectNode oneTimePassword(Request request) throws SQLException {
    Body body = Body.of(request);
    if (body.has("phone")) {
      throw new AuthFailure(400, "phone_provider_disabled", "Unsupported phone provider");
    }
    if (!body.has("email")) {
      throw AuthFailure.invalid("One of email or phone must be set");
    }
    String email = EmailAddress.checked(body.text("email"));
    Instant now = clock.instant();
    return database.inTransaction(
        connection -> {
          Optional<User> known = Users.findByEmail(connection, email);
          if (known.isEmpty() && !body.flag("create_user", true)) {
            throw new AuthFailure(422, "otp_disabled", "Signups not allowed for otp");
          }
          User user =
              known.isPresent()
                  ? known.get()
                  : Users.add(
                      connection,
                      email,
                      null,
                      body.object("data"),
                      !settings.get().confirmSignUps(),
                      now);
          MailKind kind = user.isConfirmed() ? MailKind.MAGIC_LINK : MailKind.SIGN_UP;
          send(connection, user, kind, email, request);
          return Json.object();
        });
  }

  /** Sends the mail of a sign-up or of a change of the address again, if one was asked for. */
  ObjectNode resend(Request request) throws SQLException {
    Body body = Body.of(request);
    String type = body.required("type");
    if (!type.equals("signup") && !type.equals("email_change")) {
      throw AuthFailure.invalid(
          "Missing one of these types: signup, email_change, sms, phone_change");
    }
    if (!body.has("email")) {
      throw AuthFailure.invalid("Type provided requires an email address");
    }
    String email = EmailAddress.checked(body.text("email"));
    return database.inTransaction(
        connection -> {
          if (type.equals("signup")) {
            Optional<User> user = Users.findByEmail(connection, email);
            if (user.isPresent() && !user.get().isConfirmed()) {
              send(connection, user.get(), MailKind.SIGN_UP, email, request);
            }
            return Json.object();
          }
          Optional<User> user = changing(connection, email);
          if (user.isPresent()) {
            postman.sendEmailChange(
                connection, user.get(), user.get().newEmail(), redirect(request), clock.instant());
          }
          return Json.object();
        });
  }

  /**
   * Sends a code that Supabase can ask for before it changes a password. A project asks for it only
   * where "secure password change" is on, which it is not by default; here no call asks for it.
   */
  ObjectNode reauthenticate(Request request) throws SQLException {
    return database.inTransaction(
        connection -> {
          User user = signedIn.caller(connection, request).user();
          if (user.email() == null) {
            throw new AuthFailure(
                422,
                "validation_failed",
                "Reauthentication requires the user to have an email or a phone number");
          }
          send(connection, user, MailKind.REAUTHENTICATION, user.email(), request);
          return Json.object();
        });
  }

  /**
   * The user whose change to or from this address waits for its confirmation. Supabase finds the
   * user by the present address alone, so that its users without one cannot ask again.
   */
  private static Optional<User> changing(Connection connection, String email) throws SQLException {
    Optional<User> user = Users.findByEmail(connection, email);
    return user.filter(found -> !found.newEmail().isEmpty());
  }

  private void send(Connection connection, User user, MailKind kind, String email, Request request)
      throws SQLException {
    postman.send(connection, user, kind, email, redirect(request), clock.instant());
  }

  private URI redirect(Request request) {
    return redirects.allowed(request.parameter("redirect_to").orElse(null));
  }
}
