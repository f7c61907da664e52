package roomtone.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a clock counts as wrong, and whose it is. */
class ClocksTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private final Clocks clocks = new Clocks(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void a_clock_that_is_off_by_more_than_its_uncertainty_and_5_s_is_named() {
    hear("the database", Duration.ofSeconds(6), Duration.ZERO);
    hear("S3", Duration.ofSeconds(6), Duration.ofSeconds(4));
    assertEquals(
        List.of(
            "✗ clock of the database: 6 s ahead of the clock of this machine",
            "✓ clock of S3: agrees with that of this machine within 5 s"),
        report());
  }

  @Test
  void the_most_exact_reading_of_a_clock_counts() {
    hear("Auth", Duration.ofSeconds(9), Duration.ofSeconds(1));
    hear("Auth", Duration.ofSeconds(1), Duration.ZERO);
    assertEquals(List.of("✓ clock of Auth: agrees with that of this machine within 5 s"), report());
  }

  @Test
  void when_all_others_agree_the_clock_of_this_machine_is_wrong() {
    hear("the database", Duration.ofSeconds(-70), Duration.ZERO);
    hear("S3", Duration.ofSeconds(-71), Duration.ZERO);
    assertEquals(List.of("✗ clock of this machine: 70 s ahead of all others"), report());
  }

  @Test
  void clocks_that_are_off_in_both_directions_are_each_named() {
    hear("the database", Duration.ofSeconds(-70), Duration.ZERO);
    hear("S3", Duration.ofSeconds(61), Duration.ZERO);
    assertEquals(
        List.of(
            "✗ clock of the database: 70 s behind the clock of this machine",
            "✗ clock of S3: 61 s ahead of the clock of this machine"),
        report());
  }

  private void hear(String whose, Duration ahead, Duration trip) {
    Instant middle = NOW.plus(trip.dividedBy(2));
    clocks.heard(whose, middle.plus(ahead), NOW, NOW.plus(trip), Duration.ZERO);
  }

  private List<String> report() {
    Findings findings = new Findings(finding -> {});
    clocks.report(findings);
    return findings.all().stream()
        .map(finding -> finding.lines().lines().findFirst().orElseThrow())
        .toList();
  }
}
