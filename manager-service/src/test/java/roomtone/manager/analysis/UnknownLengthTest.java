package roomtone.manager.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.decode.AudioUnreadable.Reason;
import roomtone.manager.decode.FlacFile;
import roomtone.manager.decode.Sounds;

/** Files of unknown length are analysed up to a limit of duration and of time. */
@Timeout(120)
class UnknownLengthTest {

  @TempDir Path directory;

  @Test
  void a_file_of_unknown_length_is_refused_above_the_maximum_duration() throws Exception {
    Path file =
        Sounds.file(
            directory, "endless", withoutLength(FlacFile.encode(new int[100_000], 1, 8_000, 16)));
    AudioAnalysis analysis = new AudioAnalysis(AudioAnalysis.BUDGET, 10, System::nanoTime);
    AudioUnreadable refused =
        assertThrows(
            AudioUnreadable.class,
            () -> analysis.analyse(file, AudioAnalysis.SoundType.SOUNDSCAPE, List.of()));
    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  @Test
  void a_file_of_unknown_length_that_takes_too_long_is_too_large() throws Exception {
    Path file =
        Sounds.file(
            directory, "slow", withoutLength(FlacFile.encode(new int[100_000], 1, 8_000, 16)));
    AtomicLong now = new AtomicLong();
    AudioAnalysis analysis =
        new AudioAnalysis(Duration.ofSeconds(60), 3_600, () -> now.getAndAdd(10_000_000_000L));
    AudioUnreadable refused =
        assertThrows(
            AudioUnreadable.class,
            () -> analysis.analyse(file, AudioAnalysis.SoundType.SOUNDSCAPE, List.of()));
    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  /** The file as an encoder leaves it that writes to a pipe. */
  private static byte[] withoutLength(byte[] flac) {
    flac[21] &= (byte) 0xf0;
    Arrays.fill(flac, 22, 26, (byte) 0);
    return flac;
  }
}
