package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import roomtone.bench.figures.Statistics;

/** Percentiles from buckets. */
class LatenciesTest {

  @Test
  void a_percentile_is_at_most_two_percent_longer_than_the_exact_one() {
    Random random = new Random(1);
    List<Double> millis = new ArrayList<>();
    Latencies latencies = new Latencies();
    for (int i = 0; i < 10_000; i++) {
      // From 10 µs to 100 s, evenly on a logarithmic scale.
      long nanos = (long) Math.pow(10, 4 + 7 * random.nextDouble());
      millis.add(nanos / 1e6);
      latencies.add(nanos);
    }
    for (double share : List.of(0.001, 0.5, 0.9, 0.99, 1.0)) {
      double exact = Statistics.percentile(millis, share);
      double ratio = latencies.millis(share) / exact;
      assertTrue(ratio >= 0.999_999 && ratio <= 1.020_001, () -> share + ": " + ratio);
    }
  }

  @Test
  void the_99th_percentile_leaves_one_of_a_hundred_out() {
    Latencies latencies = new Latencies();
    for (int i = 0; i < 99; i++) {
      latencies.add(1_000_000);
    }
    latencies.add(1_000_000_000);
    assertEquals(1, latencies.millis(0.99), 0.02);
    assertEquals(1_000, latencies.millis(0.995), 20);
  }

  @Test
  void without_durations_there_is_no_percentile() {
    assertEquals(Double.NaN, new Latencies().millis(0.99));
  }

  @Test
  void durations_out_of_range_are_counted_as_the_shortest_or_the_longest() {
    Latencies latencies = new Latencies();
    latencies.add(-5);
    latencies.add(Long.MAX_VALUE);
    assertEquals(2, latencies.count());
    assertEquals(0.001, latencies.millis(0.5), 1e-9);
    assertEquals(3_600_000, latencies.millis(1), 0.02 * 3_600_000);
  }

  @Test
  void what_was_taken_is_not_counted_again() {
    Latencies latencies = new Latencies();
    latencies.add(1_000_000);
    Latencies taken = latencies.take();
    latencies.add(2_000_000);
    assertEquals(1, taken.count());
    assertEquals(1, latencies.count());
    taken.addAll(latencies);
    assertEquals(2, taken.count());
    assertEquals(2, taken.millis(1), 0.04);
  }
}
