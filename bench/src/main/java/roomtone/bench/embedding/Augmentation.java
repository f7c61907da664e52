package roomtone.bench.embedding;

import java.util.Arrays;
import java.util.Random;
import roomtone.manager.embedding.Timbre;
import roomtone.manager.measure.MelBands;

/**
 * How a clip would be described had it been recorded or kept otherwise: through another microphone,
 * squeezed, in noise, without its high frequencies, at another level. What is learned from such
 * descriptions too holds for recordings that nobody chose with care.
 *
 * <p>There is no sound here, only what {@link Timbre} says of it: its coefficients tell the mean
 * spectrum, though smoothed. That is changed and described again. Coefficients move from frame to
 * frame as far as the bands do; of each band's movement a share is left, and neighbouring bands are
 * taken to move alike as much everywhere.
 */
final class Augmentation {

  private static final int COEFFICIENTS = Timbre.COEFFICIENTS;
  private static final double[][] COSINES = Timbre.cosines();
  private static final int BANDS = COSINES[0].length;
  private static final MelBands MEL = Timbre.bands();

  /** A change of level by 1 dB in all bands changes the first coefficient by so much. */
  private static final double FIRST_PER_DB = Math.sqrt(BANDS);

  private static final double LOUDER_DB = 10;

  /** Standard deviation of what a microphone adds to the second coefficient and those after it. */
  private static final double[] COLOUR = {12, 7.2, 4.8, 3.6, 3, 2.4, 2.4};

  /** Standard deviation of the logarithm by which a sound moves more or less. */
  private static final double SQUEEZE = 0.15;

  private static final double NOISY = 0.3;
  private static final double NOISE_BELOW_DB = 20;
  private static final double NOISE_RANGE_DB = 40;
  private static final double NOISE_SLOPE_DB = 20;

  private static final double CUT_OFF = 0.3;
  private static final double LOWEST_EDGE_HZ = 3_500;
  private static final double HIGHEST_EDGE_HZ = 9_450;

  /** What is above the edge by a twentieth of its frequency is so much weaker. */
  private static final double EDGE_DB = 60;

  /** How far the loudest moment lies above the loudest mean of a band, besides 2.5 deviations. */
  private static final double HEADROOM_DB = 6;

  private static final double REST_DB = 20;

  /** How much movement is left where only noise of the coding is. */
  private static final double REST_SHARE = 0.1;

  private Augmentation() {}

  /** Another description of the clip; the same random numbers make the same one. */
  static double[] of(double[] clip, Random random) {
    double[] varied = squeezed(clip, random);
    if (random.nextDouble() < NOISY) {
      varied = noisy(varied, random);
    }
    if (random.nextDouble() < CUT_OFF) {
      varied = cutOff(varied, random);
    }
    varied = coloured(varied, random);
    varied[0] += (2 * random.nextDouble() - 1) * LOUDER_DB * FIRST_PER_DB;
    return varied;
  }

  private static double[] squeezed(double[] clip, Random random) {
    double[] varied = clip.clone();
    double factor = StrictMath.exp(SQUEEZE * random.nextGaussian());
    for (int k = COEFFICIENTS; k < 2 * COEFFICIENTS; k++) {
      varied[k] *= factor;
    }
    return varied;
  }

  private static double[] coloured(double[] clip, Random random) {
    double[] varied = clip.clone();
    for (int k = 0; k < COLOUR.length; k++) {
      varied[1 + k] += COLOUR[k] * random.nextGaussian();
    }
    return withProportions(varied, clip, spectrum(clip), spectrum(varied));
  }

  private static double[] noisy(double[] clip, Random random) {
    double[] before = spectrum(clip);
    double level = highest(before) - NOISE_BELOW_DB - NOISE_RANGE_DB * random.nextDouble();
    double slope = NOISE_SLOPE_DB * random.nextGaussian();
    double[] after = new double[BANDS];
    double[] share = new double[BANDS];
    for (int band = 0; band < BANDS; band++) {
      double sound = power(before[band]);
      double both = sound + power(level + slope * (0.5 - (double) band / BANDS));
      after[band] = 10 * StrictMath.log10(both);
      share[band] = sound / both;
    }
    return reshaped(clip, before, after, share);
  }

  private static double[] cutOff(double[] clip, Random random) {
    return cutOff(
        clip,
        LOWEST_EDGE_HZ * StrictMath.pow(HIGHEST_EDGE_HZ / LOWEST_EDGE_HZ, random.nextDouble()),
        REST_DB * StrictMath.pow(random.nextDouble(), 2));
  }

