package roomtone.manager.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import roomtone.manager.decode.Sounds;

class TimbreTest {

  private static final int LENGTH = 5 * Timbre.SAMPLE_RATE;

  private final Timbre timbre = new Timbre();

  /** Values for this signal from an implementation of librosa's definitions in another language. */
  @Test
  void agrees_with_librosas_definitions_on_a_signal_with_everything_in_it() {
    double[] reference = {
      -239.6121, 11.0085, -0.67251, -7.9474, -4.4534, 0.92977, -0.45913, -4.4624, -4.0033, -0.89947,
      0.71804, -0.78067, -2.4796, -1.2304, 1.1182, 0.89389, -1.0864, -0.57065, 0.78109, 1.2126,
      116.7175, 11.0118, 15.2506, 14.7144, 14.8756, 16.6004, 15.4984, 15.8578, 15.3613, 16.4683,
      16.2590, 16.0938, 15.7594, 15.3330, 15.4884, 13.6708, 13.2133, 13.9990, 15.7391, 13.6422,
      2969.6936, 6282.4615, 0.0043494, 0.086763
    };
    double[] features = describe(chirpInModulatedNoise());
    for (int i = 0; i < Timbre.FEATURES; i++) {
      assertEquals(
          reference[i], features[i], 2e-3 * Math.max(0.1, Math.abs(reference[i])), "feature " + i);
    }
  }

  private static IntToDoubleFunction chirpInModulatedNoise() {
    double[] noise = new double[LENGTH];
    long state = 12_345;
    for (int i = 0; i < LENGTH; i++) {
      state = (state * 1_103_515_245L + 12_345) & 0x7fff_ffff;
      noise[i] = state / (double) 0x4000_0000 - 1;
    }
    return i -> {
      double t = (double) i / Timbre.SAMPLE_RATE;
      double envelope = 0.5 + 0.5 * Math.sin(2 * Math.PI * 1.5 * t);
      return 0.3 * Math.sin(2 * Math.PI * (200 * t + 150 * t * t)) + 0.05 * noise[i] * envelope;
    };
  }

  @Test
  void a_sine_has_its_own_frequency_as_centroid_and_rolloff() {
    double[] features = describe(Sounds.sine(3_000, 0.5, Timbre.SAMPLE_RATE));
    assertEquals(3_000, features[Timbre.CENTROID], 40);
    assertEquals(3_000, features[Timbre.ROLLOFF], 15);
    assertEquals(2 * 3_000.0 / Timbre.SAMPLE_RATE, features[Timbre.ZERO_CROSSINGS], 3e-3);
    assertTrue(features[Timbre.FLATNESS] < 1e-3);
  }

  @Test
  void white_noise_is_flat() {
    double[] features = describe(Sounds.noise(0.5, 5));
    double half = Timbre.SAMPLE_RATE / 2.0;
    assertEquals(half / 2, features[Timbre.CENTROID], 0.02 * half);
    assertEquals(0.85 * half, features[Timbre.ROLLOFF], 0.02 * half);
    // The geometric over the arithmetic mean of exponentially distributed powers is e to the power
    // of minus Euler's constant.
    assertEquals(Math.exp(-0.5772), features[Timbre.FLATNESS], 0.02);
    assertEquals(0.5, features[Timbre.ZERO_CROSSINGS], 0.01);
  }

  @Test
  void silence_has_the_lowest_level_and_is_flat() {
    double[] features = describe(i -> 0);
    assertEquals(-100 * Math.sqrt(128), features[0], 1e-6);
    assertEquals(0, features[1], 1e-6);
    assertEquals(1, features[Timbre.FLATNESS], 1e-9);
    assertEquals(0, features[Timbre.CENTROID]);
  }

  @Test
  void level_changes_the_first_mean_alone() {
    IntToDoubleFunction noise = Sounds.noise(0.8, 9);
    double[] loud = describe(noise);
    double[] soft = describe(i -> noise.applyAsDouble(i) * Sounds.decibels(-12));
    assertEquals(loud[0] - 12 * Math.sqrt(128), soft[0], 0.01);
    for (int i = 1; i < Timbre.FEATURES; i++) {
      assertEquals(loud[i], soft[i], 1e-3 * Math.max(1, Math.abs(loud[i])), "feature " + i);
    }
  }

  private double[] describe(IntToDoubleFunction sound) {
    return timbre.describe(Sounds.samples(sound, LENGTH), LENGTH);
  }
}
