package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.IOException;

/** Multinomial logistic regression: a weighted sum of the features for each class. */
final class LogisticClassifier {

  private final FeatureScaling scaling;

  /** For each class a weight for each scaled feature, then the intercept. */
  private final float[][] weights;

  private LogisticClassifier(FeatureScaling scaling, float[][] weights) {
    this.scaling = scaling;
    this.weights = weights;
  }

  /** The probability of each class, in 0..1; they sum to 1. */
  double[] probabilities(double[] features) {
    double[] scaled = scaling.apply(features);
    double[] scores = new double[weights.length];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = weights[c][scaled.length];
      for (int f = 0; f < scaled.length; f++) {
        scores[c] += weights[c][f] * scaled[f];
      }
    }
    return FloatArrays.softmax(scores);
  }

  static LogisticClassifier read(DataInput in) throws IOException {
    return new LogisticClassifier(FeatureScaling.read(in), FloatArrays.readRows(in));
  }
}
