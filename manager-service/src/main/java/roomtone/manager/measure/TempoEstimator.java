package roomtone.manager.measure;

import java.util.Arrays;
import roomtone.manager.decode.MonoStream;

/**
 * Estimates the tempo of music from how regularly its spectrum gets brighter, in the first two
 * minutes.
 *
 * @see "Ellis 2007, Beat tracking by dynamic programming: mel-band onset strength and the
 *     log-normal preference for tempi near 120"
 */
public final class TempoEstimator {

  private static final int WINDOW = 1_024;
  private static final int HOP = 256;
  private static final int BANDS = 40;
  private static final double FRAMES_PER_MINUTE = 60.0 * MonoStream.SAMPLE_RATE / HOP;
  private static final int MAX_FRAMES = (int) (2 * FRAMES_PER_MINUTE);
  private static final int MIN_FRAMES = (int) (FRAMES_PER_MINUTE / 10);
  private static final double MIN_BPM = 40;
  private static final double MAX_BPM = 220;

  /** The centre of the preference for tempi, in beats per minute. */
  private static final double PREFERRED_BPM = 120;

  /** The standard deviation of that preference, in octaves. */
  private static final double PREFERENCE_OCTAVES = 0.9;

  /**
   * The weight of a pulse halfway between two beats: most music halves its beat, and hardly any
   * divides it by three.
   */
  private static final double HALF_BEAT_WEIGHT = 0.5;

  /** The variance of the onsets in dB² below which there is no beat, such as in a held tone. */
  private static final double MIN_ENERGY = 0.01;

  private static final double FLOOR_DB = -60;

  /** The share of the energy of the onsets that must repeat after a beat; noise is below 0.1. */
  private static final double MIN_REGULARITY = 0.15;

  private final Spectrum spectrum = new Spectrum(WINDOW);
  private final MelBands bands = new MelBands(BANDS, MonoStream.SAMPLE_RATE, WINDOW);
  private final float[] recent = new float[WINDOW];
  private int filled;
  private final double[] power = new double[WINDOW / 2 + 1];
  private double[] before;
  private final float[] onsets = new float[MAX_FRAMES];
  private int frames;

  /** Takes a sample, mono at {@value MonoStream#SAMPLE_RATE} Hz. */
  public void accept(float sample) {
    if (frames == MAX_FRAMES) {
      return;
    }
    recent[filled++] = sample;
    if (filled == WINDOW) {
      onsets[frames++] = onset();
      System.arraycopy(recent, HOP, recent, 0, WINDOW - HOP);
      filled = WINDOW - HOP;
    }
  }

  /** Whether it has heard enough: further samples change nothing. */
  public boolean done() {
    return frames == MAX_FRAMES;
  }

  /** The mean rise of the bands since the frame before, in dB. */
  private float onset() {
    spectrum.magnitudes(recent, WINDOW, 0, power);
    double[] levels = new double[BANDS];
    for (int i = 0; i < power.length; i++) {
      power[i] *= power[i];
    }
    bands.apply(power, levels);
    double rise = 0;
    for (int i = 0; i < BANDS; i++) {
      levels[i] = Math.max(FLOOR_DB, 10 * Math.log10(Math.max(1e-10, levels[i])));
      if (before != null) {
        rise += Math.max(0, levels[i] - before[i]);
      }
    }
    before = levels;
    return (float) (rise / BANDS);
  }

  /** Beats per minute, to one decimal; null when there is no clear beat. */
  public Double bpm() {
    if (frames < MIN_FRAMES) {
      return null;
    }
    double[] strength = centred();
    int longest = Math.min(frames - 1, (int) (4 * FRAMES_PER_MINUTE / MIN_BPM) + 2);
    double[] similarity = autocorrelation(strength, longest);
    double best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (double bpm = MIN_BPM; bpm <= MAX_BPM; bpm += 0.1) {
      double octaves = Math.log(bpm / PREFERRED_BPM) / Math.log(2) / PREFERENCE_OCTAVES;
      double halves = Math.max(0, similarity(similarity, bpm, 0.5));
      double score =
          regularity(similarity, bpm)
              * (1 + HALF_BEAT_WEIGHT * halves)
              * Math.exp(-0.5 * octaves * octaves);
      if (score > bestScore) {
        bestScore = score;
        best = bpm;
      }
    }
    return regularity(similarity, best) < MIN_REGULARITY
        ? null
        : (Double) (Math.round(best * 10) / 10.0);
  }

  /** The onsets less their mean from one second before to one second after. */
  private double[] centred() {
    double[] centred = new double[frames];
    int around = (int) (FRAMES_PER_MINUTE / 60);
    double[] sums = new double[frames + 1];
    for (int i = 0; i < frames; i++) {
      sums[i + 1] = sums[i] + onsets[i];
    }
    for (int i = 0; i < frames; i++) {
      int from = Math.max(0, i - around);
      int to = Math.min(frames, i + around + 1);
      centred[i] = onsets[i] - (sums[to] - sums[from]) / (to - from);
    }
    return centred;
  }

  private static double[] autocorrelation(double[] values, int longest) {
    double[] result = new double[longest + 1];
    for (int lag = 0; lag <= longest; lag++) {
      double sum = 0;
      for (int i = lag; i < values.length; i++) {
        sum += values[i] * values[i - lag];
      }
      result[lag] = sum / (values.length - lag);
    }
    double energy = result[0];
    return energy < MIN_ENERGY
        ? new double[longest + 1]
        : Arrays.stream(result).map(r -> r / energy).toArray();
  }

  /** The least similarity of the music to itself one, two and four beats later. */
  private static double regularity(double[] similarity, double bpm) {
    double least = similarity(similarity, bpm, 1);
    least = Math.min(least, similarity(similarity, bpm, 2));
    return Math.min(least, similarity(similarity, bpm, 4));
  }

  /** The similarity after some beats, interpolated between the measured lags; 1 beyond them. */
  private static double similarity(double[] similarity, double bpm, double beats) {
    double lag = beats * FRAMES_PER_MINUTE / bpm;
    int low = (int) lag;
    if (low + 1 >= similarity.length) {
      return 1;
    }
    return similarity[low] + (lag - low) * (similarity[low + 1] - similarity[low]);
  }
}
