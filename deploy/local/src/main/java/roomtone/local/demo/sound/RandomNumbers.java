package roomtone.local.demo.sound;

/**
 * Random numbers with random access (SplitMix64): the n-th number is computed without those before
 * it. A filter can so process the end of a loop before its beginning.
 *
 * @see "Steele, Lea, Flood 2014, Fast splittable pseudorandom number generators"
 */
final class RandomNumbers {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final long origin;
  private long state;

  RandomNumbers(long seed) {
    origin = mix(seed * GAMMA + 1);
    state = origin;
  }

  /** Sets the position of the next number. */
  void seek(long position) {
    state = origin + position * GAMMA;
  }

  /** 64 random bits. */
  long bits() {
    state += GAMMA;
    return mix(state);
  }

  /** The first of two independent samples of white noise, -1..1, from {@link #bits()}. */
  static float first(long bits) {
    return (int) bits * 0x1p-31f;
  }

  /** The second sample of white noise from {@link #bits()}. */
  static float second(long bits) {
    return (int) (bits >>> 32) * 0x1p-31f;
  }

  /** A uniformly distributed number in [from, to). */
  double between(double from, double to) {
    return from + (to - from) * ((bits() >>> 11) * 0x1p-53);
  }

  /** A number that is uniformly distributed on a logarithmic scale; both bounds are positive. */
  double betweenOctaves(double from, double to) {
    return from * StrictMath.pow(to / from, between(0, 1));
  }

  /** An exponentially distributed time with the given mean, as between independent events. */
  double waitingTime(double mean) {
    return -mean * StrictMath.log(1 - between(0, 1));
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
