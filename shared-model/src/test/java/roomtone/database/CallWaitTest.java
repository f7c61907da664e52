package roomtone.database;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a call may use its connections. */
class CallWaitTest {

  private long now = Long.MAX_VALUE - 1;
  private final CallWait call = new CallWait(now);

  @Test
  void a_call_waits_for_its_connection_and_its_statements_for_eight_seconds_in_all() {
    for (Duration forConnection : new Duration[] {ofMillis(0), ofSeconds(3), ofMillis(6_900)}) {
      Duration use = new CallWait(0).connected(forConnection.toNanos());
      assertTrue(forConnection.plus(use).compareTo(CallWait.MAX) <= 0, use::toString);
    }
  }

  @Test
  void what_earlier_connections_took_is_counted() {
    assertEquals(ofSeconds(6), connectedAfter(ofSeconds(1)));
    returnedAfter(ofSeconds(2));
    assertEquals(ofMillis(3_900), connectedAfter(ofMillis(100)));
    returnedAfter(ofMillis(3_900));
    assertEquals(CallWait.MIN_USE, connectedAfter(ofMillis(1)));
  }

  @Test
  void other_work_of_a_call_is_not_counted() {
    connectedAfter(ofMillis(10));
    returnedAfter(ofMillis(990));
    assertEquals(ofSeconds(6), connectedAfter(ofSeconds(40)));
  }

  private Duration connectedAfter(Duration time) {
    now += time.toNanos();
    return call.connected(now);
  }

  private void returnedAfter(Duration time) {
    now += time.toNanos();
    call.returned(now);
  }
}
