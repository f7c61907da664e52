package roomtone.manager.measure;

import java.util.Arrays;
import roomtone.manager.decode.MonoStream;

/**
 * Finds the beat of music: how regularly the spectrum brightens. Listens to the first two minutes.
 *
 * @see "Ellis 2007, Beat tracking by dynamic programming: mel-band onset strength and the
 *     log-normal preference for tempi near 120"
 */
public final class TempoEstimator {

  private static final int WINDOW = 1_024;
  private static final int HOP = 256;
  private static final int BANDS = 40;
  private static final double FRAMES_PER_MINUTE = 60.0 * MonoStream.SAMPLE_RATE / HOP;
  private static final int MOST_FRAMES = (int) (2 * FRAMES_PER_MINUTE);
  private static final int FEWEST_FRAMES = (int) (FRAMES_PER_MINUTE / 10);
  private static final double SLOWEST = 40;
  private static final double FASTEST = 220;
  private static final double FAVOURITE = 120;
  private static final double OCTAVES = 0.9;

  /**
   * What a pulse between the beats adds: most music halves its beat, and hardly any divides it by
   * three.
   */
  private static final double HALVES = 0.5;

  /** Variance of the onsets in dB² below which nothing begins, such as in a held tone. */
  private static final double LEAST_ENERGY = 0.01;

  private static final double FLOOR_DB = -60;

  /** The share of the onsets' energy that must come again after a beat. Noise stays below 0.1. */
  private static final double CONFIDENT = 0.15;

  private final Fft fft = new Fft(WINDOW);
  private final MelBands bands = new MelBands(BANDS, MonoStream.SAMPLE_RATE, WINDOW);
  private final double[] hann = new double[WINDOW];
  private final float[] recent = new float[WINDOW];
  private int filled;
  private final double[] frame = new double[WINDOW];
  private final double[] spectrum = new double[WINDOW / 2 + 1];
  private double[] before;
  private final float[] onsets = new float[MOST_FRAMES];
  private int frames;

  public TempoEstimator() {
    for (int i = 0; i < WINDOW; i++) {
      hann[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW);
    }
  }

  /** Takes a sample, mono at {@value MonoStream#SAMPLE_RATE} Hz. */
  public void accept(float sample) {
    if (frames == MOST_FRAMES) {
      return;
    }
    recent[filled++] = sample;
    if (filled == WINDOW) {
      onsets[frames++] = onset();
      System.arraycopy(recent, HOP, recent, 0, WINDOW - HOP);
      filled = WINDOW - HOP;
    }
  }

  /** Whether further samples would change anything. */
  public boolean done() {
    return frames == MOST_FRAMES;
  }

  /** By how many dB the bands rose since the frame before, on average. */
  private float onset() {
    for (int i = 0; i < WINDOW; i++) {
      frame[i] = recent[i] * hann[i];
    }
    fft.magnitudes(frame, spectrum);
    double[] levels = new double[BANDS];
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] *= spectrum[i];
    }
    bands.apply(spectrum, levels);
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

  /** Beats per minute; null when there is no clear beat. */
  public Double bpm() {
    if (frames < FEWEST_FRAMES) {
      return null;
    }
    double[] strength = centred();
    int longest = Math.min(frames - 1, (int) (4 * FRAMES_PER_MINUTE / SLOWEST) + 2);
    double[] similarity = autocorrelation(strength, longest);
    double best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (double bpm = SLOWEST; bpm <= FASTEST; bpm += 0.1) {
      double octaves = Math.log(bpm / FAVOURITE) / Math.log(2) / OCTAVES;
      double halves = Math.max(0, similarity(similarity, bpm, 0.5));
      double score =
          regularity(similarity, bpm) * (1 + HALVES * halves) * Math.exp(-0.5 * octaves * octaves);
      if (score > bestScore) {
        bestScore = score;
        best = bpm;
      }
    }
    return regularity(similarity, best) < CONFIDENT
        ? null
        : (Double) (Math.round(best * 10) / 10.0);
  }

  /** Onsets less what is usual around them. */
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
    return energy < LEAST_ENERGY
        ? new double[longest + 1]
        : Arrays.stream(result).map(r -> r / energy).toArray();
  }

  /** How alike the music is to itself one, two and four beats later, whichever is least. */
  private static double regularity(double[] similarity, double bpm) {
    double least = similarity(similarity, bpm, 1);
    least = Math.min(least, similarity(similarity, bpm, 2));
    return Math.min(least, similarity(similarity, bpm, 4));
  }

  /**
   * The similarity after some beats, between the measured lags by a straight line; 1 beyond them.
   */
  private static double similarity(double[] similarity, double bpm, double beats) {
    double lag = beats * FRAMES_PER_MINUTE / bpm;
    int low = (int) lag;
    if (low + 1 >= similarity.length) {
      return 1;
    }
    return similarity[low] + (lag - low) * (similarity[low + 1] - similarity[low]);
  }
}
