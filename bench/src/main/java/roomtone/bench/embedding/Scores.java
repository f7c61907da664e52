package roomtone.bench.embedding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import roomtone.manager.embedding.SoundModel;

/** Measures how well a model classifies sounds, over examples whose tag is known. */
final class Scores {

  private final List<double[]> weights = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final int classes;

  Scores(int classes) {
    this.classes = classes;
  }

  void add(double[] weight, int label) {
    weights.add(weight.clone());
    labels.add(label);
  }

  int size() {
    return labels.size();
  }

  /** The share of examples whose strongest weight is that of their tag; NaN without examples. */
  double topOne() {
    int right = 0;
    for (int i = 0; i < size(); i++) {
      right += SoundModel.strongest(weights.get(i)) == labels.get(i) ? 1 : 0;
    }
    return (double) right / size();
  }

  /**
   * The mean precision at the examples of a class when all are ranked by its weight; NaN without
   * one.
   */
  double averagePrecision(int label) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      order.add(i);
    }
    // Among equals the wrong ones stand first, so that equal weights for everything gain nothing.
    order.sort(
        Comparator.<Integer>comparingDouble(i -> -weights.get(i)[label])
            .thenComparing(i -> labels.get(i) == label));
    double sum = 0;
    int found = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      if (labels.get(order.get(rank)) == label) {
        found++;
        sum += (double) found / (rank + 1);
      }
    }
    return sum / found;
  }

  /** The mean of the average precisions of the classes that have examples. */
  double meanAveragePrecision() {
    double sum = 0;
    int counted = 0;
    for (int label = 0; label < classes; label++) {
      if (labels.contains(label)) {
        sum += averagePrecision(label);
        counted++;
      }
    }
    return sum / counted;
  }

  /** How many examples of each class (row) have each class (column) as their strongest. */
  int[][] confusion() {
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < size(); i++) {
      counts[labels.get(i)][SoundModel.strongest(weights.get(i))]++;
    }
    return counts;
  }

  /**
   * The probability that one of the first scores is higher than one of the second; NaN when either
   * list is empty.
   */
  static double areaUnderRoc(List<Double> higher, List<Double> lower) {
    double wins = 0;
    for (double high : higher) {
      for (double low : lower) {
        wins += high > low ? 1 : high == low ? 0.5 : 0;
      }
    }
    return wins / ((double) higher.size() * lower.size());
  }
}
