package roomtone.manager.embedding;

import java.util.Arrays;
import roomtone.manager.decode.MonoStream;
import roomtone.manager.measure.MelBands;
import roomtone.manager.measure.Spectrum;

/**
 * Describes some seconds of sound by {@value #FEATURES} features as librosa defines them: means and
 * standard deviations of 20 mel-frequency cepstral coefficients, then the means of spectral
 * centroid (Hz), 85 % roll-off (Hz), flatness (0..1) and zero-crossing rate (0..1). Used by one
 * thread.
 *
 * @see "librosa 0.10: feature.mfcc, spectral_centroid, spectral_rolloff, spectral_flatness,
 *     zero_crossing_rate, all defaults"
 */
public final class Timbre {

  /** Frames per second that the definitions are made for. */
  public static final int SAMPLE_RATE = MonoStream.SAMPLE_RATE;

  public static final int COEFFICIENTS = 20;
  public static final int FEATURES = 2 * COEFFICIENTS + 4;
  public static final int CENTROID = 2 * COEFFICIENTS;
  public static final int ROLLOFF = CENTROID + 1;
  public static final int FLATNESS = CENTROID + 2;
  public static final int ZERO_CROSSINGS = CENTROID + 3;

  private static final int WINDOW = 2_048;
  private static final int HOP = 512;
  private static final int BINS = WINDOW / 2 + 1;
  private static final int BANDS = 128;

  /**
   * The power below which a band is silent. A band is silent, too, at {@link #RANGE_DB} below the
   * loudest of the window.
   */
  private static final double MIN_POWER = 1e-10;

  public static final double RANGE_DB = 80;
  public static final double ROLLOFF_SHARE = 0.85;

  /** A sample is negative below minus this value. */
  private static final double MIN_CROSSING = 1e-10;

  private final Spectrum spectrum = new Spectrum(WINDOW);
  private final MelBands bands = bands();
  private final double[][] cosines = cosines();
  private final double[] magnitudes = new double[BINS];
  private final double[] power = new double[BINS];

  /** The bands that coefficients are made of. */
  public static MelBands bands() {
    return new MelBands(BANDS, SAMPLE_RATE, WINDOW);
  }

  /** The weight of each band in each coefficient, one row for each: an orthonormal transform. */
  public static double[][] cosines() {
    double[][] cosines = new double[COEFFICIENTS][BANDS];
    for (int k = 0; k < COEFFICIENTS; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / BANDS);
      for (int n = 0; n < BANDS; n++) {
        cosines[k][n] = scale * StrictMath.cos(Math.PI * k * (2 * n + 1) / (2.0 * BANDS));
      }
    }
    return cosines;
  }

  /**
   * Describes a sound.
   *
   * @param sound mono at {@value #SAMPLE_RATE} Hz, full scale is ±1
   * @param length how many of its samples count, at least 1
   */
  public double[] describe(float[] sound, int length) {
    int frames = 1 + length / HOP;
    double[][] decibels = new double[frames][BANDS];
    double[] features = new double[FEATURES];
    for (int t = 0; t < frames; t++) {
      int start = t * HOP - WINDOW / 2;
      analyse(sound, length, start);
      bands.apply(power, decibels[t]);
      features[CENTROID] += centroid() / frames;
      features[ROLLOFF] += rolloff() / frames;
      features[FLATNESS] += flatness() / frames;
      features[ZERO_CROSSINGS] += zeroCrossings(sound, length, start) / frames;
    }
    toDecibels(decibels);
    cepstrum(decibels, features);
    return features;
  }

  /** Computes the spectrum of the frame that begins at a sample. */
  private void analyse(float[] sound, int length, int start) {
    spectrum.magnitudes(sound, length, start, magnitudes);
    for (int i = 0; i < BINS; i++) {
      power[i] = magnitudes[i] * magnitudes[i];
    }
  }

  private double centroid() {
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < BINS; i++) {
      sum += magnitudes[i];
      weighted += magnitudes[i] * i;
    }
    return sum == 0 ? 0 : weighted / sum * SAMPLE_RATE / WINDOW;
  }

  private double rolloff() {
    double threshold = ROLLOFF_SHARE * Arrays.stream(magnitudes).sum();
    double sum = 0;
    for (int i = 0; i < BINS; i++) {
      sum += magnitudes[i];
      if (sum >= threshold) {
        return (double) i * SAMPLE_RATE / WINDOW;
      }
    }
    return SAMPLE_RATE / 2.0;
  }

  private double flatness() {
    double logs = 0;
    double sum = 0;
    for (double value : power) {
      double floored = Math.max(MIN_POWER, value);
      logs += Math.log(floored);
      sum += floored;
    }
    return Math.exp(logs / BINS) / (sum / BINS);
  }

  /** Changes of sign for each sample; the first and the last sample continue beyond the sound. */
  private static double zeroCrossings(float[] sound, int length, int start) {
    int crossings = 0;
    boolean before = negative(sound, Math.clamp(start, 0, length - 1));
    for (int i = 1; i < WINDOW; i++) {
      boolean now = negative(sound, Math.clamp(start + i, 0, length - 1));
      if (now != before) {
        crossings++;
      }
      before = now;
    }
    return (double) crossings / WINDOW;
  }

  private static boolean negative(float[] sound, int at) {
    return sound[at] < -MIN_CROSSING;
  }

  private static void toDecibels(double[][] powers) {
    double loudest = Double.NEGATIVE_INFINITY;
    for (double[] row : powers) {
      for (int i = 0; i < BANDS; i++) {
        row[i] = 10 * Math.log10(Math.max(MIN_POWER, row[i]));
        loudest = Math.max(loudest, row[i]);
      }
    }
    for (double[] row : powers) {
      for (int i = 0; i < BANDS; i++) {
        row[i] = Math.max(row[i], loudest - RANGE_DB);
      }
    }
  }

  private void cepstrum(double[][] decibels, double[] features) {
    int frames = decibels.length;
    double[] values = new double[frames];
    for (int k = 0; k < COEFFICIENTS; k++) {
      double sum = 0;
      for (int t = 0; t < frames; t++) {
        values[t] = dot(cosines[k], decibels[t]);
        sum += values[t];
      }
      double mean = sum / frames;
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      features[k] = mean;
      features[COEFFICIENTS + k] = Math.sqrt(squares / frames);
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
