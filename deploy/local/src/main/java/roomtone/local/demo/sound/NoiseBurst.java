package roomtone.local.demo.sound;

/**
 * A short burst of coloured noise.
 *
 * @param hertz the centre frequency of its band
 * @param q the quality factor of the band: centre frequency / bandwidth
 * @param riseSeconds the time to the maximum
 * @param decaySeconds the time from the maximum to 8.7 dB below it
 */
record NoiseBurst(double hertz, double q, double riseSeconds, double decaySeconds) {

  private static final int DECAYS = 7;

  /**
   * @param at seconds into the loop
   * @param pan -1 left .. 1 right
   */
  void addTo(Loop loop, double at, double amplitude, double pan, RandomNumbers dice) {
    int start = (int) (at * Loop.SAMPLE_RATE);
    int rise = Math.max(1, (int) (riseSeconds * Loop.SAMPLE_RATE));
    int length = rise + (int) (DECAYS * decaySeconds * Loop.SAMPLE_RATE);
    Filter filter = new Filter(hertz, q);
    float fade = (float) StrictMath.exp(-1 / (decaySeconds * Loop.SAMPLE_RATE));
    float left = (float) (amplitude * Math.sqrt((1 - pan) / 2));
    float right = (float) (amplitude * Math.sqrt((1 + pan) / 2));
    float envelope = 0;
    for (int i = 0; i < length; i++) {
      envelope = i < rise ? (float) (i + 1) / rise : envelope * fade;
      float sample = envelope * filter.band(RandomNumbers.first(dice.bits()));
      loop.add(start + i, left * sample, right * sample);
    }
  }
}
