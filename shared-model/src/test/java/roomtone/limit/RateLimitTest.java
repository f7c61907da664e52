package roomtone.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private final RateLimit limit = RateLimit.perMinute(3, 60);
  private final RateLimit.Used used = new RateLimit.Used();

  private void takeAtOnce(int calls, Instant at) {
    for (int i = 0; i < calls; i++) {
      assertEquals(Duration.ZERO, limit.take(used, at));
    }
  }

  @Test
  void a_burst_comes_in_and_the_next_waits_until_one_more_may() {
    takeAtOnce(3, NOON);
    assertEquals(Duration.ofSeconds(1), limit.take(used, NOON));
    assertEquals(Duration.ofMillis(100), limit.take(used, NOON.plusMillis(900)));
    takeAtOnce(1, NOON.plusSeconds(1));
    assertEquals(Duration.ofSeconds(1), limit.take(used, NOON.plusSeconds(1)));
  }

  @Test
  void whoever_is_refused_has_used_nothing() {
    takeAtOnce(3, NOON);
    for (int i = 0; i < 100; i++) {
      assertEquals(Duration.ofSeconds(1), limit.take(used, NOON));
    }
    takeAtOnce(3, NOON.plusSeconds(3));
  }

  @Test
  void looking_uses_nothing() {
    takeAtOnce(2, NOON);
    assertEquals(Duration.ZERO, limit.wait(used, NOON));
    assertEquals(Duration.ZERO, limit.wait(used, NOON));
    takeAtOnce(1, NOON);
    assertEquals(Duration.ofSeconds(1), limit.wait(used, NOON));
  }

  @Test
  void a_token_that_was_given_back_may_be_taken_again() {
    takeAtOnce(3, NOON);
    limit.giveBack(used);
    takeAtOnce(1, NOON);
    assertEquals(Duration.ofSeconds(1), limit.take(used, NOON));
  }

  @Test
  void rest_never_saves_up_more_than_a_burst() {
    takeAtOnce(3, NOON);
    takeAtOnce(3, NOON.plus(Duration.ofDays(1)));
    assertEquals(Duration.ofSeconds(1), limit.take(used, NOON.plus(Duration.ofDays(1))));
  }

  @Test
  void a_clock_that_is_set_back_locks_nobody_out() {
    takeAtOnce(3, NOON.plus(Duration.ofDays(400)));
    takeAtOnce(3, NOON);
    assertEquals(Duration.ofSeconds(1), limit.take(used, NOON));
  }

  @Test
  void an_hours_worth_may_come_at_once_and_no_more_in_the_long_run() {
    RateLimit hourly = RateLimit.perHour(300);
    for (int i = 0; i < 300; i++) {
      assertEquals(Duration.ZERO, hourly.take(used, NOON));
    }
    assertEquals(Duration.ofSeconds(12), hourly.take(used, NOON));
  }
}
