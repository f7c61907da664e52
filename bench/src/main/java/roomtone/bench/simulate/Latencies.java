package roomtone.bench.simulate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations from 1 µs to an hour in buckets, each 2 % longer than the one before. It needs 9
 * kB, however many are counted; many threads may count at a time.
 */
final class Latencies {

  private static final double GROWTH = Math.log(1.02);
  private static final double SHORTEST_NANOS = 1_000;
  private static final int BUCKETS = bucket(Duration.ofHours(1).toNanos()) + 1;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void add(long nanos) {
    counts.incrementAndGet(Math.min(bucket(nanos), BUCKETS - 1));
  }

  /** Adds all that another has counted. */
  void addAll(Latencies others) {
    for (int i = 0; i < BUCKETS; i++) {
      counts.addAndGet(i, others.counts.get(i));
    }
  }

  private static int bucket(long nanos) {
    return nanos <= SHORTEST_NANOS ? 0 : (int) Math.ceil(Math.log(nanos / SHORTEST_NANOS) / GROWTH);
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /**
   * The upper end of the bucket with the smallest duration that is not exceeded by the given share
   * of all (nearest rank), in ms; so it is at most 2 % too long.
   *
   * @param share in (0, 1], such as 0.99
   * @return NaN when nothing was counted
   */
  double millis(double share) {
    long rank = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.get(i);
      if (seen >= rank && seen > 0) {
        return SHORTEST_NANOS * Math.exp(i * GROWTH) / 1e6;
      }
    }
    return Double.NaN;
  }

  /** Returns what was counted since the last call, and counts from 0 again. */
  Latencies take() {
    Latencies taken = new Latencies();
    for (int i = 0; i < BUCKETS; i++) {
      taken.counts.set(i, counts.getAndSet(i, 0));
    }
    return taken;
  }
}
