package roomtone.bench.embedding;

import java.util.Arrays;
import java.util.Random;

/** Grows one tree until each leaf holds examples of one class alone. */
final class TreeGrower {

  private final double[][] examples;
  private final int[] labels;
  private final int classes;
  private final Random random;
  private final int features;
  private final int tries;

  TreeGrower(double[][] examples, int[] labels, int classes, Random random) {
    this.examples = examples;
    this.labels = labels;
    this.classes = classes;
    this.random = random;
    this.features = examples[0].length;
    this.tries = (int) Math.sqrt(features);
  }

  /** A split, or a leaf when both sides are null. */
  record Node(int feature, float threshold, Node left, Node right, int label) {
    boolean isLeaf() {
      return left == null;
    }

    int nodes() {
      return isLeaf() ? 1 : 1 + left.nodes() + right.nodes();
    }
  }

  private record Split(int feature, float threshold, double impurity) {}

  Node grow() {
    int[] all = new int[examples.length];
    Arrays.setAll(all, i -> i);
    return grow(all);
  }

  private Node grow(int[] rows) {
    int[] counts = counts(rows);
    int most = most(counts);
    if (counts[most] == rows.length) {
      return leaf(most);
    }
    Split split = bestOfRandom(rows);
    if (split == null) {
      return leaf(most);
    }
    int[] left =
        Arrays.stream(rows).filter(row -> goesLeft(row, split.feature, split.threshold)).toArray();
    int[] right =
        Arrays.stream(rows).filter(row -> !goesLeft(row, split.feature, split.threshold)).toArray();
    return new Node(split.feature, split.threshold, grow(left), grow(right), 0);
  }

  private static Node leaf(int label) {
    return new Node(-1, 0, null, null, label);
  }

  /**
   * The best of some random splits: of features drawn without repetition that differ among the
   * rows, each with one random threshold.
   *
   * @return null when no feature differs
   */
  private Split bestOfRandom(int[] rows) {
    int[] order = new int[features];
    Arrays.setAll(order, i -> i);
    Split best = null;
    int tried = 0;
    for (int i = 0; i < features && tried < tries; i++) {
      int swap = i + random.nextInt(features - i);
      int feature = order[swap];
      order[swap] = order[i];
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int row : rows) {
        low = Math.min(low, (float) examples[row][feature]);
        high = Math.max(high, (float) examples[row][feature]);
      }
      if (low == high) {
        continue;
      }
      tried++;
      float threshold = (float) (low + random.nextDouble() * ((double) high - low));
      if (threshold >= high) {
        threshold = low;
      }
      double impurity = impurity(rows, feature, threshold);
      if (best == null || impurity < best.impurity) {
        best = new Split(feature, threshold, impurity);
      }
    }
    return best;
  }

  /** Gini impurity of both sides, weighted by their size. */
  private double impurity(int[] rows, int feature, float threshold) {
    int[] left = new int[classes];
    int[] right = new int[classes];
    for (int row : rows) {
      (goesLeft(row, feature, threshold) ? left : right)[labels[row]]++;
    }
    return gini(left) + gini(right);
  }

  private static double gini(int[] counts) {
    long sum = 0;
    long squares = 0;
    for (int count : counts) {
      sum += count;
      squares += (long) count * count;
    }
    return sum == 0 ? 0 : sum - (double) squares / sum;
  }

  private boolean goesLeft(int row, int feature, float threshold) {
    return (float) examples[row][feature] <= threshold;
  }

  private int[] counts(int[] rows) {
    int[] counts = new int[classes];
    for (int row : rows) {
      counts[labels[row]]++;
    }
    return counts;
  }

  private static int most(int[] counts) {
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      if (counts[i] > counts[most]) {
        most = i;
      }
    }
    return most;
  }
}
