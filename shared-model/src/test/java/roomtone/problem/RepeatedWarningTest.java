package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import roomtone.testing.LoggedLines;

/** A failure that many calls meet is logged once in a minute at most. */
class RepeatedWarningTest {

  @Test
  void the_first_failure_is_logged_and_the_others_are_counted_for_a_minute() {
    try (LoggedLines log = new LoggedLines(RepeatedWarningTest.class)) {
      AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
      RepeatedWarning warning =
          new RepeatedWarning(Logger.getLogger(RepeatedWarningTest.class), nanos::get);
      for (int i = 1; i <= 1000; i++) {
        warning.log("call " + i + " failed, 100 %s");
      }
      assertEquals(List.of("WARN call 1 failed, 100 %s"), log.lines());
      nanos.addAndGet(RepeatedWarning.INTERVAL.toNanos());
      warning.log("call 1001 failed");
      warning.log("call 1002 failed");
      assertEquals("WARN call 1001 failed (and 999 more since the last line)", log.lines().get(1));
      assertEquals(2, log.lines().size());
    }
  }
}
