package roomtone.manager.embedding;

import java.util.Arrays;

/** Gathers what the model heard in several windows of one recording. */
public final class Listening {

  /**
   * How fast trust falls with the distance; at 3 a sound 0.3 beyond the usual is trusted by 0.4.
   */
  private static final double STRANGENESS = 3;

  private final SoundModel model;
  private final double[] weights = new double[SoundModel.TAGS.length];
  private double distance;
  private int windows;

  Listening(SoundModel model) {
    this.model = model;
  }

  void add(double[] features) {
    SoundModel.Heard heard = model.hear(features);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += heard.weights()[i];
    }
    distance += heard.distance();
    windows++;
  }

  int windows() {
    return windows;
  }

  /**
   * Mean weight of each dimension over the windows; they sum to 1. Only after a window was added.
   */
  public double[] weights() {
    return Arrays.stream(weights).map(sum -> sum / windows).toArray();
  }

  /**
   * How sure it is that the strongest dimension is what is heard, 0..1: less for sounds unlike
   * everything known.
   */
  public double familiarity() {
    return Math.min(1, Math.exp(STRANGENESS * (model.usualDistance() - distance / windows)));
  }

  /** See {@link SoundModel.Heard#tagScore}. */
  double tagScore() {
    return SoundModel.Heard.tagScore(weights(), distance / windows);
  }
}
