package roomtone.local.demo.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The reference signals of EBU Tech 3341, as far as they need two channels only. */
class LoudnessTest {

  @Test
  void a_sine_of_1000_hertz_at_minus_23_dbfs_in_both_channels_is_minus_23_lufs() {
    assertEquals(-23, Loudness.of(sine(-23, 0, Loop.SECONDS)), 0.1);
  }

  @Test
  void quiet_passages_do_not_count() {
    Loop loop = sine(-36, 0, Loop.SECONDS);
    Loop loud = sine(-23, 20, 100);
    for (int i = 0; i < Loop.FRAMES; i++) {
      if (loud.left[i] != 0) {
        loop.left[i] = loud.left[i];
        loop.right[i] = loud.right[i];
      }
    }
    assertEquals(-23, Loudness.of(loop), 0.1);
  }

  @Test
  void low_notes_count_less_than_high_ones() {
    // The K filter's response against that at 1 kHz, read off ITU-R BS.1770-4, figures 2 and 4.
    assertEquals(-23 - 4.7, Loudness.of(sine(-23, 0, Loop.SECONDS, 50)), 0.2);
    assertEquals(-23 + 3.3, Loudness.of(sine(-23, 0, Loop.SECONDS, 5_000)), 0.2);
  }

  private static Loop sine(double dbfs, int fromSecond, int toSecond) {
    return sine(dbfs, fromSecond, toSecond, 1_000);
  }

  private static Loop sine(double dbfs, int fromSecond, int toSecond, double hertz) {
    Loop loop = new Loop();
    float peak = SoundLayer.gain(dbfs);
    for (int i = fromSecond * Loop.SAMPLE_RATE; i < toSecond * Loop.SAMPLE_RATE; i++) {
      float sample = peak * (float) Math.sin(2 * Math.PI * hertz * i / Loop.SAMPLE_RATE);
      loop.add(i, sample, sample);
    }
    return loop;
  }
}
