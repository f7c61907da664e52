package roomtone.bench.load;

import java.util.Arrays;

/**
 * What a service answered.
 *
 * @param answers how many came
 * @param unexpected how many of them had another status than they should
 * @param firstUnexpected the first of those, or 0
 * @param perSecond how many came in a second
 * @param p50Millis half of them came within this time
 * @param p99Millis 99 of 100 came within this time
 */
public record Throughput(
    long answers,
    long unexpected,
    int firstUnexpected,
    double perSecond,
    double p50Millis,
    double p99Millis) {

  /**
   * Itself, if all answers were as they should.
   *
   * @throws IllegalStateException otherwise: a service that refuses is fast for nothing
   */
  public Throughput orFail() {
    if (unexpected > 0 || answers == 0) {
      throw new IllegalStateException(
          "%d of %d answers were not as expected, the first had status %d"
              .formatted(unexpected, answers, firstUnexpected));
    }
    return this;
  }

  /** Counts answers while they come. */
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
