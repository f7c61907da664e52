package roomtone.local.demo.sound;

/**
 * Integrated loudness by ITU-R BS.1770-4: both channels through the K filter, mean power of blocks
 * of 400 ms each 100 ms, without the blocks below -70 LUFS and those 10 LU below the rest.
 */
final class Loudness {

  private static final int HOP = Loop.SAMPLE_RATE / 10;
  private static final int HOPS_PER_BLOCK = 4;
  private static final double OFFSET = -0.691;

  private Loudness() {}

  /** In LUFS; minus infinity for silence. */
  static double of(Loop loop) {
    double[] left = powers(loop.left);
    double[] right = powers(loop.right);
    int blocks = left.length - HOPS_PER_BLOCK + 1;
    double[] powers = new double[blocks];
    for (int block = 0; block < blocks; block++) {
      for (int hop = 0; hop < HOPS_PER_BLOCK; hop++) {
        powers[block] += (left[block + hop] + right[block + hop]) / HOPS_PER_BLOCK;
      }
    }
    double absolute = power(-70);
    double relative = meanAbove(absolute, powers) / 10;
    return OFFSET + 10 * Math.log10(meanAbove(Math.max(absolute, relative), powers));
  }

  private static double power(double lufs) {
    return Math.pow(10, (lufs - OFFSET) / 10);
  }

  private static double meanAbove(double gate, double[] powers) {
    double sum = 0;
    int count = 0;
    for (double power : powers) {
      if (power > gate) {
        sum += power;
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Mean power of each 100 ms behind the K filter. */
  private static double[] powers(float[] samples) {
    Biquad shelf = Biquad.highShelf(1_681.974450955533, 3.999843853973347, 0.7071752369554196);
    Biquad highPass = Biquad.highPass(38.13547087602444, 0.5003270373238773);
    double[] powers = new double[samples.length / HOP];
    for (int hop = 0; hop < powers.length; hop++) {
      double sum = 0;
      for (int i = hop * HOP; i < (hop + 1) * HOP; i++) {
        double heard = highPass.next(shelf.next(samples[i]));
        sum += heard * heard;
      }
      powers[hop] = sum / HOP;
    }
    return powers;
  }

  /**
   * The two stages of the K filter for any sample rate.
   *
   * @see "De Man 2018, Evaluation of implementations of the EBU R128 loudness measurement"
   */
  private static final class Biquad {
    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double z1;
    private double z2;

    private Biquad(double b0, double b1, double b2, double a1, double a2) {
      this.b0 = b0;
      this.b1 = b1;
      this.b2 = b2;
      this.a1 = a1;
      this.a2 = a2;
    }

    static Biquad highShelf(double hertz, double decibels, double q) {
      double k = StrictMath.tan(Math.PI * hertz / Loop.SAMPLE_RATE);
      double top = StrictMath.pow(10, decibels / 20);
      double middle = StrictMath.pow(top, 0.4996667741545416);
      double a0 = 1 + k / q + k * k;
      return new Biquad(
          (top + middle * k / q + k * k) / a0,
          2 * (k * k - top) / a0,
          (top - middle * k / q + k * k) / a0,
          2 * (k * k - 1) / a0,
          (1 - k / q + k * k) / a0);
    }

    static Biquad highPass(double hertz, double q) {
      double k = StrictMath.tan(Math.PI * hertz / Loop.SAMPLE_RATE);
      double a0 = 1 + k / q + k * k;
      return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
    }

    double next(double in) {
      double out = b0 * in + z1;
      z1 = b1 * in - a1 * out + z2;
      z2 = b2 * in - a2 * out;
      return out;
    }
  }
}
