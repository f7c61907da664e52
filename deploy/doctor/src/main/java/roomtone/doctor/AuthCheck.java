package roomtone.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import roomtone.auth.SupabaseSettings;

/** Whether the services will accept the tokens that Auth issues, and pages reach Auth. */
final class AuthCheck {

  private static final String CLOCK = "Auth";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deployment deployment;
  private final Http http;

  AuthCheck(Deployment deployment, Http http) {
    this.deployment = deployment;
    this.http = http;
  }

  void run(Findings findings) {
    Optional<SupabaseSettings> project = deployment.project();
    if (project.isEmpty()) {
      findings.unchecked("keys", "SUPABASE_URL is missing or no address");
      return;
    }
    checkKeys(project.get(), findings);
    checkIssuer(project.get(), findings);
    checkPublishableKey(project.get(), findings);
  }

  private void checkKeys(SupabaseSettings project, Findings findings) {
    URI address =
        project.jwksUrl().orElseGet(() -> URI.create(project.issuer() + "/.well-known/jwks.json"));
    String mend =
        "The services fetch the keys there, by which they verify tokens. Correct %s; on Supabase it is https://your-project.supabase.co/auth/v1/.well-known/jwks.json, and SUPABASE_JWKS_URL is not needed."
            .formatted(project.jwksUrl().isPresent() ? "SUPABASE_JWKS_URL" : "SUPABASE_URL");
    try {
      HttpResponse<String> answer = http.get(CLOCK, address, Map.of());
      Optional<KeySet> keys =
          answer.statusCode() == 200 ? KeySet.parse(answer.body()) : Optional.empty();
      if (keys.isEmpty()) {
        findings.mend(
            "keys",
            answer.statusCode() == 200
                ? address + " answers with something else than keys"
                : "%s answers %d".formatted(address, answer.statusCode()),
            mend);
      } else {
        judge(keys.get(), project, findings);
      }
    } catch (IOException failure) {
      findings.mend("keys", "%s: %s".formatted(address, failure.getMessage()), mend);
    }
  }

  private static void judge(KeySet keys, SupabaseSettings project, Findings findings) {
    Optional<String> secret = project.jwtSecret();
    if (keys.usable() == 0 && secret.isEmpty()) {
      findings.mend(
          "keys",
          keys.others() == 0
              ? "the project publishes no key, so that it signs tokens with its legacy secret, and SUPABASE_JWT_SECRET is not set"
              : "the project publishes only keys of other algorithms than ES256 and RS256",
          "Every token is refused. Change the project to a signing key of ES256 (JWT signing keys in its settings), or, with a legacy secret, set SUPABASE_JWT_SECRET to it.");
      return;
    }
    if (secret.isPresent() && isSignedWithAnother(secret.get(), project.publishableKey())) {
      findings.mend(
          "keys",
          "SUPABASE_JWT_SECRET is not the secret with which SUPABASE_PUBLISHABLE_KEY is signed",
          "Tokens that are signed with the legacy secret are refused. Copy the legacy secret of the same project.");
      return;
    }
    String published =
        keys.usable() == 0
            ? "the project publishes none"
            : "the project publishes %d that the services use".formatted(keys.usable());
    findings.good(
        "keys",
        published
            + (secret.isPresent()
                ? "; tokens of the legacy secret (HS256) are accepted"
                : "; tokens of a legacy secret are refused"));
  }

  /** A publishable key of the old form is a token that is signed with the legacy secret. */
  private static boolean isSignedWithAnother(String secret, Optional<String> publishableKey) {
    if (publishableKey.isEmpty() || publishableKey.get().split("\\.", -1).length != 3) {
      return false;
    }
    try {
      JsonWebSignature token = new JsonWebSignature();
      token.setAlgorithmConstraints(
          new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256));
      token.setCompactSerialization(publishableKey.get());
      token.setKey(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return !token.verifySignature();
    } catch (JoseException noSuchToken) {
      return false;
    }
  }

  private void checkIssuer(SupabaseSettings project, Findings findings) {
    URI address = URI.create(project.issuer() + "/.well-known/openid-configuration");
    try {
      HttpResponse<String> answer = http.get(CLOCK, address, Map.of());
      String issuer = answer.statusCode() == 200 ? field(answer.body(), "issuer").asText("") : "";
      if (issuer.isEmpty()) {
        findings.unchecked(
            "issuer",
            "%s does not tell it; the claim iss of a token must be %s"
                .formatted(address, project.issuer()));
      } else if (issuer.equals(project.issuer())) {
        findings.good("issuer", issuer);
      } else {
        findings.mend(
            "issuer",
            "tokens are issued by %s, and the services accept %s"
                .formatted(issuer, project.issuer()),
            "Every token is refused. Set SUPABASE_URL to the address of the project as Auth knows it, without /auth/v1. A custom domain becomes the issuer when it is activated.");
      }
    } catch (IOException failure) {
      findings.mend(
          "issuer",
          "%s: %s".formatted(address, failure.getMessage()),
          "Pages sign in there. Correct SUPABASE_URL.");
    }
  }

  private void checkPublishableKey(SupabaseSettings project, Findings findings) {
    Optional<String> key = project.publishableKey();
    if (key.isEmpty()) {
      findings.unchecked("publishable key", "SUPABASE_PUBLISHABLE_KEY is not set");
      return;
    }
    try {
      HttpResponse<String> answer =
          http.get(CLOCK, URI.create(project.issuer() + "/settings"), Map.of("apikey", key.get()));
      if (answer.statusCode() == 401 || answer.statusCode() == 403) {
        findings.mend(
            "publishable key",
            "Auth refuses it with status " + answer.statusCode(),
            "Nobody can sign in. Copy the publishable key of the project of SUPABASE_URL.");
      } else if (answer.statusCode() != 200) {
        findings.unchecked("publishable key", "Auth answers " + answer.statusCode());
      } else if (field(answer.body(), "external").path("anonymous_users").asBoolean(true)) {
        findings.good("publishable key", "Auth accepts it, and anonymous sign-in is on");
      } else {
        findings.note(
            "publishable key",
            "Auth accepts it, but anonymous sign-in is off: listeners need an account",
            "If guests shall join without one, allow anonymous sign-ins in the settings of Auth.");
      }
    } catch (IOException failure) {
      findings.unchecked("publishable key", "Auth cannot be reached: " + failure.getMessage());
    } catch (IllegalArgumentException noHeader) {
      findings.mend(
          "publishable key",
          "it has characters that no key has",
          "Copy the publishable key of the project again.");
    }
  }

  private static JsonNode field(String body, String name) {
    try {
      return JSON.readTree(body).path(name);
    } catch (JsonProcessingException noJson) {
      return JSON.missingNode();
    }
  }
}
