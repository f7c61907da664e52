package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** A failure that many calls meet is logged once in a minute at most. */
class RepeatedWarningTest {

  private static final String NAME = RepeatedWarningTest.class.getName();

  @Test
  void the_first_failure_is_logged_and_the_others_are_counted_for_a_minute() {
    List<String> lines = new ArrayList<>();
    Handler handler = collectInto(lines);
    java.util.logging.Logger log = java.util.logging.Logger.getLogger(NAME);
    log.addHandler(handler);
    try {
      AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
      RepeatedWarning warning = new RepeatedWarning(Logger.getLogger(NAME), nanos::get);
      for (int i = 1; i <= 1000; i++) {
        warning.log("call " + i + " failed, 100 %s");
      }
      assertEquals(List.of("WARN call 1 failed, 100 %s"), lines);
      nanos.addAndGet(RepeatedWarning.INTERVAL.toNanos());
      warning.log("call 1001 failed");
      warning.log("call 1002 failed");
      assertEquals("WARN call 1001 failed (and 999 more since the last line)", lines.get(1));
      assertEquals(2, lines.size());
    } finally {
      log.removeHandler(handler);
    }
  }

  private static Handler collectInto(List<String> lines) {
    PatternFormatter format = new PatternFormatter("%p %s");
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(format.format(line).replace("WARNING", "WARN"));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
