package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Request;

/** {@code POST /verify} for codes, and {@code GET /verify} for the links of mails. */
final class VerifyCalls {

  private static final String FIRST_OF_TWO =
      "Confirmation link accepted. Please proceed to confirm link sent to the other email";
  private static final String INVALID_CODE = "Token has expired or is invalid";
  private static final String INVALID_LINK = "Email link is invalid or has expired";

  private final ConnectionPool database;
  private final SignedIn signedIn;
  private final Redirects redirects;
  private final InstantSource clock;

  VerifyCalls(
      ConnectionPool database, SignedIn signedIn, Redirects redirects, InstantSource clock) {
    this.database = database;
    this.signedIn = signedIn;
    this.redirects = redirects;
    this.clock = clock;
  }

  /** verifyOtp of supabase-js: an address with its code, or a token hash alone. */
  ObjectNode verify(Request request) throws SQLException {
    Body body = Body.of(request);
    if (!body.has("type")) {
      throw AuthFailure.invalid("Verify requires a verification type");
    }
    String type = body.text("type");
    if (body.has("token") == body.has("token_hash")) {
      throw AuthFailure.invalid("Verify requires either a token or a token hash");
    }
    if (body.has("token_hash")) {
      if (body.has("email") || body.has("phone") || body.has("redirect_to")) {
        throw AuthFailure.invalid("Only the token_hash and type should be provided");
      }
      return confirm(type, body.text("token_hash"), INVALID_LINK).orElseGet(VerifyCalls::halfDone);
    }
    if (!body.has("email")) {
      throw AuthFailure.invalid(
          "Only an email address or phone number should be provided on verify");
    }
    OneTimeCode code =
        OneTimeCode.of(EmailAddress.checked(body.text("email")), body.text("token").strip());
    return confirm(type, code.hash(), INVALID_CODE).orElseGet(VerifyCalls::halfDone);
  }

  /** Confirms and leads on to the page, which reads the session from the fragment of its URL. */
  Answer link(Request request) throws SQLException {
    URI page = redirects.allowed(request.parameter("redirect_to").orElse(null));
    String type = request.parameter("type").orElse("");
    String token = request.parameter("token").orElse("");
    if (type.isEmpty()) {
      throw AuthFailure.invalid("Verify requires a verification type");
    }
    if (token.isEmpty()) {
      throw AuthFailure.invalid("Verify requires a token or a token hash");
    }
    Map<String, String> values = new LinkedHashMap<>();
    try {
      Optional<ObjectNode> session = confirm(type, token, INVALID_LINK);
      if (session.isPresent()) {
        session
            .get()
            .properties()
            .forEach(
                member -> {
                  if (member.getValue().isValueNode()) {
                    values.put(member.getKey(), member.getValue().asText());
                  }
                });
        values.put("type", type);
      } else {
        values.put("message", FIRST_OF_TWO);
        values.put("sb", "");
      }
    } catch (AuthFailure refusal) {
      values.put("error", refusal.answer().status() == 403 ? "access_denied" : "invalid_request");
      values.put("error_code", refusal.code());
      values.put("error_description", refusal.getMessage());
      values.put("sb", "");
    }
    return Answer.seeOther(withFragment(page, values));
  }

  private Optional<ObjectNode> confirm(String type, String hash, String invalid)
      throws SQLException {
    return database.inTransaction(
        connection -> {
          Optional<User> user =
              Verification.confirm(connection, type, hash, invalid, clock.instant());
          return user.isEmpty()
              ? Optional.empty()
              : Optional.of(signedIn.open(connection, user.get(), "otp"));
        });
  }

  private static ObjectNode halfDone() {
    return Json.object().put("msg", FIRST_OF_TWO).put("code", "200");
  }

  private static URI withFragment(URI page, Map<String, String> values) {
    String address = page.toString();
    int fragment = address.indexOf('#');
    return URI.create(
        (fragment < 0 ? address : address.substring(0, fragment))
            + "#"
            + values.entrySet().stream()
                .map(
                    value ->
                        value.getKey()
                            + "="
                            + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
  }
}
