package roomtone.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which published keys the services can use. */
class KeySetTest {

  @Test
  void keys_of_es256_and_rs256_are_usable_and_others_are_not() {
    assertEquals(
        Optional.of(new KeySet(3, 3)),
        KeySet.parse(
            """
            {"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256"}, {"kty": "RSA", "alg": "RS256"}, {"kty": "RSA"},
              {"kty": "EC", "crv": "P-384"}, {"kty": "OKP", "crv": "Ed25519"}, {"kty": "RSA", "alg": "PS256"}]}
            """));
  }

  @Test
  void a_project_without_signing_keys_publishes_an_empty_set() {
    assertEquals(Optional.of(new KeySet(0, 0)), KeySet.parse("{\"keys\": []}"));
  }

  @Test
  void another_text_is_no_key_set() {
    assertEquals(Optional.empty(), KeySet.parse("<html>"));
    assertEquals(Optional.empty(), KeySet.parse("{\"message\": \"no\"}"));
    assertEquals(Optional.empty(), KeySet.parse("[]"));
  }
}
