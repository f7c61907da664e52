package roomtone.manager.embedding;

import java.util.Arrays;

/** Averages what the model estimates for the windows of one recording. */
public final class WindowEstimates {

  /**
   * How fast familiarity falls with the distance: a sound 0.3 beyond the typical distance has a
   * familiarity of 0.4.
   */
  private static final double DECAY = 3;

  private final SoundModel model;
  private final double[] weights = new double[SoundModel.TAGS.size()];
  private double distance;
  private int windows;

  WindowEstimates(SoundModel model) {
    this.model = model;
  }

  void add(double[] features) {
    SoundModel.Estimate estimate = model.estimate(features);
    double[] window = estimate.weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] += window[i];
    }
    distance += estimate.distance();
    windows++;
  }

  int windows() {
    return windows;
  }

  /**
   * The mean weight of each dimension, 0..1; the weights sum to 1. There is at least one window.
   */
  public double[] weights() {
    return Arrays.stream(weights).map(sum -> sum / windows).toArray();
  }

  /**
   * How much the recording is like the sounds that the model was trained on: 1 within the typical
   * distance, towards 0 beyond it.
   */
  public double familiarity() {
    return Math.min(1, Math.exp(DECAY * (model.typicalDistance() - distance / windows)));
  }

  /** See {@link SoundModel.Estimate#tagScore}. */
  public double tagScore() {
    return SoundModel.Estimate.tagScore(weights(), distance / windows);
  }
}
