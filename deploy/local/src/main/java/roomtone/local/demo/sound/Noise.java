package roomtone.local.demo.sound;

/**
 * White noise and dice that can be thrown again: SplitMix64, whose n-th number needs no other. That
 * is what lets a filter be run in over the end of a loop before it renders the beginning.
 *
 * @see "Steele, Lea, Flood 2014, Fast splittable pseudorandom number generators"
 */
final class Noise {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final long origin;
  private long state;

  Noise(long seed) {
    origin = mix(seed * GAMMA + 1);
    state = origin;
  }

  /** The next number is the one at the given position. */
  void seek(long position) {
    state = origin + position * GAMMA;
  }

  /** 64 random bits. */
  long bits() {
    state += GAMMA;
    return mix(state);
  }

  /** Two independent samples of white noise, -1..1, fit in {@link #bits()}: this is the first. */
  static float first(long bits) {
    return (int) bits * 0x1p-31f;
  }

  /** The second sample. */
  static float second(long bits) {
    return (int) (bits >>> 32) * 0x1p-31f;
  }

  /** Evenly distributed, from (included) to (excluded). */
  double between(double from, double to) {
    return from + (to - from) * ((bits() >>> 11) * 0x1p-53);
  }

  /** Evenly distributed on a logarithmic scale; both bounds are positive. */
  double betweenOctaves(double from, double to) {
    return from * StrictMath.pow(to / from, between(0, 1));
  }

  /** A waiting time with the given mean, as between independent events. */
  double waitingTime(double mean) {
    return -mean * StrictMath.log(1 - between(0, 1));
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
