package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Brings features of different units to mean 0 and standard deviation 1 over the training examples.
 */
final class Scaling {

  private final float[] mean;
  private final float[] deviation;

  private Scaling(float[] mean, float[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  static Scaling of(double[][] examples) {
    int features = examples[0].length;
    float[] mean = new float[features];
    float[] deviation = new float[features];
    for (int f = 0; f < features; f++) {
      double sum = 0;
      for (double[] example : examples) {
        sum += example[f];
      }
      double middle = sum / examples.length;
      double squares = 0;
      for (double[] example : examples) {
        squares += (example[f] - middle) * (example[f] - middle);
      }
      mean[f] = (float) middle;
      deviation[f] = (float) Math.max(1e-9, Math.sqrt(squares / examples.length));
    }
    return new Scaling(mean, deviation);
  }

  double[] apply(double[] features) {
    double[] scaled = new double[features.length];
    for (int f = 0; f < scaled.length; f++) {
      scaled[f] = (features[f] - mean[f]) / deviation[f];
    }
    return scaled;
  }

  double[][] apply(double[][] examples) {
    double[][] scaled = new double[examples.length][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = apply(examples[i]);
    }
    return scaled;
  }

  void write(DataOutput out) throws IOException {
    Floats.write(out, mean);
    Floats.write(out, deviation);
  }

  static Scaling read(DataInput in) throws IOException {
    return new Scaling(Floats.read(in), Floats.read(in));
  }
}
