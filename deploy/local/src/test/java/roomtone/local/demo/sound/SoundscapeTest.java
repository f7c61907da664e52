package roomtone.local.demo.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoundscapeTest {

  private static final double PEAK_CEILING = Math.pow(10, -1 / 20.0);

  /** Rendered once for all tests. */
  private static final Map<Weather, Loop> RENDERED = new EnumMap<>(Weather.class);

  enum Weather {
    RAIN,
    SEA_WAVES,
    THUNDERSTORM,
    WIND,
    CRACKLING_FIRE,
    ALL_AT_ONCE;

    Soundscape soundscape() {
      return switch (this) {
        case RAIN -> new Soundscape(new Mixture(1, 0, 0, 0, 0), 1);
        case SEA_WAVES -> new Soundscape(new Mixture(0, 1, 0, 0, 0), 2);
        case THUNDERSTORM -> new Soundscape(new Mixture(0, 0, 1, 0, 0), 3);
        case WIND -> new Soundscape(new Mixture(0, 0, 0, 1, 0), 4);
        case CRACKLING_FIRE -> new Soundscape(new Mixture(0, 0, 0, 0, 1), 5);
        case ALL_AT_ONCE -> new Soundscape(new Mixture(0.5, 0.6, 0.4, 0.7, 0.8), 6);
      };
    }

    Loop loop() {
      return RENDERED.computeIfAbsent(this, weather -> weather.soundscape().render());
    }
  }

  @Test
  void a_file_holds_two_minutes_of_stereo_in_16_bits_at_44100_hertz(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("rain.wav");
    Weather.RAIN.soundscape().writeTo(file);

    ByteBuffer wav = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int dataBytes = 120 * 44_100 * 4;
    assertEquals("RIFF", text(wav, 0));
    assertEquals(dataBytes + 36, wav.getInt(4));
    assertEquals("WAVE", text(wav, 8));
    assertEquals("fmt ", text(wav, 12));
    assertEquals(16, wav.getInt(16));
    assertEquals(1, wav.getShort(20), "PCM");
    assertEquals(2, wav.getShort(22), "channels");
    assertEquals(44_100, wav.getInt(24));
    assertEquals(44_100 * 4, wav.getInt(28), "bytes a second");
    assertEquals(4, wav.getShort(32), "bytes a frame");
    assertEquals(16, wav.getShort(34), "bits a sample");
    assertEquals("data", text(wav, 36));
    assertEquals(dataBytes, wav.getInt(40));
    assertEquals(44 + dataBytes, wav.capacity());
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "nothing unfinished is left");
    }
    Loop loop = Weather.RAIN.loop();
    assertEquals(loop.left[70_000] * Short.MAX_VALUE, wav.getShort(44 + 4 * 70_000), 0.5);
    assertEquals(loop.right[70_000] * Short.MAX_VALUE, wav.getShort(46 + 4 * 70_000), 0.5);
  }

  @Test
  void the_same_seed_gives_the_same_file_and_another_one_does_not(@TempDir Path folder)
      throws IOException {
    Mixture mixture = new Mixture(0.3, 0, 0.5, 0, 0.4);
    String once = new Soundscape(mixture, 5).writeTo(folder.resolve("a.wav"));
    String again = new Soundscape(mixture, 5).writeTo(folder.resolve("b.wav"));
    String other = new Soundscape(mixture, 6).writeTo(folder.resolve("c.wav"));

    assertEquals(once, again);
    assertEquals(-1, Files.mismatch(folder.resolve("a.wav"), folder.resolve("b.wav")));
    assertNotEquals(once, other);
  }

  @ParameterizedTest
  @EnumSource
  void the_end_meets_the_start_without_a_click(Weather weather) {
    for (float[] samples : channels(weather.loop())) {
      double usualStep = percentile(everySeventh(samples, SoundscapeTest::step), 0.99);
      double usualBend = percentile(everySeventh(samples, SoundscapeTest::bend), 0.99);
      for (int i = 0; i < 2; i++) {
        double step = step(samples, i);
        double bend = bend(samples, i);
        assertTrue(step <= usualStep, () -> "jump of " + step + ", usual is " + usualStep);
        assertTrue(bend <= usualBend, () -> "kink of " + bend + ", usual is " + usualBend);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void loudness_and_colour_pass_the_loop_point_as_they_pass_any_other(Weather weather) {
    int window = Loop.SAMPLE_RATE / 2;
    for (float[] samples : channels(weather.loop())) {
      int windows = samples.length / window;
      double[] levels = new double[windows];
      double[] colours = new double[windows];
      for (int i = 0; i < windows; i++) {
        levels[i] = 20 * Math.log10(rms(samples, i * window, window));
        colours[i] = Math.log(rmsHertz(samples, i * window, window)) / Math.log(2);
      }
      assertTrue(changeAtSeam(levels) <= percentile(changes(levels), 1), "level in dB");
      assertTrue(changeAtSeam(colours) <= percentile(changes(colours), 1), "colour in octaves");
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_is_as_loud_as_the_others_and_never_clips(Weather weather) {
    Loop loop = weather.loop();
    assertEquals(-20, Loudness.of(loop), 0.5);
    for (float[] samples : channels(loop)) {
      double peak = 0;
      for (float sample : samples) {
        assertTrue(Float.isFinite(sample));
        peak = Math.max(peak, Math.abs(sample));
      }
      assertTrue(peak < PEAK_CEILING, "peak " + peak);
      double rmsDecibels = 20 * Math.log10(rms(samples, 0, samples.length));
      assertTrue(rmsDecibels > -27 && rmsDecibels < -15, "RMS " + rmsDecibels);
    }
  }

  @ParameterizedTest
  @EnumSource
  void left_and_right_differ_but_belong_together(Weather weather) {
    Loop loop = weather.loop();
    double product = 0;
    for (int i = 0; i < Loop.FRAMES; i++) {
      product += loop.left[i] * loop.right[i];
    }
    double correlation =
        product / Loop.FRAMES / rms(loop.left, 0, Loop.FRAMES) / rms(loop.right, 0, Loop.FRAMES);
    assertTrue(correlation > 0.2 && correlation < 0.9, "correlation " + correlation);
  }

  @Test
  void rain_is_the_brightest_then_the_sea_and_fire_is_the_darkest() {
    double rain = centroid(Weather.RAIN);
    double sea = centroid(Weather.SEA_WAVES);
    double wind = centroid(Weather.WIND);
    double thunder = centroid(Weather.THUNDERSTORM);
    double fire = centroid(Weather.CRACKLING_FIRE);
    String all = "%.0f %.0f %.0f %.0f %.0f".formatted(rain, sea, wind, thunder, fire);
    assertTrue(rain > 2 * sea, all);
    assertTrue(sea > 1.3 * Math.max(wind, thunder), all);
    assertTrue(Math.min(wind, thunder) > 1.2 * fire, all);
  }

  @Test
  void rain_is_steady_and_thunder_comes_and_goes() {
    assertTrue(swing(Weather.RAIN) < 6, "rain");
    assertTrue(swing(Weather.WIND) > 6, "wind");
    assertTrue(swing(Weather.SEA_WAVES) > 6, "sea");
    assertTrue(swing(Weather.THUNDERSTORM) > 12, "thunder");
  }

  @Test
  void twelve_waves_break_in_the_two_minutes() {
    double[] seconds = levels(Weather.SEA_WAVES, Loop.SAMPLE_RATE);
    int crests = 0;
    for (int i = 0; i < seconds.length; i++) {
      boolean crest = true;
      for (int away = 1; away <= 3; away++) {
        crest &= seconds[i] > seconds[(i + away) % seconds.length];
        crest &= seconds[i] > seconds[(i - away + seconds.length) % seconds.length];
      }
      crests += crest ? 1 : 0;
    }
    assertEquals(12, crests);
  }

  @Test
  void a_fire_crackles_and_a_wind_does_not() {
    assertTrue(spikiness(Weather.CRACKLING_FIRE) > 20, "fire");
    assertTrue(spikiness(Weather.WIND) < 4, "wind");
  }

  private static Iterable<float[]> channels(Loop loop) {
    return Arrays.asList(loop.left, loop.right);
  }

  private static String text(ByteBuffer wav, int at) {
    byte[] letters = new byte[4];
    wav.get(at, letters);
    return new String(letters, StandardCharsets.US_ASCII);
  }

  private static float at(float[] samples, int index) {
    return samples[Math.floorMod(index, samples.length)];
  }

  private static double step(float[] samples, int at) {
    return Math.abs(samples[at] - at(samples, at - 1));
  }

  /** Difference of the second order. */
  private static double bend(float[] samples, int at) {
    return Math.abs(samples[at] - 2 * at(samples, at - 1) + at(samples, at - 2));
  }

  private static double[] everySeventh(float[] samples, ToDoubleBiFunction<float[], Integer> of) {
    return IntStream.range(0, samples.length / 7)
        .mapToDouble(i -> of.applyAsDouble(samples, 7 * i))
        .toArray();
  }

  private static double rms(float[] samples, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += samples[i] * samples[i];
    }
    return Math.sqrt(sum / length);
  }

  /** Root mean square of the spectrum's frequencies, by the strength of the derivative. */
  private static double rmsHertz(float[] samples, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      double step = samples[i] - at(samples, i - 1);
      sum += step * step;
    }
    return Math.sqrt(sum / length) / rms(samples, from, length) * Loop.SAMPLE_RATE / 2 / Math.PI;
  }

  private static double centroid(Weather weather) {
    return rmsHertz(weather.loop().left, 0, Loop.FRAMES);
  }

  private static double[] levels(Weather weather, int window) {
    double[] levels = new double[Loop.FRAMES / window];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = 20 * Math.log10(rms(weather.loop().left, i * window, window));
    }
    return levels;
  }

  /** Decibels between the loudest and the quietest tenth of the seconds. */
  private static double swing(Weather weather) {
    double[] levels = levels(weather, Loop.SAMPLE_RATE);
    return percentile(levels, 0.9) - percentile(levels, 0.1);
  }

  /**
   * Kurtosis of the derivative in the median second: 3 for steady noise, more the more single
   * events stand out.
   */
  private static double spikiness(Weather weather) {
    float[] samples = weather.loop().left;
    double[] seconds = new double[Loop.SECONDS];
    for (int second = 0; second < seconds.length; second++) {
      double square = 0;
      double fourth = 0;
      for (int i = second * Loop.SAMPLE_RATE; i < (second + 1) * Loop.SAMPLE_RATE; i++) {
        double step = samples[i] - at(samples, i - 1);
        square += step * step;
        fourth += step * step * step * step;
      }
      seconds[second] = Loop.SAMPLE_RATE * fourth / (square * square);
    }
    return percentile(seconds, 0.5);
  }

  private static double changeAtSeam(double[] values) {
    return Math.abs(values[0] - values[values.length - 1]);
  }

  private static double[] changes(double[] values) {
    double[] changes = new double[values.length - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = Math.abs(values[i + 1] - values[i]);
    }
    return changes;
  }

  private static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.parallelSort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }
}