  /**
   * Takes away what lies above a frequency, down to silence as {@link Timbre} has it or somewhat
   * above that.
   */
  static double[] cutOff(double[] clip, double edgeHz, double restDb) {
    double[] before = spectrum(clip);
    double loudest = highest(before) + 2.5 * clip[COEFFICIENTS] / FIRST_PER_DB + HEADROOM_DB;
    double rest = loudest - Timbre.RANGE_DB + restDb;
    double[] after = before.clone();
    double[] share = new double[BANDS];
    for (int band = 0; band < BANDS; band++) {
      double weaker = EDGE_DB * (MEL.centreHz(band) / edgeHz - 1) * 20;
      after[band] = Math.min(before[band], Math.max(rest, before[band] - Math.max(0, weaker)));
      share[band] = weaker <= 0 || after[band] > rest ? 1 : REST_SHARE;
    }
    return reshaped(clip, before, after, share);
  }

  /** The mean level in each band in dB, as far as the coefficients tell. */
  private static double[] spectrum(double[] clip) {
    double[] levels = new double[BANDS];
    for (int k = 0; k < COEFFICIENTS; k++) {
      for (int band = 0; band < BANDS; band++) {
        levels[band] += COSINES[k][band] * clip[k];
      }
    }
    return levels;
  }

  /** Describes the clip with other levels and a share of the movement in each band. */
  private static double[] reshaped(double[] clip, double[] before, double[] after, double[] share) {
    double[] varied = clip.clone();
    for (int k = 0; k < COEFFICIENTS; k++) {
      double squares = 0;
      for (int j = 0; j < COEFFICIENTS; j++) {
        double common = 0;
        for (int band = 0; band < BANDS; band++) {
          common += COSINES[k][band] * COSINES[j][band] * share[band];
        }
        double moved = clip[COEFFICIENTS + j] * common;
        squares += moved * moved;
      }
      varied[COEFFICIENTS + k] = Math.sqrt(squares);
      for (int band = 0; band < BANDS; band++) {
        varied[k] += COSINES[k][band] * (after[band] - before[band]);
      }
    }
    return withProportions(varied, clip, before, after);
  }

  /** Changes centroid, roll-off, flatness and zero-crossings as far as those of the bands do. */
  private static double[] withProportions(
      double[] varied, double[] clip, double[] before, double[] after) {
    double[] most = {Timbre.SAMPLE_RATE / 2.0, Timbre.SAMPLE_RATE / 2.0, 1, 1};
    double[] was = proportions(before);
    double[] is = proportions(after);
    for (int i = 0; i < most.length; i++) {
      varied[Timbre.CENTROID + i] = Math.min(most[i], clip[Timbre.CENTROID + i] * is[i] / was[i]);
    }
    return varied;
  }

  /** Centroid, roll-off, flatness and zero-crossings of levels in bands, roughly. */
  private static double[] proportions(double[] levels) {
    double[] magnitude = new double[BANDS];
    double[] width = new double[BANDS];
    double sum = 0;
    double weighted = 0;
    double power = 0;
    double turning = 0;
    double logs = 0;
    double all = 0;
    for (int band = 0; band < BANDS; band++) {
      double hz = MEL.centreHz(band);
      width[band] =
          MEL.centreHz(Math.min(BANDS - 1, band + 1)) - MEL.centreHz(Math.max(0, band - 1));
      double here = StrictMath.pow(10, levels[band] / 20);
      magnitude[band] = here * width[band];
      sum += magnitude[band];
      weighted += magnitude[band] * hz;
      power += here * magnitude[band];
      turning += here * magnitude[band] * hz * hz;
      logs += levels[band] * width[band];
      all += width[band];
    }
    return new double[] {
      weighted / sum,
      rolloff(magnitude, width, sum),
      power(logs / all) / (power / all),
      Math.sqrt(turning / power)
    };
  }

  private static double rolloff(double[] magnitude, double[] width, double sum) {
    double missing = Timbre.ROLLOFF_SHARE * sum;
    int band = 0;
    while (band < BANDS - 1 && missing > magnitude[band]) {
      missing -= magnitude[band++];
    }
    // A width spans two gaps between centres, half of it is the band's own.
    return MEL.centreHz(band) + width[band] / 2 * (missing / magnitude[band] - 0.5);
  }

  private static double highest(double[] levels) {
    return Arrays.stream(levels).max().orElseThrow();
  }

  private static double power(double decibels) {
    return StrictMath.pow(10, decibels / 10);
  }
}
