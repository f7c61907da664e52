package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.IOException;

/**
 * Brings features of different units to mean 0 and standard deviation 1 over the training examples.
 */
public final class FeatureScaling {

  private final float[] mean;
  private final float[] deviation;

  /**
   * A scaling of as many features as the arrays have.
   *
   * @param mean of each feature, in its own unit
   * @param deviation standard deviation of each feature, above 0
   */
  public FeatureScaling(float[] mean, float[] deviation) {
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /** The features of one example, scaled. */
  public double[] apply(double[] features) {
    double[] scaled = new double[features.length];
    for (int f = 0; f < scaled.length; f++) {
      scaled[f] = (features[f] - mean[f]) / deviation[f];
    }
    return scaled;
  }

  static FeatureScaling read(DataInput in) throws IOException {
    return new FeatureScaling(FloatArrays.read(in), FloatArrays.read(in));
  }
}
