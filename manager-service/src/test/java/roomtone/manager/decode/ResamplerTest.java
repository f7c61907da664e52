package roomtone.manager.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        4_000, 8_000, 11_025, 16_000, 22_050, 22_051, 32_000, 44_100, 48_000, 96_000, 192_000
      })
  void a_tone_keeps_its_frequency_position_and_length(int rate) {
    float[] out = resample(rate, 1_000, 2 * rate);
    assertEquals(2 * MonoStream.SAMPLE_RATE, out.length, 2);
    for (int i = 2_000; i < out.length - 2_000; i++) {
      double wanted = 0.5 * Math.sin(2 * Math.PI * 1_000 * i / MonoStream.SAMPLE_RATE);
      assertEquals(wanted, out[i], 2e-4, "sample " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"44100, 11300", "44100, 15000", "48000, 20000", "96000, 30000"})
  void frequencies_beyond_the_lower_rate_are_removed(int rate, double hertz) {
    float[] out = resample(rate, hertz, rate);
    float[] middle = Arrays.copyOfRange(out, 2_000, out.length - 2_000);
    for (float sample : middle) {
      assertTrue(Math.abs(sample) < 1e-4, "alias of " + sample);
    }
  }

  private static float[] resample(int rate, double hertz, int frames) {
    float[] in = Sounds.samples(Sounds.sine(hertz, 0.5, rate), frames);
    float[] out = new float[(int) ((long) frames * MonoStream.SAMPLE_RATE / rate) + 10];
    int[] filled = {0};
    Resampler resampler = new Resampler(rate, MonoStream.SAMPLE_RATE);
    for (int i = 0; i < frames; i += 1_000) {
      int count = Math.min(1_000, frames - i);
      resampler.accept(
          Arrays.copyOfRange(in, i, i + count), count, sample -> out[filled[0]++] = sample);
    }
    resampler.finish(sample -> out[filled[0]++] = sample);
    return Arrays.copyOf(out, filled[0]);
  }
}
