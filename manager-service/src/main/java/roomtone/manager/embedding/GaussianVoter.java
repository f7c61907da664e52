package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * One bell per class, all of one shape (linear discriminant analysis with a shrunk covariance). It
 * also knows how far a sound lies from all it was trained on.
 *
 * @see "Friedman 1989, Regularized discriminant analysis"
 */
final class GaussianVoter {

  /**
   * How far the covariance is drawn towards the identity; chosen by cross-validation among 0.1 to
   * 0.6.
   */
  private static final double SHRINKAGE = 0.3;

  private final Scaling scaling;

  /** One row per class, scaled. */
  private final float[][] means;

  /** Lower triangle that makes the shape round. */
  private final float[][] whitening;

  private GaussianVoter(Scaling scaling, float[][] means, float[][] whitening) {
    this.scaling = scaling;
    this.means = means;
    this.whitening = whitening;
  }

  static GaussianVoter fit(double[][] examples, int[] labels, int classes) {
    Scaling scaling = Scaling.of(examples);
    double[][] scaled = scaling.apply(examples);
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
    double[][] lower = cholesky(covariance(scaled, labels, means));
    float[][] kept = new float[classes][];
    for (int c = 0; c < classes; c++) {
      kept[c] = Floats.of(means[c]);
    }
    return new GaussianVoter(scaling, kept, inverse(lower));
  }

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
      rows[a] = Floats.of(Arrays.copyOf(inverse[a], a + 1));
    }
    return rows;
  }

  double[] vote(double[] features) {
    double[] scores = squares(features);
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= -2;
    }
    return Floats.softmax(scores);
  }

  /**
   * How many standard deviations per feature a sound lies from the nearest class: about 1 for what
   * it knows.
   */
  double distance(double[] features) {
    double nearest = Double.POSITIVE_INFINITY;
    for (double square : squares(features)) {
      nearest = Math.min(nearest, square);
    }
    return Math.sqrt(nearest / features.length);
  }

  /** Squared Mahalanobis distance to each class. */
  private double[] squares(double[] features) {
    double[] scaled = scaling.apply(features);
    double[] squares = new double[means.length];
    for (int c = 0; c < squares.length; c++) {
      for (float[] row : whitening) {
        double sum = 0;
        for (int f = 0; f < row.length; f++) {
          sum += row[f] * (scaled[f] - means[c][f]);
        }
        squares[c] += sum * sum;
      }
    }
    return squares;
  }

  void write(DataOutput out) throws IOException {
    scaling.write(out);
    Floats.write(out, means);
    Floats.write(out, whitening);
  }

  static GaussianVoter read(DataInput in) throws IOException {
    return new GaussianVoter(Scaling.read(in), Floats.readRows(in), Floats.readRows(in));
  }
}
