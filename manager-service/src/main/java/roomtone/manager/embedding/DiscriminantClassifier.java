package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Linear discriminant analysis: each class is a normal distribution, and all have one covariance.
 * It also measures how far a sound lies from everything that the model was trained on.
 *
 * @see "Friedman 1989, Regularized discriminant analysis"
 */
final class DiscriminantClassifier {

  private final FeatureScaling scaling;

  /** The mean of each class, one row for each, in scaled features. */
  private final float[][] means;

  /** The lower triangle that turns the common covariance into the identity. */
  private final float[][] whitening;

  private DiscriminantClassifier(FeatureScaling scaling, float[][] means, float[][] whitening) {
    this.scaling = scaling;
    this.means = means;
    this.whitening = whitening;
  }

  /** The probability of each class, in 0..1; they sum to 1. */
  double[] probabilities(double[] features) {
    double[] scores = squaredDistances(features);
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= -2;
    }
    return FloatArrays.softmax(scores);
  }

  /**
   * How far a sound lies from the nearest class.
   *
   * @return standard deviations per feature; about 1 for sounds like those of the training
   */
  double distance(double[] features) {
    double nearest = Arrays.stream(squaredDistances(features)).min().orElseThrow();
    return Math.sqrt(nearest / features.length);
  }

  /** The squared Mahalanobis distance to each class. */
  private double[] squaredDistances(double[] features) {
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

  static DiscriminantClassifier read(DataInput in) throws IOException {
    return new DiscriminantClassifier(
        FeatureScaling.read(in), FloatArrays.readRows(in), FloatArrays.readRows(in));
  }
}
