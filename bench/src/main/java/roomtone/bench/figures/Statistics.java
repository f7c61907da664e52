package roomtone.bench.figures;

import java.util.Arrays;
import java.util.Collection;

/** Statistics of measurements. */
public final class Statistics {

  private Statistics() {}

  /** The median: the middle value, or the mean of the two in the middle. */
  public static double median(Collection<Double> values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest value that is not exceeded by the given share of all (nearest rank).
   *
   * @param share in (0, 1], such as 0.99
   */
  public static double percentile(Collection<Double> values, double share) {
    double[] sorted = sorted(values);
    return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
  }

  /**
   * The exponent with which something grows: time ~ size^exponent. 0: constant, 1: linear, 2:
   * quadratic.
   */
  public static double growth(double size, double time, double largerSize, double itsTime) {
    if (size <= 0 || largerSize <= size || time <= 0 || itsTime <= 0) {
      throw new IllegalArgumentException("sizes ascend, and nothing takes no time");
    }
    return Math.log(itsTime / time) / Math.log(largerSize / size);
  }

  private static double[] sorted(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
