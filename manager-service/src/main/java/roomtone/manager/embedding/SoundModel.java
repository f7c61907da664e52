package roomtone.manager.embedding;

import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells from a description of some seconds of sound how much of each of the five dimensions is
 * heard. Three classifiers of different kinds were trained on labelled clips; their mean is better
 * than each of them. Immutable.
 */
public final class SoundModel {

  /** Names of the dimensions, in the order of the embedding. */
  public static final List<String> TAGS =
      List.of("rain", "sea_waves", "thunderstorm", "wind", "crackling_fire");

  /** The first four bytes of a model file. */
  public static final int FORMAT = 0x524d_0002;

  private static final String RESOURCE = "embedding.model";

  /**
   * How many means of coefficients the model reads, and how many deviations: finer detail belongs
   * to the recording more than to the kind of sound. Chosen by cross-validation; 8 to 13 do as
   * well.
   */
  private static final int MEANS = 10;

  private static final int DEVIATIONS = 13;

  private final Forest forest;
  private final LogisticClassifier logistic;
  private final DiscriminantClassifier discriminant;

  /** The distance below which nine of ten clips lie when the model is trained without them. */
  private final float typicalDistance;

  private SoundModel(
      Forest forest,
      LogisticClassifier logistic,
      DiscriminantClassifier discriminant,
      float typicalDistance) {
    this.forest = forest;
    this.logistic = logistic;
    this.discriminant = discriminant;
    this.typicalDistance = typicalDistance;
  }

  /**
   * What the classifiers read of a description: some of its features, with logarithms of those that
   * are heard in proportions, so that the classes can be separated by planes.
   *
   * @param features as {@link Timbre#describe} gives them
   */
  public static double[] inputs(double[] features) {
    double[] inputs = Arrays.copyOf(features, MEANS + DEVIATIONS + 4);
    for (int i = 0; i < DEVIATIONS; i++) {
      inputs[MEANS + i] = StrictMath.log(features[Timbre.COEFFICIENTS + i] + 0.1);
    }
    int at = MEANS + DEVIATIONS;
    inputs[at] = StrictMath.log(features[Timbre.CENTROID] + 1);
    inputs[at + 1] = StrictMath.log(features[Timbre.ROLLOFF] + 1);
    inputs[at + 2] = StrictMath.log(features[Timbre.FLATNESS] + 1e-6);
    inputs[at + 3] = StrictMath.log(features[Timbre.ZERO_CROSSINGS] + 1e-3);
    return inputs;
  }

  /**
   * Estimates what is heard.
   *
   * @param features as {@link Timbre#describe} gives them
   */
  public Estimate estimate(double[] features) {
    double[] inputs = inputs(features);
    double[][] estimates = {
      forest.probabilities(inputs),
      logistic.probabilities(inputs),
      discriminant.probabilities(inputs)
    };
    double[] weights = new double[estimates[0].length];
    for (double[] estimate : estimates) {
      for (int c = 0; c < weights.length; c++) {
        weights[c] += estimate[c] / estimates.length;
      }
    }
    return new Estimate(weights, discriminant.distance(inputs));
  }

  /** The place of the greatest weight, the first among equals. */
  public static int strongest(double[] weights) {
    int strongest = 0;
    for (int i = 1; i < weights.length; i++) {
      if (weights[i] > weights[strongest]) {
        strongest = i;
      }
    }
    return strongest;
  }

  /** What the model makes of one description. */
  public static final class Estimate {
    private final double[] weights;
    private final double distance;

    private Estimate(double[] weights, double distance) {
      this.weights = weights;
      this.distance = distance;
    }

    /** How much of each dimension is heard, 0..1; the weights sum to 1. */
    public double[] weights() {
      return weights.clone();
    }

    /**
     * How far the sound lies from every kind that the model knows, see {@link
     * DiscriminantClassifier#distance}.
     */
    public double distance() {
      return distance;
    }

    /** Higher for sounds of the known kinds than for others; it has no unit. */
    public double tagScore() {
      return tagScore(weights, distance);
    }

    static double tagScore(double[] weights, double distance) {
      return weights[strongest(weights)] * Math.exp(-distance);
    }
  }

  float typicalDistance() {
    return typicalDistance;
  }

  /**
   * Reads a model file.
   *
   * @throws IOException when it is none of this version, or ends too early
   */
  public static SoundModel read(DataInput in) throws IOException {
    if (in.readInt() != FORMAT) {
      throw new IOException("not a sound model of this version; train it again");
    }
    float typicalDistance = in.readFloat();
    return new SoundModel(
        Forest.read(in),
        LogisticClassifier.read(in),
        DiscriminantClassifier.read(in),
        typicalDistance);
  }

  /** The model that is checked in beside this class, read once. */
  public static SoundModel trained() {
    return Trained.MODEL;
  }

  private static final class Trained {
    static final SoundModel MODEL = load();

    private static SoundModel load() {
      try (InputStream in = SoundModel.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(RESOURCE + " is missing; ./dev train writes it");
        }
        return read(new DataInputStream(new BufferedInputStream(in)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
