package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PollPaceTest {

  private static final Duration LONG = PollPace.BUSY.plusMillis(1);
  private static final Duration SHORT = PollPace.CALM.minusMillis(1);
  private static final Duration BETWEEN = PollPace.CALM.plusMillis(1);

  private final PollPace pace = new PollPace(null);

  private DoubleSummaryStatistics told() {
    return DoubleStream.generate(pace::next).limit(2000).summaryStatistics();
  }

  private void feel(Duration waited, int times) {
    for (int i = 0; i < times; i++) {
      pace.record(waited);
    }
  }

  @Test
  void devices_of_a_calm_service_poll_every_five_seconds_plus_or_minus_a_fifth() {
    feel(SHORT, 100);
    DoubleSummaryStatistics told = told();
    assertTrue(told.getMin() >= 4 && told.getMax() <= 6, told.toString());
    assertEquals(5, told.getAverage(), 0.1);
    assertTrue(told.getMax() - told.getMin() > 1.8, told.toString());
  }

  @Test
  void each_busy_second_lengthens_the_interval_by_half_up_to_a_minute() {
    feel(LONG, 1);
    assertEquals(7.5, told().getAverage(), 0.15);
    feel(LONG, 1);
    assertEquals(11.25, told().getAverage(), 0.2);
    feel(LONG, 1000);
    DoubleSummaryStatistics told = told();
    assertTrue(told.getMin() >= 48 && told.getMax() <= 72, told.toString());
  }

  @Test
  void the_interval_stays_between_busy_and_calm_and_shrinks_by_tenths() {
    feel(LONG, 2);
    feel(BETWEEN, 50);
    assertEquals(11.25, told().getAverage(), 0.2);
    feel(SHORT, 1);
    assertEquals(10.1, told().getAverage(), 0.2);
    feel(SHORT, 7);
    assertEquals(5, told().getAverage(), 0.1);
  }
}
