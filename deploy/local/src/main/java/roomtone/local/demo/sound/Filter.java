package roomtone.local.demo.sound;

/**
 * A second-order state variable filter that has low-pass, band-pass and high-pass outputs and may
 * be retuned while it runs.
 *
 * @see "Simper 2013, Solving the continuous SVF equations using trapezoidal integration"
 */
final class Filter {

  private float k;
  private float a1;
  private float a2;
  private float a3;
  private float memory1;
  private float memory2;

  private float low;
  private float band;
  private float high;

  /**
   * @param hertz the corner frequency, or the centre of the band-pass
   * @param q the quality factor; 0.707 has no resonance
   */
  Filter(double hertz, double q) {
    tune(hertz, q);
  }

  void tune(double hertz, double q) {
    double g = StrictMath.tan(Math.PI * hertz / Loop.SAMPLE_RATE);
    double damping = 1 / q;
    double first = 1 / (1 + g * (g + damping));
    k = (float) damping;
    a1 = (float) first;
    a2 = (float) (g * first);
    a3 = (float) (g * g * first);
  }

  private void feed(float in) {
    float v3 = in - memory2;
    float v1 = a1 * memory1 + a2 * v3;
    float v2 = memory2 + a2 * memory1 + a3 * v3;
    memory1 = 2 * v1 - memory1;
    memory2 = 2 * v2 - memory2;
    low = v2;
    band = k * v1;
    high = in - band - low;
  }

  float low(float in) {
    feed(in);
    return low;
  }

  /** The band-pass output with gain 1 at the centre frequency for every quality factor. */
  float band(float in) {
    feed(in);
    return band;
  }

  float high(float in) {
    feed(in);
    return high;
  }
}
