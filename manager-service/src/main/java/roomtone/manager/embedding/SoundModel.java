package roomtone.manager.embedding;

import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;

/**
 * What the five dimensions sound like, learned from labelled clips: three voters of different
 * kinds, whose mean is better than each. Immutable once read.
 *
 * @see TrainEmbedding
 */
public final class SoundModel {

  /** Names of the dimensions, in the order of the embedding. */
  static final String[] TAGS = {"rain", "sea_waves", "thunderstorm", "wind", "crackling_fire"};

  private static final String RESOURCE = "embedding.model";
  private static final int FORMAT = 0x524d_0002;
  private static final int TREES = 400;

  /**
   * So many means of coefficients are listened to, and so many deviations: finer detail belongs to
   * the recording more than to the kind of sound. Chosen by cross-validation; 8 to 13 do as well.
   */
  private static final int MEANS = 10;

  private static final int DEVIATIONS = 13;

  /** Each clip is heard in so many variations. */
  private static final int VARIATIONS = 10;

  private final Forest forest;
  private final LinearVoter linear;
  private final GaussianVoter gaussian;

  /** The distance below which nine of ten unheard clips of the known kinds lie. */
  private final float usualDistance;

  private SoundModel(
      Forest forest, LinearVoter linear, GaussianVoter gaussian, float usualDistance) {
    this.forest = forest;
    this.linear = linear;
    this.gaussian = gaussian;
    this.usualDistance = usualDistance;
  }

  /**
   * Learns from clips described as {@link Timbre} does; the same clips and seed make the same
   * model.
   */
  static SoundModel learn(
      double[][] clips, int[] labels, int classes, float usualDistance, long seed) {
    Random random = new Random(seed);
    double[][] heard = new double[clips.length * VARIATIONS][];
    int[] heardLabels = new int[heard.length];
    for (int i = 0; i < heard.length; i++) {
      heard[i] = bend(Variation.of(clips[i / VARIATIONS], random));
      heardLabels[i] = labels[i / VARIATIONS];
    }
    return new SoundModel(
        Forest.grow(view -> oneOfEach(heard, view), labels, classes, TREES, seed),
        LinearVoter.fit(heard, heardLabels, classes),
        GaussianVoter.fit(heard, heardLabels, classes),
        usualDistance);
  }

  /** Each tree hears every clip in one of its variations. */
  private static double[][] oneOfEach(double[][] heard, Random random) {
    double[][] chosen = new double[heard.length / VARIATIONS][];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = heard[i * VARIATIONS + random.nextInt(VARIATIONS)];
    }
    return chosen;
  }

  /**
   * Chooses what is listened to, and takes logarithms of what is heard in proportions, so that a
   * straight line separates better.
   */
  private static double[] bend(double[] features) {
    double[] bent = Arrays.copyOf(features, MEANS + DEVIATIONS + 4);
    for (int i = 0; i < DEVIATIONS; i++) {
      bent[MEANS + i] = StrictMath.log(features[Timbre.COEFFICIENTS + i] + 0.1);
    }
    int at = MEANS + DEVIATIONS;
    bent[at] = StrictMath.log(features[Timbre.CENTROID] + 1);
    bent[at + 1] = StrictMath.log(features[Timbre.ROLLOFF] + 1);
    bent[at + 2] = StrictMath.log(features[Timbre.FLATNESS] + 1e-6);
    bent[at + 3] = StrictMath.log(features[Timbre.ZERO_CROSSINGS] + 1e-3);
    return bent;
  }

  /** Listens to one description. */
  Heard hear(double[] features) {
    double[] bent = bend(features);
    double[][] votes = {forest.vote(bent), linear.vote(bent), gaussian.vote(bent)};
    double[] weights = new double[votes[0].length];
    for (double[] vote : votes) {
      for (int c = 0; c < weights.length; c++) {
        weights[c] += vote[c] / votes.length;
      }
    }
    return new Heard(weights, gaussian.distance(bent));
  }

  /** What the model makes of a sound. */
  static final class Heard {
    private final double[] weights;
    private final double distance;

    private Heard(double[] weights, double distance) {
      this.weights = weights;
      this.distance = distance;
    }

    /** How much of each dimension is heard; they sum to 1. */
    double[] weights() {
      return weights;
    }

    /** How far it lies from everything known, see {@link GaussianVoter#distance}. */
    double distance() {
      return distance;
    }

    /** Higher for sounds of the known kinds than for others; its unit means nothing. */
    double tagScore() {
      return tagScore(weights, distance);
    }

    static double tagScore(double[] weights, double distance) {
      return Arrays.stream(weights).max().orElse(0) * Math.exp(-distance);
    }
  }

  float usualDistance() {
    return usualDistance;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(FORMAT);
    out.writeFloat(usualDistance);
    forest.write(out);
    linear.write(out);
    gaussian.write(out);
  }

  static SoundModel read(DataInput in) throws IOException {
    if (in.readInt() != FORMAT) {
      throw new IOException("not a sound model of this version; train it anew");
    }
    float usualDistance = in.readFloat();
    return new SoundModel(
        Forest.read(in), LinearVoter.read(in), GaussianVoter.read(in), usualDistance);
  }

  /** The model that is checked in beside this class. */
  public static SoundModel trained() {
    return Trained.MODEL;
  }

  private static final class Trained {
    static final SoundModel MODEL = load();

    private static SoundModel load() {
      try (InputStream in = SoundModel.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(RESOURCE + " is missing; TrainEmbedding makes it");
        }
        return read(new DataInputStream(new BufferedInputStream(in)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
