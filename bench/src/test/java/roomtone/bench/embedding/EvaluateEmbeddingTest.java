package roomtone.bench.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateEmbeddingTest {

  private static final int RATE = 22_050;

  @TempDir Path directory;

  @Test
  void prints_a_table_and_the_same_as_json() throws Exception {
    IntToDoubleFunction rumble = smooth(Sounds.noise(1, 2), 300);
    put("rain", "a.wav", Sounds.noise(0.1, 1));
    put("rain", "b.wav", Sounds.noise(0.2, 5));
    put("thunderstorm", "a.wav", i -> 5 * rumble.applyAsDouble(i));
    put("other", "beep.wav", Sounds.sine(1_000, 0.5, RATE));
    put("other", "beeps.wav", i -> i % 11_025 < 2_000 ? Math.sin(0.5 * i) : 0);
    Files.writeString(directory.resolve("other/readme.txt"), "no sound ".repeat(50));

    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    assertTrue(
        EvaluateEmbedding.run(directory, new PrintStream(printed, true, StandardCharsets.UTF_8)));
    String output = printed.toString(StandardCharsets.UTF_8);

    assertTrue(output.startsWith("3 tagged recordings, 2 others"), output);
    assertTrue(output.contains("AUROC tag or other"), output);
    JsonNode json = new ObjectMapper().readTree(output.substring(output.indexOf("\n{")));
    assertEquals(3, json.get("tagged").asInt());
    assertEquals(1, json.get("left_out").size());
    assertEquals(1, json.get("ap").get("rain").asDouble());
    assertEquals(2, json.get("confusion").get("rain").get(0).asInt());
    assertTrue(json.get("ap").get("wind").isNull());
    assertTrue(json.get("auroc_tag_other").asDouble() > 0.5, output);
  }

  @Test
  void a_folder_without_recordings_gives_no_table() throws Exception {
    Files.createDirectories(directory.resolve("rain"));
    Files.writeString(directory.resolve("rain/readme.txt"), "no sound ".repeat(50));

    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    boolean measured =
        EvaluateEmbedding.run(directory, new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertFalse(measured);
    String output = printed.toString(StandardCharsets.UTF_8);
    assertTrue(output.startsWith("left out: "), output);
    assertEquals(1, output.lines().count(), output);
  }

  private void put(String folder, String name, IntToDoubleFunction sound) throws IOException {
    Files.createDirectories(directory.resolve(folder));
    Files.write(
        directory.resolve(folder).resolve(name), Sounds.wav(RATE, Sounds.samples(sound, 6 * RATE)));
  }

  /** A mean over the last samples: takes the high frequencies away. */
  private static IntToDoubleFunction smooth(IntToDoubleFunction sound, int samples) {
    return i -> {
      double sum = 0;
      for (int back = 0; back < samples; back += 10) {
        sum += sound.applyAsDouble(Math.max(0, i - back) / 10) * 10 / samples;
      }
      return sum;
    };
  }
}
