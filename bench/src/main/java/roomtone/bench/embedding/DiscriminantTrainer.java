package roomtone.bench.embedding;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import roomtone.manager.embedding.FloatArrays;

/**
 * Fits a linear discriminant analysis with a shrunk covariance.
 *
 * @see "Friedman 1989, Regularized discriminant analysis"
 */
final class DiscriminantTrainer {

  /**
   * How far the covariance is drawn towards the identity; chosen by cross-validation among 0.1 to
   * 0.6.
   */
  private static final double SHRINKAGE = 0.3;

  private DiscriminantTrainer() {}

  /**
   * Fits the classifier and writes it.
   *
   * @param examples one row of features each
   * @param labels the class of each example, from 0
   */
  static void fit(double[][] examples, int[] labels, int classes, DataOutput out)
      throws IOException {
    ScalingTrainer scaling = new ScalingTrainer(examples);
    double[][] scaled = scaling.scaled();
    double[][] means = means(scaled, labels, classes);
    scaling.write(out);
    ScalingTrainer.write(out, Arrays.stream(means).map(FloatArrays::of).toArray(float[][]::new));
    ScalingTrainer.write(out, inverse(cholesky(covariance(scaled, labels, means))));
  }

  private static double[][] means(double[][] scaled, int[] labels, int classes) {
    int features = scaled[0].length;
    double[][] means = new double[classes][features];
    int[] counts = new int[classes];
    for (int i = 0; i < scaled.length; i++) {
      counts[labels[i]]++;
      for (int f = 0; f < features; f++) {
        means[labels[i]][f] += scaled[i][f];
      }
    }
    for (int c = 0; c < classes; c++) {
      for (int f = 0; f < features; f++) {
        means[c][f] /= Math.max(1, counts[c]);
      }
    }
    return means;
  }

  /** The common covariance of all classes around their means, its lower half alone. */
  private static double[][] covariance(double[][] scaled, int[] labels, double[][] means) {
    int features = scaled[0].length;
    double[][] covariance = new double[features][features];
    for (int a = 0; a < features; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < scaled.length; i++) {
          double[] mean = means[labels[i]];
          sum += (scaled[i][a] - mean[a]) * (scaled[i][b] - mean[b]);
        }
        covariance[a][b] = (1 - SHRINKAGE) * sum / scaled.length + (a == b ? SHRINKAGE : 0);
      }
    }
    return covariance;
  }

  /**
   * The lower triangle whose product with its transpose is the matrix, of which only the lower half
   * is read.
   */
  private static double[][] cholesky(double[][] matrix) {
    int size = matrix.length;
    double[][] lower = new double[size][size];
    for (int a = 0; a < size; a++) {
      for (int b = 0; b <= a; b++) {
        double rest = matrix[a][b];
        for (int k = 0; k < b; k++) {
          rest -= lower[a][k] * lower[b][k];
        }
        lower[a][b] = a == b ? Math.sqrt(rest) : rest / lower[b][b];
      }
    }
    return lower;
  }

  /** The inverse of a lower triangle, each row as long as it has numbers. */
  private static float[][] inverse(double[][] lower) {
    int size = lower.length;
    double[][] inverse = new double[size][size];
    float[][] rows = new float[size][];
    for (int a = 0; a < size; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = a == b ? 1 : 0;
        for (int k = b; k < a; k++) {
          sum -= lower[a][k] * inverse[k][b];
        }
        inverse[a][b] = sum / lower[a][a];
      }
      rows[a] = FloatArrays.of(Arrays.copyOf(inverse[a], a + 1));
    }
    return rows;
  }
}
