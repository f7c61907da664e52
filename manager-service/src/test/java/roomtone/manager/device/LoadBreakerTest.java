package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When polls wait for the database, and when loads of snapshots may begin. */
class LoadBreakerTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final LoadBreaker breaker = new LoadBreaker(PATIENCE, nanos::get);

  @Test
  void polls_wait_while_loads_are_answered_in_time() {
    LoadBreaker.Load load = begin();
    pass(PATIENCE.minusMillis(1));
    assertFalse(breaker.waitedInVain(), "a poll that waited for its turn tells nothing");
    assertFalse(breaker.succeeded(load), "it was closed before");
    assertTrue(breaker.isClosed());
  }

  @Test
  void a_poll_that_waited_in_vain_opens_it_and_no_load_begins_while_one_has_no_answer() {
    LoadBreaker.Load load = begin();
    begin();
    pass(PATIENCE);
    assertTrue(breaker.waitedInVain());
    assertFalse(breaker.waitedInVain(), "it is open already");
    assertFalse(breaker.isClosed());
    assertNoneBegins();
    breaker.failed(load);
    pass(LoadBreaker.RETRY_AFTER);
    assertNoneBegins();
  }

  @Test
  void after_a_failure_one_load_a_second_tries_again() {
    assertTrue(breaker.failed(begin()));
    pass(LoadBreaker.RETRY_AFTER.minusMillis(1));
    assertNoneBegins();
    pass(Duration.ofMillis(1));
    LoadBreaker.Load probe = begin();
    assertNoneBegins();
    assertFalse(breaker.failed(probe), "it was open before");
    assertNoneBegins();
    pass(LoadBreaker.RETRY_AFTER);
    assertTrue(breaker.succeeded(begin()));
    assertTrue(breaker.isClosed());
  }

  @Test
  void after_a_slow_load_polls_do_not_wait_and_loads_run() {
    LoadBreaker.Load slow = begin();
    pass(PATIENCE);
    assertTrue(breaker.waitedInVain());
    assertFalse(breaker.succeeded(slow), "it does not close");
    assertFalse(breaker.isClosed());
    begin();
    LoadBreaker.Load fast = begin();
    assertTrue(breaker.succeeded(fast));
    assertTrue(breaker.isClosed());
  }

  private LoadBreaker.Load begin() {
    assertTrue(breaker.admits());
    return breaker.begin().orElseThrow();
  }

  private void assertNoneBegins() {
    assertFalse(breaker.admits());
    assertEquals(Optional.empty(), breaker.begin());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
