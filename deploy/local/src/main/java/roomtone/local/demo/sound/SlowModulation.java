package roomtone.local.demo.sound;

/**
 * A slow random modulation in -1..1 whose end meets its beginning: a sum of sines, each with a
 * whole number of cycles in the loop.
 */
final class SlowModulation {

  private static final int SINES = 6;

  private final float[] values = new float[Loop.BLOCKS];

  /**
   * @param slowestSeconds the period of the slowest sine
   * @param fastestSeconds the period of the fastest sine
   */
  SlowModulation(RandomNumbers random, double slowestSeconds, double fastestSeconds) {
    for (int sine = 0; sine < SINES; sine++) {
      double period = random.betweenOctaves(fastestSeconds, slowestSeconds);
      long cycles = Math.max(1, Math.round(Loop.SECONDS / period));
      double phase = random.between(0, 2 * Math.PI);
      double step = 2 * Math.PI * cycles / Loop.BLOCKS;
      for (int block = 0; block < Loop.BLOCKS; block++) {
        values[block] += (float) StrictMath.sin(phase + step * block);
      }
    }
    // The standard deviation of the sum is sqrt(SINES / 2); few values exceed twice that.
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
