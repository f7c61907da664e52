package roomtone.brain.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.LocalAuth.Signature;

/** A refused token is counted once, under the reason for which it was refused. */
@QuarkusTest
class TokenMetersTest extends BrainTest {

  @Inject MeterRegistry meters;

  @ParameterizedTest
  @CsvSource({
    "FOREIGN_KEY, signature",
    "UNKNOWN_KEY_ID, key",
    "WRONG_SECRET, signature",
    "PUBLIC_KEY_AS_SECRET, signature",
    "NONE, algorithm"
  })
  void a_forged_token_is_counted(Signature signature, String reason) {
    assertCounted(
        fixtures.auth().sign(fixtures.auth().claims(fixtures.person().id()), signature), reason);
  }

  @Test
  void a_token_with_a_bad_claim_is_counted() {
    assertCounted(spoilt("exp", Instant.now().getEpochSecond() - 60), "expired");
    assertCounted(spoilt("iss", "https://example.org/auth/v1"), "claims");
    assertCounted(spoilt("aud", "anybody"), "claims");
    assertCounted(spoilt("sub", "admin"), "claims");
    assertCounted(spoilt("client_id", "another"), "claims");
  }

  @Test
  void what_is_no_token_is_counted() {
    assertCounted("a.b.c", "unreadable");
    assertCounted("sb_publishable_x", "unreadable");
  }

  private String spoilt(String claim, Object value) {
    Map<String, Object> claims = fixtures.auth().claims(fixtures.person().id());
    claims.put(claim, value);
    return fixtures.auth().sign(claims, Signature.OURS);
  }

  private void assertCounted(String token, String reason) {
    Map<String, Double> expected = counts();
    expected.merge(reason, 1.0, Double::sum);
    double problems = unauthorized();
    problem(
        anybody().header("Authorization", "Bearer " + token).get("/api/me").then(),
        401,
        "unauthorized");
    assertEquals(expected, counts());
    assertEquals(problems + 1, unauthorized());
  }

  /** Returns the number of refused tokens by reason. */
  private Map<String, Double> counts() {
    Map<String, Double> counts = new TreeMap<>();
    for (Counter counter : meters.get("roomtone.tokens.rejected").counters()) {
      counts.put(counter.getId().getTag("reason"), counter.count());
    }
    return counts;
  }

  private double unauthorized() {
    return meters.get("roomtone.problems").tag("problem", "unauthorized").counter().count();
  }
}
