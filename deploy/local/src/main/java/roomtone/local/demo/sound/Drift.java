package roomtone.local.demo.sound;

/**
 * A slow random movement between about -1 and 1 that ends where it began: a few sines, each a whole
 * number of cycles per loop.
 */
final class Drift {

  private static final int SINES = 6;

  private final float[] values = new float[Loop.BLOCKS];

  /**
   * @param slowestSeconds period of the slowest sine
   * @param fastestSeconds period of the fastest sine
   */
  Drift(Noise dice, double slowestSeconds, double fastestSeconds) {
    for (int sine = 0; sine < SINES; sine++) {
      double period = dice.betweenOctaves(fastestSeconds, slowestSeconds);
      long cycles = Math.max(1, Math.round(Loop.SECONDS / period));
      double phase = dice.between(0, 2 * Math.PI);
      double step = 2 * Math.PI * cycles / Loop.BLOCKS;
      for (int block = 0; block < Loop.BLOCKS; block++) {
        values[block] += (float) StrictMath.sin(phase + step * block);
      }
    }
    // The sines add up to a spread of sqrt(SINES / 2); twice that is rarely passed.
    float scale = (float) (1 / (2 * Math.sqrt(SINES / 2.0)));
    for (int block = 0; block < Loop.BLOCKS; block++) {
      values[block] = Math.clamp(values[block] * scale, -1, 1);
    }
  }

  /** The value at the start of a block. */
  float at(int block) {
    return values[block];
  }
}
