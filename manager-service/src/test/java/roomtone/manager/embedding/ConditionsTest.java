package roomtone.manager.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.manager.decode.Ffmpeg;
import roomtone.manager.decode.Sounds;
import roomtone.manager.embedding.Conditions.Take;

/** The estimate for a recording does not depend on how it was recorded and coded. */
class ConditionsTest {

  private static final List<String> NAMES = List.of("rain", "waves", "storm", "wind", "fireplace");
  private static final int SECONDS = 6;
  private static final int RATE = 44_100;

  @TempDir Path directory;

  private final float[] noise = Sounds.samples(Sounds.noise(0.2, 8), 5 * RATE);
  private final List<String> wrong = new ArrayList<>();
  private int judged;

  @Test
  void recordings_are_classified_alike_under_all_conditions() throws Exception {
    for (Map.Entry<Integer, Take> recording : recordings().entrySet()) {
      Take take = recording.getValue();
      Conditions.of(take.channel(0), take.sampleRate())
          .forEach(
              (condition, changed) -> judge(recording.getKey(), condition, changed.estimate()));
    }
    assertShareOfErrorsAtMost(0.05);
  }

  @Test
  void recordings_are_classified_alike_from_coded_files() throws Exception {
    assumeTrue(Ffmpeg.isInstalled(), "ffmpeg is not on the PATH: nothing is coded");
    for (Map.Entry<Integer, Take> recording : recordings().entrySet()) {
      Path plain = wav(recording.getValue());
      for (String coding :
          new String[] {
            "128.mp3 -b:a 128k", "64.mp3 -b:a 64k", "32.mp3 -b:a 32k", "q0.ogg -q:a 0"
          }) {
        String[] words = coding.split(" ", -1);
        Path coded = directory.resolve(words[0]);
        Ffmpeg.run("-i", plain.toString(), words[1], words[2], coded.toString());
        judge(recording.getKey(), words[0], AudioEmbedder.embed(coded));
      }
    }
    assertShareOfErrorsAtMost(0.1);
  }

  @Test
  void channels_that_cancel_each_other_out_are_estimated_as_one() {
    double[] plain = new Take(RATE, noise).estimate().weights();
    assertArrayEquals(plain, Conditions.inOppositePhase(noise, RATE).estimate().weights());
    assertArrayEquals(plain, Conditions.inOneOfTwoChannels(noise, RATE).estimate().weights(), 0.1);
  }

  @Test
  void an_offset_of_every_sample_changes_nothing() {
    WindowEstimates plain = new Take(RATE, noise).estimate();
    WindowEstimates shifted = Conditions.withOffset(noise, RATE).estimate();
    assertArrayEquals(plain.weights(), shifted.weights(), 0.02);
    assertEquals(plain.tagScore(), shifted.tagScore(), 0.02);
  }

  /** A few seconds of each recording, by its tag. */
  private static Map<Integer, Take> recordings() throws Exception {
    Map<Integer, Take> takes = new LinkedHashMap<>();
    for (Path file : Sounds.recordings(ConditionsTest.class)) {
      int label = NAMES.indexOf(file.getFileName().toString().replace(".ogg", ""));
      if (label >= 0) {
        Sounds.Decoded all = Sounds.decode(file);
        int from = 2 * all.sampleRate;
        int to = from + SECONDS * all.sampleRate;
        takes.put(label, new Take(all.sampleRate, Arrays.copyOfRange(all.channel(0), from, to)));
      }
    }
    return takes;
  }

  private Path wav(Take take) {
    float[] sound = take.channel(0);
    return Sounds.file(
        directory,
        "plain.wav",
        Sounds.wav(Sounds.Wav.FLOAT_32, take.sampleRate(), sound.length, i -> sound[i]));
  }

  private void judge(int label, String condition, WindowEstimates estimate) {
    double[] weights = estimate.weights();
    int top = SoundModel.strongest(weights);
    judged++;
    if (top != label) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "%s %s: %s %.2f, itself %.2f",
              NAMES.get(label),
              condition,
              SoundModel.TAGS.get(top),
              weights[top],
              weights[label]));
    }
  }

  private void assertShareOfErrorsAtMost(double share) {
    System.out.printf("ConditionsTest: %d takes, classified wrongly: %s%n", judged, wrong);
    assertTrue(wrong.size() <= share * judged, wrong.toString());
  }
}
