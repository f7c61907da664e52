package roomtone.local.demo.sound;

/**
 * Two minutes of stereo sound whose end is its beginning: whatever is added past the end goes on at
 * the start. It is divided into blocks of 10 ms, the step in which slow changes are made.
 */
final class Loop {

  static final int SAMPLE_RATE = 44_100;
  static final int SECONDS = 120;
  static final int FRAMES = SAMPLE_RATE * SECONDS;

  /** Frames in a block. */
  static final int BLOCK = SAMPLE_RATE / 100;

  static final int BLOCKS = FRAMES / BLOCK;
  static final int BLOCKS_PER_SECOND = SAMPLE_RATE / BLOCK;

  /** About -1..1 once mastered; one number for each frame. */
  final float[] left = new float[FRAMES];

  final float[] right = new float[FRAMES];

  /** Adds one frame; frames beyond the end wrap around. */
  void add(int frame, float leftSample, float rightSample) {
    int at = frame < FRAMES ? frame : frame % FRAMES;
    left[at] += leftSample;
    right[at] += rightSample;
  }
}
