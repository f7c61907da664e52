package roomtone.manager.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import roomtone.manager.decode.Sounds;

class AudioEmbedderTest {

  private static final int RATE = Timbre.SAMPLE_RATE;
  private static final IntToDoubleFunction NOISE = Sounds.noise(0.1, 7);

  @Test
  void silence_around_a_sound_changes_nothing() {
    WindowEstimates plain = listen(4 * RATE, NOISE);
    WindowEstimates padded =
        listen(
            9 * RATE,
            i -> i < 2.5 * RATE || i >= 6.5 * RATE ? 0 : NOISE.applyAsDouble(i - 5 * RATE / 2));
    assertEquals(1, padded.windows());
    assertArrayEquals(plain.weights(), padded.weights());
    assertEquals(plain.tagScore(), padded.tagScore());
  }

  @Test
  void noise_of_one_step_of_sixteen_bits_is_silence() {
    WindowEstimates plain = listen(4 * RATE, NOISE);
    WindowEstimates padded =
        listen(
            7 * RATE,
            i -> i < 3 * RATE ? (i % 3 - 1) / 32_768.0 : NOISE.applyAsDouble(i - 3 * RATE));
    assertArrayEquals(plain.weights(), padded.weights());
  }

  @Test
  void a_pause_between_two_sounds_is_left_out() {
    WindowEstimates plain = listen(5 * RATE, NOISE);
    WindowEstimates parted =
        listen(
            8 * RATE,
            i ->
                i < 2 * RATE
                    ? NOISE.applyAsDouble(i)
                    : i < 5 * RATE ? 0 : NOISE.applyAsDouble(i - 3 * RATE));
    assertArrayEquals(plain.weights(), parted.weights());
  }

  @Test
  void short_pauses_belong_to_the_sound() {
    IntToDoubleFunction beats = i -> i % (RATE / 2) < RATE / 10 ? NOISE.applyAsDouble(i) : 0;
    assertEquals(4, listen(20 * RATE, beats).windows());
  }

  @Test
  void silence_alone_has_no_estimate() {
    assertNull(listen(20 * RATE, i -> 0));
  }

  private static WindowEstimates listen(int samples, IntToDoubleFunction sound) {
    AudioEmbedder embedder = new AudioEmbedder(SoundModel.trained());
    for (int i = 0; i < samples; i++) {
      embedder.accept((float) sound.applyAsDouble(i));
    }
    return embedder.finish();
  }
}
