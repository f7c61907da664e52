package roomtone.bench.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.manager.embedding.SoundModel;
import roomtone.manager.embedding.Timbre;

class TrainEmbeddingTest {

  @TempDir Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void the_same_table_makes_the_same_bytes() throws Exception {
    Path table = Files.writeString(directory.resolve("clips.csv"), table(60));
    train(table, "one");
    train(table, "two");
    byte[] one = Files.readAllBytes(directory.resolve("one/embedding.model"));
    assertArrayEquals(one, Files.readAllBytes(directory.resolve("two/embedding.model")));
    assertTrue(one.length > 1_000);
  }

  @Test
  void kinds_that_differ_are_told_apart() throws Exception {
    train(Files.writeString(directory.resolve("clips.csv"), table(60)), "model");
    String report = printed.toString(StandardCharsets.UTF_8);
    assertTrue(report.contains("all folds: top-1 1.000, mAP 1.000"), report);
  }

  @Test
  void clips_that_may_not_be_used_leave_no_trace() throws Exception {
    train(Files.writeString(directory.resolve("all.csv"), table(60)), "all");
    String others =
        table(70)
            .lines()
            .skip(61)
            .map(line -> line.replace("CC0/CC-BY", "CC-BY-NC"))
            .reduce("", (a, b) -> a + b + "\n");
    train(Files.writeString(directory.resolve("more.csv"), table(60) + others), "more");
    String attribution = Files.readString(directory.resolve("more/embedding-ATTRIBUTION.md"));
    assertTrue(attribution.contains("1059"), attribution);
    assertTrue(!attribution.contains("1060"), attribution);
    assertTrue(attribution.contains("ESC-50"), attribution);
  }

  /** What is checked in was made from the real table by this program. */
  @Test
  void the_checked_in_model_is_what_training_makes() throws Exception {
    String data = System.getenv("ROOMTONE_TEST_DATA");
    if (data == null || data.isEmpty()) {
      System.out.println(
          "TrainEmbeddingTest: ROOMTONE_TEST_DATA is not set, THE CHECKED-IN MODEL WAS NOT COMPARED");
      return;
    }
    train(Path.of(data, "esc5_features.csv"), "real");
    for (String name : new String[] {"embedding.model", "embedding-ATTRIBUTION.md"}) {
      try (InputStream in = SoundModel.class.getResourceAsStream(name)) {
        assertArrayEquals(
            Files.readAllBytes(directory.resolve("real").resolve(name)), in.readAllBytes(), name);
      }
    }
    String report = printed.toString(StandardCharsets.UTF_8);
    String all =
        report.lines().filter(line -> line.startsWith("all folds")).findFirst().orElseThrow();
    assertTrue(Double.parseDouble(all.replaceAll(".*top-1 ([0-9.]+),.*", "$1")) >= 0.86, all);
    assertTrue(Double.parseDouble(all.replaceAll(".*mAP ([0-9.]+)", "$1")) >= 0.94, all);
  }

  @Test
  void a_model_is_read_as_it_was_written() {
    SoundModel model = SoundModel.trained();
    double[] rain = new double[Timbre.FEATURES];
    double sum = 0;
    for (double weight : model.estimate(rain).weights()) {
      sum += weight;
    }
    assertEquals(1, sum, 1e-9);
  }

  private void train(Path table, String name) throws Exception {
    TrainEmbedding.run(
        table, directory.resolve(name), new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  /** Clips of five kinds, each with its own height of every feature, in five folds. */
  private static String table(int clips) {
    StringBuilder table = new StringBuilder("file,tag,fold,freesound_id,clip_licence_ok");
    for (String kind : new String[] {"mean", "std"}) {
      for (int i = 0; i < Timbre.COEFFICIENTS; i++) {
        table.append(",mfcc").append(i).append('_').append(kind);
      }
    }
    table.append(",centroid,rolloff85,flatness,zcr\n");
    Random random = new Random(1);
    for (int clip = 0; clip < clips; clip++) {
      int kind = clip % 5;
      table.append(
          "f.wav,%s,%d,%d,CC0/CC-BY"
              .formatted(SoundModel.TAGS.get(kind), clip / 5 % 5 + 1, 1_000 + clip));
      for (int feature = 0; feature < Timbre.FEATURES; feature++) {
        double height = 10 + 10 * ((feature + kind) % 5) + random.nextDouble();
        table.append(String.format(Locale.ROOT, ",%.4f", height));
      }
      table.append('\n');
    }
    return table.toString();
  }
}
