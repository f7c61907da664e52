package roomtone.local.demo.sound;

/**
 * A continuous sound made of filtered noise, with single sounds scattered over it. Its filters are
 * run in over the last seconds of the loop before they render the first, so that the loop closes
 * without a seam.
 */
abstract class Bed {

  private static final int RUN_IN = 2 * Loop.BLOCKS_PER_SECOND;

  /** All beds are brought to this loudness, so that weights mean the same for each. */
  private static final double COMMON_LUFS = -14;

  private final float level;
  private final Noise noise;
  private final float[] left = new float[Loop.BLOCK];
  private final float[] right = new float[Loop.BLOCK];

  /**
   * @param lufs how loud it renders itself, as measured
   */
  Bed(long seed, double lufs) {
    level = gain(COMMON_LUFS - lufs);
    noise = new Noise(seed);
  }

  /** Adds the sound, at its common loudness when the weight is 1. */
  final void addTo(Loop loop, double weight) {
    float gain = (float) (weight * level);
    for (int turn = -RUN_IN; turn < Loop.BLOCKS; turn++) {
      int block = Math.floorMod(turn, Loop.BLOCKS);
      noise.seek((long) block * Loop.BLOCK);
      render(block, noise, left, right);
      if (turn >= 0) {
        int from = block * Loop.BLOCK;
        for (int i = 0; i < Loop.BLOCK; i++) {
          loop.left[from + i] += gain * left[i];
          loop.right[from + i] += gain * right[i];
        }
      }
    }
    scatterOver(loop, gain);
  }

  /** Fills one block from one number of the noise for each frame. */
  abstract void render(int block, Noise noise, float[] left, float[] right);

  /** Adds single sounds, if there are any. */
  void scatterOver(Loop loop, float gain) {}

  /** The block after the given one. */
  static int next(int block) {
    return block + 1 < Loop.BLOCKS ? block + 1 : 0;
  }

  static float gain(double decibels) {
    return (float) StrictMath.pow(10, decibels / 20);
  }
}
