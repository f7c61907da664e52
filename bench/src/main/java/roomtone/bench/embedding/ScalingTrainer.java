package roomtone.bench.embedding;

import java.io.DataOutput;
import java.io.IOException;
import roomtone.manager.embedding.FeatureScaling;

/** Learns the means and standard deviations of features over training examples. */
final class ScalingTrainer {

  /** A feature that never changes keeps a deviation above 0. */
  private static final double MIN_DEVIATION = 1e-9;

  private final float[] mean;
  private final float[] deviation;
  private final double[][] scaled;

  /**
   * Learns from examples.
   *
   * @param examples one row of features each
   */
  ScalingTrainer(double[][] examples) {
    int features = examples[0].length;
    mean = new float[features];
    deviation = new float[features];
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
      deviation[f] = (float) Math.max(MIN_DEVIATION, Math.sqrt(squares / examples.length));
    }
    FeatureScaling scaling = new FeatureScaling(mean, deviation);
    scaled = new double[examples.length][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = scaling.apply(examples[i]);
    }
  }

  /** The examples, scaled as the model scales what it hears. */
  double[][] scaled() {
    return scaled;
  }

  void write(DataOutput out) throws IOException {
    write(out, mean);
    write(out, deviation);
  }

  /** Writes the number of values, in two bytes, and the values. */
  private static void write(DataOutput out, float[] values) throws IOException {
    out.writeShort(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  /** Writes the number of rows, in two bytes, and each row as single-precision numbers. */
  static void write(DataOutput out, float[][] rows) throws IOException {
    out.writeShort(rows.length);
    for (float[] row : rows) {
      write(out, row);
    }
  }
}
