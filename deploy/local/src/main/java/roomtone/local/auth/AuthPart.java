package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Part;
import roomtone.local.gateway.Request;

/** The paths of Supabase Auth below /auth/v1; each call is one transaction. */
final class AuthPart implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(AuthPart.class);

  private final SigningKeys keys;
  private final String issuer;
  private final Supplier<AuthSettings> settings;
  private final SignUpCalls signUps;
  private final TokenCalls tokens;
  private final MailCalls mails;
  private final VerifyCalls verification;
  private final UserCalls users;

  AuthPart(
      ConnectionPool database,
      SigningKeys keys,
      String issuer,
      Mailbox mailbox,
      Supplier<AuthSettings> settings,
      InstantSource clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.settings = settings;
    SignedIn signedIn = new SignedIn(new AccessTokens(keys, issuer, clock), clock);
    Postman postman = new Postman(mailbox, issuer);
    Redirects redirects = new Redirects(settings);
    signUps = new SignUpCalls(database, signedIn, postman, redirects, settings, clock);
    tokens = new TokenCalls(database, signedIn, clock);
    mails = new MailCalls(database, signedIn, postman, redirects, settings, clock);
    verification = new VerifyCalls(database, signedIn, redirects, clock);
    users = new UserCalls(database, signedIn, postman, redirects, clock);
  }

  @Override
  public Answer answer(Request request) throws SQLException {
    if (request.method().equals("DELETE") && request.path().startsWith("/user/identities/")) {
      return users.unlinkIdentity(request);
    }
    return switch (request.method() + " " + request.path()) {
      case "POST /signup" -> Answer.ok(signUps.signUp(request));
      case "POST /token" -> Answer.ok(tokens.token(request));
      case "POST /recover" -> Answer.ok(mails.recover(request));
      case "POST /otp" -> Answer.ok(mails.oneTimePassword(request));
      case "POST /resend" -> Answer.ok(mails.resend(request));
      case "GET /reauthenticate" -> Answer.ok(mails.reauthenticate(request));
      case "POST /verify" -> Answer.ok(verification.verify(request));
      case "GET /verify" -> verification.link(request);
      case "GET /user" -> Answer.ok(users.user(request));
      case "PUT /user" -> Answer.ok(users.update(request));
      case "POST /logout" -> users.logOut(request);
      case "GET /.well-known/jwks.json" ->
          Answer.of(200, keys.publicJson()).with("Cache-Control", "public, max-age=600");
      case "GET /.well-known/openid-configuration" ->
          Answer.of(200, discovery().toString()).with("Cache-Control", "public, max-age=600");
      case "GET /health" ->
          Answer.ok(
              Json.object()
                  .put("name", "roomtone-local")
                  .put("description", "Auth for development"));
      case "GET /settings" -> Answer.ok(settings());
      default ->
          throw new AuthFailure(
              404, "not_found", "No such call: " + request.method() + " " + request.path());
    };
  }

  @Override
  public Answer failed(Exception failure) {
    if (failure instanceof AuthFailure refusal) {
      return refusal.answer();
    }
    LOG.warn("sign-in failed: {}", Optional.ofNullable(failure.getMessage()).orElse("?"), failure);
    return new AuthFailure(
            500, "unexpected_failure", "Database error; the output of roomtone-local says which")
        .answer();
  }

  /** Of Supabase's document the part about tokens: no other sign-in by OpenID is emulated. */
  private ObjectNode discovery() {
    return Json.object().put("issuer", issuer).put("jwks_uri", issuer + "/.well-known/jwks.json");
  }

  private ObjectNode settings() {
    ObjectNode json =
        Json.object()
            .put("disable_signup", false)
            .put("mailer_autoconfirm", !settings.get().confirmSignUps())
            .put("phone_autoconfirm", false);
    json.putObject("external")
        .put("anonymous_users", settings.get().anonymousUsers())
        .put("email", true)
        .put("phone", false);
    return json;
  }
}
