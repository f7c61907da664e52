package roomtone.local.demo.sound;

/**
 * A sine with a short attack and an exponential decay, like the sound of a struck body.
 *
 * @param hertz its frequency
 * @param decaySeconds the time in which it loses 8.7 dB
 */
record DecayingSine(double hertz, double decaySeconds) {

  /** After this many decays, 61 dB below the start, it is cut off. */
  private static final int DECAYS = 7;

  /**
   * @param at seconds into the loop
   * @param pan -1 left .. 1 right
   */
  void addTo(Loop loop, double at, double amplitude, double pan) {
    int start = (int) (at * Loop.SAMPLE_RATE);
    int length = (int) (DECAYS * decaySeconds * Loop.SAMPLE_RATE);
    double radius = StrictMath.exp(-1 / (decaySeconds * Loop.SAMPLE_RATE));
    double angle = 2 * Math.PI * hertz / Loop.SAMPLE_RATE;
    // y[n] = 2 r cos(w) y[n-1] - r^2 y[n-2] is r^n sin(nw), times sin(w) for the first sample.
    double recent = 2 * radius * StrictMath.cos(angle);
    double older = -radius * radius;
    double before = 0;
    double now = radius * StrictMath.sin(angle);
    float left = (float) (amplitude * Math.sqrt((1 - pan) / 2));
    float right = (float) (amplitude * Math.sqrt((1 + pan) / 2));
    for (int i = 0; i < length; i++) {
      float sample = (float) now;
      loop.add(start + i, left * sample, right * sample);
      double following = recent * now + older * before;
      before = now;
      now = following;
    }
  }
}
