package roomtone.manager.measure;

/**
 * K-weighting of one channel: a shelf for the acoustic effect of the head, then a high-pass. The
 * standard gives coefficients for 48 kHz only; here they are computed for any sample rate from the
 * same analogue filters.
 *
 * @see "ITU-R BS.1770-4, tables 1 and 2; De Man 2014, Evaluation of implementations of the EBU R128
 *     loudness measurement, for the analogue parameters"
 */
final class KWeighting {

  /** A smaller state is inaudible; denormal numbers, which are slow, are far smaller. */
  private static final double MIN_STATE = 1e-20;

  private final Biquad shelf;
  private final Biquad highPass;

  KWeighting(int sampleRate) {
    this.shelf = shelf(sampleRate);
    this.highPass = highPass(sampleRate);
  }

  /** Sum of the squares of the weighted samples of one channel. */
  double energy(float[] samples, int fromFrame, int frames, int channel, int channels) {
    double sum = 0;
    int at = fromFrame * channels + channel;
    for (int i = 0; i < frames; i++, at += channels) {
      double weighted = highPass.next(shelf.next(samples[at]));
      sum += weighted * weighted;
    }
    shelf.settle();
    highPass.settle();
    return sum;
  }

  private static Biquad shelf(int sampleRate) {
    double gain = Math.pow(10, 3.999843853973347 / 20);
    double band = Math.pow(gain, 0.4996667741545416);
    double q = 0.7071752369554196;
    double k = Math.tan(Math.PI * 1681.974450955533 / sampleRate);
    double a0 = 1 + k / q + k * k;
    return new Biquad(
        (gain + band * k / q + k * k) / a0,
        2 * (k * k - gain) / a0,
        (gain - band * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0);
  }

  private static Biquad highPass(int sampleRate) {
    double q = 0.5003270373238773;
    double k = Math.tan(Math.PI * 38.13547087602444 / sampleRate);
    double a0 = 1 + k / q + k * k;
    return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
  }

  private static final class Biquad {
    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double first;
    private double second;

    Biquad(double b0, double b1, double b2, double a1, double a2) {
      this.b0 = b0;
      this.b1 = b1;
      this.b2 = b2;
      this.a1 = a1;
      this.a2 = a2;
    }

    double next(double in) {
      double out = b0 * in + first;
      first = b1 * in - a1 * out + second;
      second = b2 * in - a2 * out;
      return out;
    }

    /**
     * Sets a state that has died away in silence to zero: with denormal numbers every step takes a
     * hundred times as long.
     */
    void settle() {
      if (Math.abs(first) < MIN_STATE && Math.abs(second) < MIN_STATE) {
        first = 0;
        second = 0;
      }
    }
  }
}
