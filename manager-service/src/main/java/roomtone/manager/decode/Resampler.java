package roomtone.manager.decode;

/**
 * Brings a mono stream to another sample rate with a windowed sinc: flat within 0.1 dB up to 91 %
 * of the lower band's edge, 100 dB down beyond the edge. Used by one thread.
 *
 * @see "Smith, Digital Audio Resampling; Kaiser and Schafer 1980 for the window's shape"
 */
public final class Resampler {

  /** The end of the flat part, as a share of half the lower sample rate. */
  private static final double PASS = 0.913;

  private static final double REJECTION_DB = 100;
  private static final double KAISER_BETA = 0.1102 * (REJECTION_DB - 8.7);
  private static final int MAX_PHASES = 1_024;
  private static final int ROOM = 4_096;

  private final int inRate;
  private final int outRate;
  private final int phases;
  private final int taps;
  private final float[][] kernel;

  /** The last inputs up to {@code end}; they move to the front when the array is full. */
  private final float[] history;

  private int end;

  /**
   * Position of the next output in input samples, relative to the history's centre, with a
   * remainder in 1/outRate.
   */
  private int ahead;

  private int remainder;

  public Resampler(int inRate, int outRate) {
    this.inRate = inRate;
    this.outRate = outRate;
    int divisor = gcd(inRate, outRate);
    this.phases = Math.min(outRate / divisor, MAX_PHASES);
    double lower = Math.min(1.0, (double) outRate / inRate);
    double transition = Math.PI * (1 - PASS) * lower;
    int half = (int) Math.ceil((REJECTION_DB - 8) / (2.285 * transition) / 2);
    this.taps = 2 * half;
    this.kernel = kernel(half, lower * (1 + PASS) / 2);
    this.history = new float[taps + ROOM];
    // Half a kernel of silence stands before the first sample, so that outputs are not delayed.
    this.end = half - 1;
  }

  /** Receives samples one after the other. */
  public interface Sink {
    void accept(float sample);
  }

  /** Takes samples, and gives out those that can be computed from them. */
  public void accept(float[] samples, int count, Sink sink) {
    if (inRate == outRate) {
      for (int i = 0; i < count; i++) {
        sink.accept(samples[i]);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      push(samples[i]);
      while (end >= taps && ahead == 0) {
        sink.accept(output());
        advance();
      }
    }
  }

  /** Gives out the samples that depend on what follows the last input: silence. */
  public void finish(Sink sink) {
    if (inRate == outRate) {
      return;
    }
    accept(new float[taps / 2], taps / 2, sink);
  }

  private void push(float sample) {
    if (end == history.length) {
      System.arraycopy(history, end - taps, history, 0, taps);
      end = taps;
    }
    if (end >= taps) {
      ahead--;
    }
    history[end++] = sample;
  }

  private void advance() {
    long position = (long) remainder + inRate;
    ahead += (int) (position / outRate);
    remainder = (int) (position % outRate);
  }

  private float output() {
    double phase = (double) remainder * phases / outRate;
    int index = (int) phase;
    float fraction = (float) (phase - index);
    float[] low = kernel[index];
    float[] high = kernel[index + 1];
    int start = end - taps;
    float sum = 0;
    for (int i = 0; i < taps; i++) {
      sum += history[start + i] * (low[i] + fraction * (high[i] - low[i]));
    }
    return sum;
  }

  /** One row per fraction of an input sample, from 0 to 1 with both ends. */
  private float[][] kernel(int half, double cutoff) {
    float[][] rows = new float[phases + 1][2 * half];
    double normal = bessel(KAISER_BETA);
    for (int phase = 0; phase <= phases; phase++) {
      double[] row = new double[2 * half];
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        double t = i - (half - 1) - (double) phase / phases;
        double edge = t / half;
        double window =
            Math.abs(edge) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - edge * edge)) / normal;
        row[i] = window * sinc(cutoff * t);
        sum += row[i];
      }
      for (int i = 0; i < row.length; i++) {
        rows[phase][i] = (float) (row[i] / sum);
      }
    }
    return rows;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /** Modified Bessel function of order zero. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-12 * sum; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
