package roomtone.local.demo.sound;

/**
 * A struck body: a sine that sets in within a millisecond and dies away.
 *
 * @param hertz its pitch
 * @param decaySeconds until it has lost 8.7 dB
 */
record Ringing(double hertz, double decaySeconds) {

  /** It is cut off this many decays on, 61 dB down. */
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
