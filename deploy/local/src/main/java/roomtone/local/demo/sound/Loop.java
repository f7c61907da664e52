package roomtone.local.demo.sound;

/**
 * A buffer of two minutes of stereo sound that is played in a loop: frames added after the end wrap
 * around to the start. Slow changes are computed once for each block of 10 ms.
 */
final class Loop {

  static final int SAMPLE_RATE = 44_100;
  static final int SECONDS = 120;
  static final int FRAMES = SAMPLE_RATE * SECONDS;

  /** The number of frames in a block. */
  static final int BLOCK = SAMPLE_RATE / 100;

  static final int BLOCKS = FRAMES / BLOCK;
  static final int BLOCKS_PER_SECOND = SAMPLE_RATE / BLOCK;

  /** One sample for each frame, in -1..1 after mastering. */
  final float[] left = new float[FRAMES];

  final float[] right = new float[FRAMES];

  /** Adds one frame; frames beyond the end wrap around. */
  void add(int frame, float leftSample, float rightSample) {
    int at = frame < FRAMES ? frame : frame % FRAMES;
    left[at] += leftSample;
    right[at] += rightSample;
  }
}
