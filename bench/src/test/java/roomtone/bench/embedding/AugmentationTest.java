package roomtone.bench.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import roomtone.manager.decode.Resampler;
import roomtone.manager.embedding.Timbre;

class AugmentationTest {

  private static final int RATE = Timbre.SAMPLE_RATE;
  private static final int LENGTH = 5 * RATE;

  private final Timbre timbre = new Timbre();

  /** Noise that swells and fades: its bands move alike, as those of rain and waves do. */
  private static final IntToDoubleFunction SOUND = swelling(Sounds.noise(0.3, 3));

  @Test
  void what_is_cut_off_is_described_as_if_it_had_been_cut_off_in_the_sound() {
    float[] whole = Sounds.samples(SOUND, LENGTH);
    double[] clip = timbre.describe(whole, LENGTH);
    double[] really = timbre.describe(throughHalfTheRate(whole), LENGTH);

    double[] varied = Augmentation.cutOff(clip, 5_200, 0);

    double[] farther = Augmentation.cutOff(clip, 9_000, 0);
    for (int k = 0; k < Timbre.COEFFICIENTS; k++) {
      assertEquals(really[k], varied[k], 20, "mean of coefficient " + k);
    }
    assertTrue(distance(really, varied) < 0.2 * distance(really, clip));
    assertTrue(distance(really, varied) < 0.5 * distance(really, farther));
    assertEquals(really[Timbre.CENTROID], varied[Timbre.CENTROID], 0.1 * clip[Timbre.CENTROID]);
    assertEquals(really[Timbre.ROLLOFF], varied[Timbre.ROLLOFF], 0.1 * clip[Timbre.ROLLOFF]);
    assertEquals(
        really[Timbre.ZERO_CROSSINGS],
        varied[Timbre.ZERO_CROSSINGS],
        0.1 * clip[Timbre.ZERO_CROSSINGS]);
    assertTrue(varied[Timbre.FLATNESS] < 0.01);
  }

  @Test
  void the_same_random_numbers_make_the_same_variation_and_others_another() {
    double[] clip = timbre.describe(Sounds.samples(SOUND, LENGTH), LENGTH);
    double[] kept = clip.clone();
    assertArrayEquals(Augmentation.of(clip, new Random(4)), Augmentation.of(clip, new Random(4)));
    assertFalse(
        Arrays.equals(Augmentation.of(clip, new Random(4)), Augmentation.of(clip, new Random(5))));
    assertArrayEquals(kept, clip, "the clip itself stays");
  }

  @Test
  void a_variation_is_a_possible_description() {
    Random random = new Random(1);
    for (IntToDoubleFunction sound :
        new IntToDoubleFunction[] {SOUND, Sounds.sine(300, 0.5, RATE), i -> 0}) {
      double[] clip = timbre.describe(Sounds.samples(sound, LENGTH), LENGTH);
      for (int i = 0; i < 200; i++) {
        double[] varied = Augmentation.of(clip, random);
        for (int f = 0; f < varied.length; f++) {
          assertTrue(Double.isFinite(varied[f]), "feature " + f);
        }
        for (int k = Timbre.COEFFICIENTS; k < varied.length; k++) {
          assertTrue(varied[k] >= 0, "feature " + k);
        }
        assertTrue(varied[Timbre.CENTROID] <= RATE / 2.0);
        assertTrue(varied[Timbre.ROLLOFF] <= RATE / 2.0);
        assertTrue(varied[Timbre.FLATNESS] <= 1);
        assertTrue(varied[Timbre.ZERO_CROSSINGS] <= 1);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int k = 1; k < Timbre.COEFFICIENTS; k++) {
      squares += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return Math.sqrt(squares);
  }

  private static IntToDoubleFunction swelling(IntToDoubleFunction sound) {
    return i -> sound.applyAsDouble(i) * (0.6 + 0.4 * Math.sin(2 * Math.PI * 0.7 * i / RATE));
  }

  /** To half the sample rate and back: nothing above a quarter of it is left. */
  private static float[] throughHalfTheRate(float[] sound) {
    return resampled(resampled(sound, RATE, RATE / 2), RATE / 2, RATE);
  }

  private static float[] resampled(float[] sound, int from, int to) {
    float[] samples = new float[(int) ((long) sound.length * to / from) + 2];
    int[] count = {0};
    Resampler resampler = new Resampler(from, to);
    resampler.accept(sound, sound.length, sample -> samples[count[0]++] = sample);
    resampler.finish(sample -> samples[count[0]++] = sample);
    return Arrays.copyOf(samples, count[0]);
  }
}
