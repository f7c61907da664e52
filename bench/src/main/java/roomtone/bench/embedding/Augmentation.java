package roomtone.bench.embedding;

import java.util.Arrays;
import java.util.Random;
import roomtone.manager.embedding.Timbre;
import roomtone.manager.measure.MelBands;

/**
 * Augments the clips of the training: changes the description of a clip as if it had been recorded
 * through another microphone, compressed, in noise, without its high frequencies or at another
 * level. A model that learned from such descriptions works for recordings of lower quality, too.
 *
 * <p>There is no sound here, only its description by {@link Timbre}. The means of its coefficients
 * give the mean spectrum, smoothed; the spectrum is changed and described again. The deviations of
 * the coefficients are those of the bands: each band keeps a share of its deviation, and bands are
 * assumed to be equally correlated everywhere.
 */
final class Augmentation {

  private static final int COEFFICIENTS = Timbre.COEFFICIENTS;
  private static final double[][] COSINES = Timbre.cosines();
  private static final int BANDS = COSINES[0].length;
  private static final MelBands MEL = Timbre.bands();

  /** The change of the first coefficient when the level of all bands changes by 1 dB. */
  private static final double FIRST_PER_DB = Math.sqrt(BANDS);

  /** The largest change of the level. */
  private static final double MAX_GAIN_DB = 10;

  /** The standard deviations of what a microphone adds to the coefficients after the first. */
  private static final double[] MICROPHONE = {12, 7.2, 4.8, 3.6, 3, 2.4, 2.4};

  /** The standard deviation of the logarithm of the factor by which deviations change. */
  private static final double COMPRESSION = 0.15;

  /** The share of clips to which noise is added. */
  private static final double NOISE_SHARE = 0.3;

  /** The noise is at least so far below the loudest band. */
  private static final double NOISE_BELOW_DB = 20;

  /** The noise is at most so much weaker than that. */
  private static final double NOISE_RANGE_DB = 40;

  /** The standard deviation of the slope of the noise over all bands. */
  private static final double NOISE_SLOPE_DB = 20;

  /** The share of clips that lose their high frequencies. */
  private static final double CUT_OFF_SHARE = 0.3;

  private static final double MIN_EDGE_HZ = 3_500;
  private static final double MAX_EDGE_HZ = 9_450;

  /** The attenuation at a frequency that is a twentieth above the edge. */
  private static final double EDGE_DB = 60;

  /** How far the loudest moment is above the loudest mean of a band and 2.5 deviations. */
  private static final double HEADROOM_DB = 6;

  /** The largest level of the rest above silence. */
  private static final double REST_DB = 20;

  /** The share of the deviation that is left where only noise of the coding is. */
  private static final double REST_SHARE = 0.1;

  private Augmentation() {}

  /** An augmented description of a clip; the same random numbers make the same one. */
  static double[] of(double[] clip, Random random) {
    double[] varied = compressed(clip, random);
    if (random.nextDouble() < NOISE_SHARE) {
      varied = noisy(varied, random);
    }
    if (random.nextDouble() < CUT_OFF_SHARE) {
      varied = cutOff(varied, random);
    }
    varied = throughMicrophone(varied, random);
    varied[0] += (2 * random.nextDouble() - 1) * MAX_GAIN_DB * FIRST_PER_DB;
    return varied;
  }

  private static double[] compressed(double[] clip, Random random) {
    double[] varied = clip.clone();
    double factor = StrictMath.exp(COMPRESSION * random.nextGaussian());
    for (int k = COEFFICIENTS; k < 2 * COEFFICIENTS; k++) {
      varied[k] *= factor;
    }
    return varied;
  }

  private static double[] throughMicrophone(double[] clip, Random random) {
    double[] varied = clip.clone();
    for (int k = 0; k < MICROPHONE.length; k++) {
      varied[1 + k] += MICROPHONE[k] * random.nextGaussian();
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
        MIN_EDGE_HZ * StrictMath.pow(MAX_EDGE_HZ / MIN_EDGE_HZ, random.nextDouble()),
        REST_DB * StrictMath.pow(random.nextDouble(), 2));
  }

  /**
   * Removes what is above a frequency.
   *
   * @param restDb the level of the rest above the silence of {@link Timbre}
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

  /** The mean level of each band in dB, from the coefficients. */
  private static double[] spectrum(double[] clip) {
    double[] levels = new double[BANDS];
    for (int k = 0; k < COEFFICIENTS; k++) {
      for (int band = 0; band < BANDS; band++) {
        levels[band] += COSINES[k][band] * clip[k];
      }
    }
    return levels;
  }

  /** Describes the clip with other levels of the bands and a share of their deviations. */
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

  /**
   * Changes centroid, roll-off, flatness and zero-crossings in proportion to those of the bands.
   */
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

  /** An approximation of centroid, roll-off, flatness and zero-crossings by the levels of bands. */
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
    // A width spans two gaps between centres; half of it belongs to the band.
    return MEL.centreHz(band) + width[band] / 2 * (missing / magnitude[band] - 0.5);
  }

  private static double highest(double[] levels) {
    return Arrays.stream(levels).max().orElseThrow();
  }

  private static double power(double decibels) {
    return StrictMath.pow(10, decibels / 10);
  }
}
