package roomtone.bench.load;

import java.util.Arrays;

/**
 * The answers of a service in a measurement.
 *
 * @param answers their number
 * @param unexpected the number of answers with an unexpected status
 * @param firstUnexpected the first unexpected status, or 0
 * @param perSecond answers per second
 * @param p50Millis the median latency
 * @param p99Millis the 99th percentile of the latency
 */
public record Throughput(
    long answers,
    long unexpected,
    int firstUnexpected,
    double perSecond,
    double p50Millis,
    double p99Millis) {

  /**
   * Returns this, if all answers had the expected status.
   *
   * @throws IllegalStateException otherwise, since the rate of refusals means nothing
   */
  public Throughput orFail() {
    if (unexpected > 0 || answers == 0) {
      throw new IllegalStateException(
          "%d of %d answers were not as expected, the first had status %d"
              .formatted(unexpected, answers, firstUnexpected));
    }
    return this;
  }

  /** Collects answers. */
  static final class Tally {
    private long[] nanos = new long[1 << 16];
    private int answers;
    private long unexpected;
    private int firstUnexpected;

    void count(Answer answer) {
      if (answers == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * nanos.length);
      }
      nanos[answers++] = answer.doneNanos() - answer.sentNanos();
      if (answer.status() != answer.request().expected() && unexpected++ == 0) {
        firstUnexpected = answer.status();
      }
    }

    Throughput over(long timeNanos) {
      long[] sorted = Arrays.copyOf(nanos, answers);
      Arrays.sort(sorted);
      return new Throughput(
          answers,
          unexpected,
          firstUnexpected,
          answers / (timeNanos / 1e9),
          rank(sorted, 0.50),
          rank(sorted, 0.99));
    }

    private static double rank(long[] sorted, double share) {
      return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }
  }
}
