package roomtone.manager.audio;

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
final class SoundModel {

  /** Names of the dimensions, in the order of the embedding. */
  static final String[] TAGS = {"rain", "sea_waves", "thunderstorm", "wind", "crackling_fire"};

  private static final String RESOURCE = "embedding.model";
  private static final int FORMAT = 0x524d_0001;
  private static final int TREES = 400;

  /**
   * How loud a clip was recorded says little about what it is, so each tree hears it louder or
   * softer by up to this.
   */
  private static final double LOUDER_DB = 10;

  private static final double[] LOUDER_STEPS_DB = {-7.5, -2.5, 2.5, 7.5};

  /** A change of level by 1 dB in all of the 128 bands changes the first coefficient by so much. */
  private static final double FIRST_PER_DB = Math.sqrt(128);

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
    double[][] bent = new double[clips.length][];
    Arrays.setAll(bent, i -> bend(clips[i]));
    Forest forest =
        Forest.grow(random -> atRandomLevels(bent, random), labels, classes, TREES, seed);
    int steps = LOUDER_STEPS_DB.length;
    double[][] copies = new double[bent.length * steps][];
    int[] copyLabels = new int[copies.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = louder(bent[i / steps], LOUDER_STEPS_DB[i % steps]);
      copyLabels[i] = labels[i / steps];
    }
    return new SoundModel(
        forest,
        LinearVoter.fit(copies, copyLabels, classes),
        GaussianVoter.fit(copies, copyLabels, classes),
        usualDistance);
  }

  private static double[][] atRandomLevels(double[][] clips, Random random) {
    double[][] heard = new double[clips.length][];
    for (int i = 0; i < clips.length; i++) {
      heard[i] = louder(clips[i], (2 * random.nextDouble() - 1) * LOUDER_DB);
    }
    return heard;
  }

  private static double[] louder(double[] clip, double decibels) {
    double[] changed = clip.clone();
    changed[0] += decibels * FIRST_PER_DB;
    return changed;
  }

  /** Takes logarithms of what is heard in proportions, so that a straight line separates better. */
  private static double[] bend(double[] features) {
    double[] bent = features.clone();
    for (int i = Timbre.COEFFICIENTS; i < 2 * Timbre.COEFFICIENTS; i++) {
      bent[i] = StrictMath.log(bent[i] + 0.1);
    }
    bent[Timbre.CENTROID] = StrictMath.log(bent[Timbre.CENTROID] + 1);
    bent[Timbre.ROLLOFF] = StrictMath.log(bent[Timbre.ROLLOFF] + 1);
    bent[Timbre.FLATNESS] = StrictMath.log(bent[Timbre.FLATNESS] + 1e-6);
    bent[Timbre.ZERO_CROSSINGS] = StrictMath.log(bent[Timbre.ZERO_CROSSINGS] + 1e-3);
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
  static SoundModel trained() {
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
