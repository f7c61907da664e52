package roomtone.local.demo.sound;

/**
 * Filters white noise to pink noise: -3 dB per octave, within 0.5 dB above 20 Hz.
 *
 * @see "Paul Kellet's economy filter, www.firstpr.com.au/dsp/pink-noise"
 */
final class PinkNoise {

  private float slow;
  private float middle;
  private float fast;

  /** Scales the output so that its amplitude is about that of the input. */
  float of(float white) {
    slow = 0.99765f * slow + white * 0.0990460f;
    middle = 0.96300f * middle + white * 0.2965164f;
    fast = 0.57000f * fast + white * 1.0526913f;
    return 0.35f * (slow + middle + fast + white * 0.1848f);
  }
}
