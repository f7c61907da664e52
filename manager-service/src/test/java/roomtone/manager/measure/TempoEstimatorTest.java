package roomtone.manager.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.manager.decode.MonoStream;
import roomtone.manager.decode.Sounds;

class TempoEstimatorTest {

  private static final int RATE = MonoStream.SAMPLE_RATE;

  @ParameterizedTest
  @ValueSource(doubles = {72, 90, 120, 128, 140})
  void a_drum_with_softer_strokes_between_its_beats_has_its_tempo(double bpm) {
    Double found = beat(drum(bpm));
    assertNotNull(found);
    assertEquals(bpm, found, 0.01 * bpm);
  }

  @Test
  void noise_tones_and_silence_have_none() {
    assertNull(beat(Sounds.noise(0.5, 1)));
    assertNull(beat(Sounds.sine(440, 0.5, RATE)));
    assertNull(beat(i -> 0));
  }

  @Test
  void drops_at_random_have_none() {
    Random random = new Random(4);
    float[] drops = new float[30 * RATE];
    for (int drop = 0; drop < 300; drop++) {
      int start = random.nextInt(drops.length - 1_000);
      for (int i = 0; i < 1_000; i++) {
        drops[start + i] += (float) (0.3 * Math.exp(-i / 200.0) * Math.sin(0.3 * i));
      }
    }
    assertNull(beat(i -> drops[i]));
  }

  private static IntToDoubleFunction drum(double bpm) {
    IntToDoubleFunction noise = Sounds.noise(1, 2);
    double half = 30.0 / bpm * RATE;
    return i -> {
      int stroke = (int) (i / half);
      double since = (i - stroke * half) / RATE;
      double hat = 0.1 * noise.applyAsDouble(i) * Math.exp(-60 * since);
      double kick = Math.sin(2 * Math.PI * 80 * since) * Math.exp(-20 * since) + 2 * hat;
      return 0.01 * noise.applyAsDouble(i + 7) + (stroke % 2 == 0 ? 0.7 * kick : 0.3 * hat);
    };
  }

  private static Double beat(IntToDoubleFunction sound) {
    TempoEstimator beat = new TempoEstimator();
    for (int i = 0; i < 30 * RATE; i++) {
      beat.accept((float) sound.applyAsDouble(i));
    }
    return beat.bpm();
  }
}
