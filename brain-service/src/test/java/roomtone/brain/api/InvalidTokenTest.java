package roomtone.brain.api;

import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.local.testing.LocalAuth.Signature;

/** Tokens that are forged, expired, malformed, or of others are refused and change nothing. */
@QuarkusTest
class InvalidTokenTest extends CheckedInTest {

  @ParameterizedTest
  @EnumSource(
      names = {"OURS", "LEGACY_SECRET"},
      mode = EnumSource.Mode.EXCLUDE)
  void forged_tokens_are_refused(Signature signature) {
    tokenIsRefused(fixtures.auth().sign(fixtures.auth().claims(person.id()), signature));
  }

  @Test
  void expired_foreign_and_malformed_tokens_are_refused() {
    for (Map<String, Object> spoilt :
        List.<Map<String, Object>>of(
            Map.of("exp", Instant.now().getEpochSecond() - 60),
            Map.of("iss", "https://example.org/auth/v1"),
            Map.of("aud", "anybody"),
            Map.of("sub", "admin"))) {
      var claims = fixtures.auth().claims(person.id());
      claims.putAll(spoilt);
      tokenIsRefused(fixtures.auth().sign(claims, Signature.OURS));
    }
    for (String none : List.of("", "x", "a.b.c", "null", ".".repeat(3000))) {
      tokenIsRefused(none);
    }
  }

  private void tokenIsRefused(String token) {
    Person forger = new Person(person.id(), token);
    refused(
        () -> as(forger).body(json("song_id", song, "vote_value", 1)).post("/api/votes"),
        401,
        "unauthorized");
    refused(() -> as(forger).delete("/api/me"), 401, "unauthorized");
    refused(() -> as(forger).post("/api/session/renew"), 401, "unauthorized");
    refused(
        () -> as(forger).body(json("slug", room.slug())).post("/api/checkin"), 401, "unauthorized");
  }
}
