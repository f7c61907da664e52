package roomtone.local.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import roomtone.local.testing.LocalAuth.Session;
import roomtone.local.testing.LocalAuth.Signature;

/** The valid tokens are valid, and each invalid one is invalid in one respect. */
class LocalAuthTest {

  private static LocalDatabase database;
  private static LocalAuth auth;

  @BeforeAll
  static void start() {
    database = LocalDatabase.empty();
    auth = LocalAuth.start(database);
  }

  @AfterAll
  static void stop() {
    auth.close();
    database.close();
  }

  @Test
  void a_new_user_is_signed_in_with_a_token_that_the_key_set_verifies() throws Exception {
    Session session = auth.signUpAnonymously();
    assertEquals(session.userId().toString(), subject(session.accessToken()));
    Session ada = auth.signUp("ada@example.org", "correct horse");
    assertEquals(ada.userId(), auth.signIn("ada@example.org", "correct horse").userId());
  }

  @Test
  void our_own_signature_is_valid() throws Exception {
    UUID user = UUID.randomUUID();
    assertEquals(user.toString(), subject(auth.sign(auth.claims(user), Signature.OURS)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OURS")
  void no_other_signature_verifies_with_the_key_set(Signature signature) throws Exception {
    String token = auth.sign(auth.claims(UUID.randomUUID()), signature);
    assertThrows(InvalidJwtException.class, () -> subject(token));
  }

  @Test
  void a_rotated_key_signs_and_the_old_one_still_verifies() throws Exception {
    Session before = auth.signUpAnonymously();
    auth.rotateKey();
    Session after = auth.signUpAnonymously();
    assertNotEquals(keyId(before.accessToken()), keyId(after.accessToken()));
    assertEquals(before.userId().toString(), subject(before.accessToken()));
    assertEquals(after.userId().toString(), subject(after.accessToken()));
  }

  private static String keyId(String token) throws JoseException {
    return JsonWebSignature.fromCompactSerialization(token).getKeyIdHeaderValue();
  }

  private static String subject(String token) throws Exception {
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys()))
        .setJwsAlgorithmConstraints(ConstraintType.PERMIT, "ES256")
        .setExpectedIssuer(auth.issuer())
        .setExpectedAudience("authenticated")
        .build()
        .processToClaims(token)
        .getSubject();
  }

  private static List<JsonWebKey> keys() throws IOException, InterruptedException, JoseException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return new JsonWebKeySet(
              http.send(HttpRequest.newBuilder(auth.jwksUrl()).build(), BodyHandlers.ofString())
                  .body())
          .getJsonWebKeys();
    }
  }
}
