package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** The codes that this service computes are those that the database expects. */
class PresenceSecretTest {

  private static final int RANDOM_CASES = 2_000;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);

  @Test
  void the_codes_are_those_of_the_database_at_any_time() {
    List<String> secrets = new ArrayList<>();
    List<String> instants = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (Instant at : instants()) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      secrets.add(HexFormat.of().formatHex(secret));
      instants.add(at.toString());
      expected.add(new PresenceSecret(secret).codeAt(at).code());
    }
    assertTrue(expected.stream().anyMatch(code -> code.startsWith("0")), "leading zeros occur");
    try (LocalDatabase database = LocalDatabase.fresh();
        Sql sql = database.sql("postgres")) {
      assertEquals(
          expected,
          sql.column(
              """
              select roomtone.presence_code(decode(secret, 'hex'), at::timestamptz)
              from unnest(string_to_array(?, ','), string_to_array(?, ',')) with ordinality item (secret, at, place)
              order by place
              """,
              String.join(",", secrets),
              String.join(",", instants)));
    }
  }

  /** Instants from 1970 to 2200: of all kinds, and around the beginnings of periods. */
  private List<Instant> instants() {
    List<Instant> instants = new ArrayList<>(List.of(Instant.EPOCH));
    for (int i = 0; i < RANDOM_CASES; i++) {
      long micros = random.nextLong(7_258_118_400_000_000L);
      instants.add(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000));
      Instant start = Instant.ofEpochSecond(random.nextLong(24_000_000) * 300);
      instants.add(start);
      instants.add(start.minusNanos(1_000));
    }
    return instants;
  }

  @Test
  void a_code_is_shown_until_the_end_of_its_period_of_five_minutes() {
    PresenceSecret secret = new PresenceSecret(new byte[32]);
    Instant start = Instant.parse("2026-11-24T15:00:00Z");
    Instant end = Instant.parse("2026-11-24T15:05:00Z");
    PresenceCode code = secret.codeAt(start);
    assertEquals(end, code.validUntil());
    assertEquals(code, secret.codeAt(end.minusNanos(1)));
    assertNotEquals(code.code(), secret.codeAt(end).code());
    assertEquals(end.plusSeconds(300), secret.codeAt(end).validUntil());
  }

  @Test
  void a_secret_is_not_written_as_text() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String text = new PresenceSecret(bytes).toString();
    assertFalse(text.contains(HexFormat.of().formatHex(bytes).substring(0, 8)), text);
  }
}
