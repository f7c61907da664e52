package roomtone.local.demo.sound;

/**
 * Turns white noise into pink: 3 dB less per octave, within 0.5 dB from 20 Hz up.
 *
 * @see "Paul Kellet's economy filter, www.firstpr.com.au/dsp/pink-noise"
 */
final class Pink {

  private float slow;
  private float middle;
  private float fast;

  /** White noise of -1..1 comes out at about the same strength. */
  float of(float white) {
    slow = 0.99765f * slow + white * 0.0990460f;
    middle = 0.96300f * middle + white * 0.2965164f;
    fast = 0.57000f * fast + white * 1.0526913f;
    return 0.35f * (slow + middle + fast + white * 0.1848f);
  }
}
