package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Multinomial logistic regression with a quadratic penalty. */
final class LinearVoter {

  private static final int STEPS = 800;
  private static final double STEP = 0.5;

  /** Chosen by cross-validation among 0.01 to 0.1. */
  private static final double PENALTY = 0.03;

  private final Scaling scaling;

  /** Per class one weight per scaled feature, then the intercept. */
  private final float[][] weights;

  private LinearVoter(Scaling scaling, float[][] weights) {
    this.scaling = scaling;
    this.weights = weights;
  }

  static LinearVoter fit(double[][] examples, int[] labels, int classes) {
    Scaling scaling = Scaling.of(examples);
    double[][] scaled = scaling.apply(examples);
    int features = scaled[0].length;
    double[][] weights = new double[classes][features + 1];
    for (int step = 0; step < STEPS; step++) {
      double[][] slope = slope(scaled, labels, weights);
      for (int c = 0; c < classes; c++) {
        for (int f = 0; f <= features; f++) {
          double pull = f < features ? PENALTY * weights[c][f] : 0;
          weights[c][f] -= STEP * (slope[c][f] / scaled.length + pull);
        }
      }
    }
    float[][] kept = new float[classes][];
    for (int c = 0; c < classes; c++) {
      kept[c] = Floats.of(weights[c]);
    }
    return new LinearVoter(scaling, kept);
  }

  private static double[][] slope(double[][] scaled, int[] labels, double[][] weights) {
    int features = scaled[0].length;
    double[][] slope = new double[weights.length][features + 1];
    double[] scores = new double[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      for (int c = 0; c < weights.length; c++) {
        double score = weights[c][features];
        for (int f = 0; f < features; f++) {
          score += weights[c][f] * scaled[i][f];
        }
        scores[c] = score;
      }
      double[] shares = Floats.softmax(scores);
      for (int c = 0; c < weights.length; c++) {
        double error = shares[c] - (labels[i] == c ? 1 : 0);
        for (int f = 0; f < features; f++) {
          slope[c][f] += error * scaled[i][f];
        }
        slope[c][features] += error;
      }
    }
    return slope;
  }

  double[] vote(double[] features) {
    double[] scaled = scaling.apply(features);
    double[] scores = new double[weights.length];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = weights[c][scaled.length];
      for (int f = 0; f < scaled.length; f++) {
        scores[c] += weights[c][f] * scaled[f];
      }
    }
    return Floats.softmax(scores);
  }

  void write(DataOutput out) throws IOException {
    scaling.write(out);
    Floats.write(out, weights);
  }

  static LinearVoter read(DataInput in) throws IOException {
    return new LinearVoter(Scaling.read(in), Floats.readRows(in));
  }
}
