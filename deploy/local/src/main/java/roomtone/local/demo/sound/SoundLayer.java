package roomtone.local.demo.sound;

/**
 * A continuous sound of filtered noise with single sounds added to it. Its filters first process
 * the last seconds of the loop and then its beginning, so that the end of the loop meets the
 * beginning without a click.
 */
abstract class SoundLayer {

  private static final int RUN_IN = 2 * Loop.BLOCKS_PER_SECOND;

  /** The loudness to which every layer is scaled, so that equal weights sound equally loud. */
  private static final double COMMON_LUFS = -14;

  private final float level;
  private final RandomNumbers noise;
  private final float[] left = new float[Loop.BLOCK];
  private final float[] right = new float[Loop.BLOCK];

  /**
   * @param lufs the measured loudness of the unscaled layer, in LUFS
   */
  SoundLayer(long seed, double lufs) {
    level = gain(COMMON_LUFS - lufs);
    noise = new RandomNumbers(seed);
  }

  /** Adds the layer to a loop; at weight 1 with the common loudness. */
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

  /** Renders one block; takes one random number for each frame. */
  abstract void render(int block, RandomNumbers noise, float[] left, float[] right);

  /** Turns the noise of one side, 0 or 1, into sound of a level. */
  interface Voice {
    float sound(int side, float white, float level);
  }

  /**
   * Renders one block of noise through a voice.
   *
   * @param from the level before the first frame
   * @param to the level of the last frame
   * @param leak how much of the noise of one side is heard on the other
   */
  static void render(
      RandomNumbers noise,
      float from,
      float to,
      float leak,
      Voice voice,
      float[] left,
      float[] right) {
    float level = from;
    float step = (to - from) / Loop.BLOCK;
    for (int i = 0; i < Loop.BLOCK; i++) {
      long bits = noise.bits();
      float one = RandomNumbers.first(bits);
      float two = RandomNumbers.second(bits);
      level += step;
      left[i] = voice.sound(0, one + leak * two, level);
      right[i] = voice.sound(1, two + leak * one, level);
    }
  }

  /** Adds single sounds; by default none. */
  void scatterOver(Loop loop, float gain) {}

  /** The index of the next block. */
  static int next(int block) {
    return block + 1 < Loop.BLOCKS ? block + 1 : 0;
  }

  static float gain(double decibels) {
    return (float) StrictMath.pow(10, decibels / 20);
  }
}
