package roomtone.bench.embedding;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import roomtone.manager.embedding.FloatArrays;

/** Fits a multinomial logistic regression with a quadratic penalty, by gradient descent. */
final class LogisticTrainer {

  private static final int STEPS = 800;
  private static final double STEP_SIZE = 0.5;

  /** Weight of the penalty; chosen by cross-validation among 0.01 to 0.1. */
  private static final double PENALTY = 0.03;

  private LogisticTrainer() {}

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
    int features = scaled[0].length;
    double[][] weights = new double[classes][features + 1];
    for (int step = 0; step < STEPS; step++) {
      double[][] gradient = gradient(scaled, labels, weights);
      for (int c = 0; c < classes; c++) {
        for (int f = 0; f <= features; f++) {
          double penalty = f < features ? PENALTY * weights[c][f] : 0;
          weights[c][f] -= STEP_SIZE * (gradient[c][f] / scaled.length + penalty);
        }
      }
    }
    scaling.write(out);
    ScalingTrainer.write(out, Arrays.stream(weights).map(FloatArrays::of).toArray(float[][]::new));
  }

  private static double[][] gradient(double[][] scaled, int[] labels, double[][] weights) {
    int features = scaled[0].length;
    double[][] gradient = new double[weights.length][features + 1];
    double[] scores = new double[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      for (int c = 0; c < weights.length; c++) {
        double score = weights[c][features];
        for (int f = 0; f < features; f++) {
          score += weights[c][f] * scaled[i][f];
        }
        scores[c] = score;
      }
      double[] shares = FloatArrays.softmax(scores);
      for (int c = 0; c < weights.length; c++) {
        double error = shares[c] - (labels[i] == c ? 1 : 0);
        for (int f = 0; f < features; f++) {
          gradient[c][f] += error * scaled[i][f];
        }
        gradient[c][features] += error;
      }
    }
    return gradient;
  }
}
