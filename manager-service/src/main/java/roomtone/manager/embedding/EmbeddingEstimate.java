package roomtone.manager.embedding;

/** How much of each of the five dimensions the model hears in a recording. Immutable. */
public final class EmbeddingEstimate {

  /** From this confidence on an estimate is used; below it is a suggestion, which picks nothing. */
  public static final double MIN_CONFIDENCE = 0.5;

  private final float[] weights;
  private final float confidence;
  private final boolean suggestion;

  /**
   * An estimate.
   *
   * @param weights one for each of {@link SoundModel#TAGS}, 0..1, which sum to 1
   * @param confidence 0..1
   * @param suggestion whether somebody has to confirm it first
   */
  public EmbeddingEstimate(double[] weights, double confidence, boolean suggestion) {
    this.weights = FloatArrays.of(weights);
    this.confidence = (float) confidence;
    this.suggestion = suggestion;
  }

  /** Five numbers in 0..1 that sum to 1: rain, sea waves, thunderstorm, wind, crackling fire. */
  public float[] weights() {
    return weights.clone();
  }

  /** How sure it is that the strongest dimension is what is heard, 0..1. */
  public float confidence() {
    return confidence;
  }

  /** Whether it picks nothing until somebody confirms it. */
  public boolean suggestion() {
    return suggestion;
  }
}
