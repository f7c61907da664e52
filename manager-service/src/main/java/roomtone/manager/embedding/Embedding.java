package roomtone.manager.embedding;

/** How much of each of the five dimensions is heard in a recording. Immutable. */
public final class Embedding {

  /**
   * From here on the model's opinion is used; below it is shown as a suggestion and picks nothing.
   */
  public static final double LINE = 0.5;

  private final float[] weights;
  private final float confidence;
  private final boolean suggestion;

  public Embedding(double[] weights, double confidence, boolean suggestion) {
    this.weights = Floats.of(weights);
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
