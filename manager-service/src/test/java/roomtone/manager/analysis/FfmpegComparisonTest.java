package roomtone.manager.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.manager.decode.Ffmpeg;
import roomtone.manager.decode.Sounds;

/** Loudness and peak agree with the filter ebur128 of ffmpeg, where ffmpeg is installed. */
class FfmpegComparisonTest {

  private static final Pattern INTEGRATED = Pattern.compile("I:\\s+(-?[0-9.]+) LUFS");
  private static final Pattern PEAK = Pattern.compile("Peak:\\s+(-?[0-9.]+) dBFS");

  @TempDir Path directory;

  @Test
  void loudness_and_peak_agree_within_a_fifth_of_a_decibel() throws Exception {
    assumeTrue(Ffmpeg.isInstalled(), "ffmpeg is not on the PATH: nothing is compared");
    List<Path> files = new ArrayList<>(Sounds.recordings(FfmpegComparisonTest.class));
    files.addAll(synthetic());
    double greatestLu = 0;
    double greatestDb = 0;
    for (Path file : files) {
      Analysis ours =
          new AudioAnalysis().analyse(file, AudioAnalysis.SoundType.SOUNDSCAPE, List.of());
      String theirs = ebur128(file);
      double lufs = last(INTEGRATED, theirs);
      double dbfs = last(PEAK, theirs);
      assertEquals(lufs, ours.loudnessLufs(), 0.2, file + " loudness");
      assertEquals(dbfs, ours.peakDbfs(), 0.2, file + " peak");
      greatestLu = Math.max(greatestLu, Math.abs(lufs - ours.loudnessLufs()));
      greatestDb = Math.max(greatestDb, Math.abs(dbfs - ours.peakDbfs()));
    }
    System.out.printf(
        Locale.ROOT,
        "%d files beside ffmpeg: loudness differs by at most %.3f LU, peak by %.3f dB%n",
        files.size(),
        greatestLu,
        greatestDb);
  }

  private List<Path> synthetic() {
    IntToDoubleFunction noise = Sounds.noise(0.2, 3);
    IntToDoubleFunction swell = i -> noise.applyAsDouble(i) * Math.pow(Math.sin(i / 60_000.0), 4);
    IntToDoubleFunction low = Sounds.sine(60, 0.4, 22_050);
    return List.of(
        write("noise-48.wav", Sounds.wav(Sounds.Wav.INT_16, 48_000, 480_000, noise, swell)),
        write("noise-44.wav", Sounds.wav(Sounds.Wav.INT_24, 44_100, 441_000, noise, noise)),
        write("swell-22.wav", Sounds.wav(Sounds.Wav.FLOAT_32, 22_050, 220_500, swell)),
        write("low-22.wav", Sounds.wav(Sounds.Wav.INT_16, 22_050, 220_500, low, swell)),
        write("swell-96.wav", Sounds.wav(Sounds.Wav.INT_32, 96_000, 960_000, swell, noise)),
        write("tones.mp3", Sounds.encoded("tones.mp3")),
        write("tones.ogg", Sounds.encoded("tones.ogg")));
  }

  private Path write(String name, byte[] content) {
    return Sounds.file(directory, name, content);
  }

  private static String ebur128(Path file) throws IOException, InterruptedException {
    return Ffmpeg.run("-i", file.toString(), "-af", "ebur128=peak=sample", "-f", "null", "-");
  }

  private static double last(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    double value = Double.NaN;
    while (matcher.find()) {
      value = Double.parseDouble(matcher.group(1));
    }
    return value;
  }
}
