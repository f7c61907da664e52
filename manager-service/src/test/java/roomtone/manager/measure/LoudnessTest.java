package roomtone.manager.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.manager.decode.ChannelLayout;
import roomtone.manager.decode.Sounds;

/** Reference signals of ITU-R BS.1770-4 and EBU Tech 3341. */
class LoudnessTest {

  private static final int RATE = 48_000;

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000})
  void a_sine_of_997_hertz_at_minus_23_in_both_channels_is_minus_23(int rate) {
    IntToDoubleFunction sine = Sounds.sine(997, Sounds.decibels(-23), rate);
    assertEquals(-23, lufs(ChannelLayout.standard(2), rate, 20 * rate, sine, sine), 0.1);
  }

  @Test
  void one_full_scale_channel_is_minus_3() {
    IntToDoubleFunction sine = Sounds.sine(997, 1, RATE);
    assertEquals(-3.01, lufs(ChannelLayout.standard(1), RATE, 5 * RATE, sine), 0.02);
    assertEquals(-3.01, lufs(ChannelLayout.standard(2), RATE, 5 * RATE, sine, i -> 0), 0.02);
  }

  @Test
  void low_frequencies_weigh_less_and_high_ones_more() {
    double amplitude = Sounds.decibels(-20);
    ChannelLayout mono = ChannelLayout.standard(1);
    assertEquals(
        -23 - 5.98, lufs(mono, RATE, 5 * RATE, Sounds.sine(38.1355, amplitude, RATE)) + 0.69, 0.25);
    assertEquals(
        -23 + 4.0, lufs(mono, RATE, 5 * RATE, Sounds.sine(8_000, amplitude, RATE)) + 0.69, 0.1);
  }

  @Test
  void silence_around_the_sound_does_not_count() {
    IntToDoubleFunction sine = Sounds.sine(997, Sounds.decibels(-23), RATE);
    IntToDoubleFunction late = i -> i < 20 * RATE ? 0 : sine.applyAsDouble(i);
    assertEquals(-23, lufs(ChannelLayout.standard(2), RATE, 40 * RATE, late, late), 0.1);
  }

  /** EBU Tech 3341, case 3: -36, -23 and -36 for 10, 60 and 10 seconds. */
  @Test
  void what_is_more_than_10_below_the_rest_does_not_count() {
    IntToDoubleFunction sine = Sounds.sine(1_000, 1, RATE);
    IntToDoubleFunction sound =
        i -> sine.applyAsDouble(i) * Sounds.decibels(i < 10 * RATE || i >= 70 * RATE ? -36 : -23);
    assertEquals(-23, lufs(ChannelLayout.standard(2), RATE, 80 * RATE, sound, sound), 0.1);
  }

  /** EBU Tech 3341, case 6: -28, -28, -24, -30 and -30 in the five channels. */
  @Test
  void surround_weighs_more_and_low_frequency_effects_nothing() {
    IntToDoubleFunction sine = Sounds.sine(1_000, 1, RATE);
    IntToDoubleFunction front = i -> sine.applyAsDouble(i) * Sounds.decibels(-28);
    IntToDoubleFunction centre = i -> sine.applyAsDouble(i) * Sounds.decibels(-24);
    IntToDoubleFunction around = i -> sine.applyAsDouble(i) * Sounds.decibels(-30);
    assertEquals(
        -23,
        lufs(
            ChannelLayout.standard(6), RATE, 20 * RATE, front, front, centre, sine, around, around),
        0.1);
    assertEquals(
        -23,
        lufs(ChannelLayout.vorbis(6), RATE, 20 * RATE, front, centre, front, around, around, sine),
        0.1);
    assertEquals(
        -23,
        lufs(
            ChannelLayout.ofMask(6, 0x60f),
            RATE,
            20 * RATE,
            front,
            front,
            centre,
            sine,
            around,
            around),
        0.1);
  }

  @Test
  void silence_has_no_loudness_and_neither_has_a_sound_below_400_ms() {
    assertNull(lufs(ChannelLayout.standard(2), RATE, 5 * RATE, i -> 0, i -> 0));
    assertNull(lufs(ChannelLayout.standard(1), RATE, RATE / 3, Sounds.sine(997, 0.5, RATE)));
    assertNull(
        lufs(
            ChannelLayout.standard(1),
            RATE,
            5 * RATE,
            Sounds.sine(997, Sounds.decibels(-75), RATE)));
  }

  @Test
  void the_size_of_blocks_changes_nothing() {
    IntToDoubleFunction noise = Sounds.noise(0.3, 1);
    Loudness whole = new Loudness(ChannelLayout.standard(1), 11_025);
    whole.accept(Sounds.samples(noise, 50_000), 50_000);
    Loudness parts = new Loudness(ChannelLayout.standard(1), 11_025);
    for (int i = 0; i < 50_000; i += 777) {
      int from = i;
      int count = Math.min(777, 50_000 - i);
      parts.accept(Sounds.samples(j -> noise.applyAsDouble(from + j), count), count);
    }
    assertEquals(whole.lufs(), parts.lufs(), 1e-9);
  }

  private static Double lufs(
      ChannelLayout layout, int rate, int frames, IntToDoubleFunction... channels) {
    Loudness loudness = new Loudness(layout, rate);
    float[] block = new float[4_096 * channels.length];
    for (int start = 0; start < frames; start += 4_096) {
      int count = Math.min(4_096, frames - start);
      int at = 0;
      for (int i = 0; i < count; i++) {
        for (IntToDoubleFunction channel : channels) {
          block[at++] = (float) channel.applyAsDouble(start + i);
        }
      }
      loudness.accept(block, count);
    }
    return loudness.lufs();
  }
}
