package roomtone.local.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** Signing up and signing in over HTTP, call by call as supabase-js does it. */
class SignInTest extends AuthTestBase {

  @Test
  void a_sign_up_without_an_email_is_anonymous() throws Exception {
    JsonNode session = ok(post("/signup", "{\"data\": {\"display_name\": \"Ada\"}}"));
    assertTrue(session.at("/user/is_anonymous").booleanValue());
    assertEquals("", session.at("/user/email").textValue());
    assertEquals("Ada", session.at("/user/user_metadata/display_name").textValue());
    assertEquals("bearer", session.get("token_type").textValue());
    assertEquals(3600, session.get("expires_in").intValue());
    long expiresIn = session.get("expires_at").longValue() - Instant.now().getEpochSecond();
    assertTrue(expiresIn > 3500 && expiresIn <= 3600, "expires in " + expiresIn);
  }

  @Test
  void an_access_token_carries_supabases_claims_and_verifies_with_the_key_set() throws Exception {
    JsonNode session = signUp("claims@example.org");
    HttpResponse<String> jwks = get("/.well-known/jwks.json", null);
    assertEquals("public, max-age=600", jwks.headers().firstValue("Cache-Control").orElseThrow());
    assertFalse(jwks.body().contains("\"d\""), "the private key is public");
    JwtClaims claims =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(new JsonWebKeySet(jwks.body()).getJsonWebKeys()))
            .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "ES256")
            .setExpectedIssuer(auth.url() + "/auth/v1")
            .setExpectedAudience("authenticated")
            .build()
            .processToClaims(session.get("access_token").textValue());
    assertEquals(session.at("/user/id").textValue(), claims.getSubject());
    assertEquals("authenticated", claims.getStringClaimValue("role"));
    assertEquals("claims@example.org", claims.getStringClaimValue("email"));
    assertEquals("aal1", claims.getStringClaimValue("aal"));
    assertEquals(false, claims.getClaimValue("is_anonymous"));
    assertEquals(3600, claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
    assertEquals(4, UUID.fromString(claims.getStringClaimValue("session_id")).version());
    assertTrue(claims.getClaimValue("amr").toString().contains("method=password"));
    assertTrue(claims.getClaimValue("app_metadata").toString().contains("provider=email"));
  }

  @Test
  void the_right_password_signs_in_and_the_e_mail_is_read_as_people_write_it() throws Exception {
    JsonNode signedUp = signUp("rain@example.org");
    JsonNode session =
        ok(post("/token?grant_type=password", credentials(" Rain@Example.org ", "correct horse")));
    assertEquals(signedUp.at("/user/id"), session.at("/user/id"));
  }

  @Test
  void a_wrong_password_and_an_unknown_address_get_the_same_answer() throws Exception {
    signUp("wind@example.org");
    assertRefused(
        400,
        "invalid_credentials",
        post("/token?grant_type=password", credentials("wind@example.org", "wrong")));
    assertRefused(
        400,
        "invalid_credentials",
        post("/token?grant_type=password", credentials("nobody@example.org", "wrong")));
  }

  @Test
  void passwords_are_kept_as_bcrypt_hashes() throws Exception {
    signUp("hash@example.org");
    String hash =
        query("select encrypted_password from auth.users where email = 'hash@example.org'");
    assertTrue(hash.startsWith("$2a$10$"), hash);
  }

  @Test
  void an_address_signs_up_once() throws Exception {
    signUp("once@example.org");
    assertRefused(
        422,
        "user_already_exists",
        post("/signup", credentials("once@example.org", "correct horse")));
  }

  @Test
  void weak_passwords_and_impossible_addresses_are_refused() throws Exception {
    assertRefused(422, "weak_password", post("/signup", credentials("weak@example.org", "short")));
    assertRefused(400, "validation_failed", post("/signup", credentials("weak@example.org", "")));
    assertRefused(
        400, "validation_failed", post("/signup", credentials("weak@example.org", "x".repeat(73))));
    assertRefused(
        400, "validation_failed", post("/signup", credentials("no address", "correct horse")));
  }

  @Test
  void two_hundred_sign_ups_at_once_succeed() throws Exception {
    var answers =
        Stream.generate(
                () ->
                    HTTP.sendAsync(
                        HttpRequest.newBuilder(uri("/signup"))
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                        BodyHandlers.ofString()))
            .limit(200)
            .toList();
    for (var answer : answers) {
      ok(answer.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void a_failing_trigger_on_users_fails_the_sign_up_as_on_supabase() throws Exception {
    try (LocalDatabase broken = LocalDatabase.empty();
        Sql owner = broken.sql("postgres");
        AuthServer server =
            AuthServer.start(
                broken.dataSource("supabase_auth_admin"), SigningKeys.generated(), 0)) {
      owner.execute(
          """
          create function public.fail() returns trigger language plpgsql as 'begin raise exception ''no''; end';
          create trigger fail after insert on auth.users for each row execute function public.fail();
          """);
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(server.issuer() + "/signup"))
                  .POST(BodyPublishers.ofString("{}")));
      assertRefused(500, "unexpected_failure", answer);
    }
  }
}
