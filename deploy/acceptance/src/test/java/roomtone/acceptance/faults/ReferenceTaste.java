package roomtone.acceptance.faults;

import java.util.Arrays;

/** A second implementation of the rule by which votes change a taste, as simple as possible. */
final class ReferenceTaste {

  private static final double ALPHA = 0.12;
  private static final double BETA = 0.7;

  private double[] taste;

  /** The taste, a unit vector of five numbers; null while it is unknown. */
  double[] taste() {
    return taste;
  }

  /**
   * Applies the next vote.
   *
   * @param song five numbers of any length
   */
  void vote(int value, double[] song) {
    double w = (value - 3) / 2.0;
    double[] s = unit(song);
    if (w > 0) {
      taste = taste == null ? s : unit(sum(taste, 1 - ALPHA * w, s, ALPHA * w));
    } else if (w < 0 && taste != null) {
      away(-w, s);
    }
  }

  private void away(double strength, double[] s) {
    double cosine = dot(taste, s);
    double[] q = sum(taste, 1, s, -cosine);
    if (length(q) < 0.001) {
      double most = Arrays.stream(s).max().orElseThrow();
      q = Arrays.stream(s).map(part -> 1 - part / most).toArray();
    }
    if (length(q) > 0) {
      double a = ALPHA * BETA * strength * cosine;
      double[] moved = sum(sum(taste, 1, s, -a), 1, unit(q), a);
      taste = unit(Arrays.stream(moved).map(part -> Math.max(0, part)).toArray());
    }
  }

  private static double[] unit(double[] v) {
    double length = length(v);
    return Arrays.stream(v).map(part -> part / length).toArray();
  }

  private static double length(double[] v) {
    return Math.sqrt(dot(v, v));
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  private static double[] sum(double[] a, double x, double[] b, double y) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = x * a[i] + y * b[i];
    }
    return sum;
  }
}
