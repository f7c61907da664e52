package roomtone.bench.embedding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.embedding.AudioEmbedder;
import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.embedding.SoundModel;
import roomtone.manager.embedding.WindowEstimates;

/**
 * Measures the embedding on recordings whose content is known: {@code EvaluateEmbedding DIRECTORY},
 * with a folder for each dimension and any others for other sounds. It prints a table, then the
 * same as JSON. Names of files are not used.
 */
public final class EvaluateEmbedding {

  private static final int KINDS = SoundModel.TAGS.size();

  private final Scores scores = new Scores(KINDS);
  private final List<Double> tagScores = new ArrayList<>();
  private final List<Double> otherScores = new ArrayList<>();
  private final Map<String, String> unreadable = new LinkedHashMap<>();
  private int confident;
  private int confidentAndRight;
  private int confidentOthers;

  private EvaluateEmbedding() {}

  /** Evaluates from the command line. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println(
          "usage: EvaluateEmbedding DIRECTORY (folders "
              + String.join(", ", SoundModel.TAGS)
              + ", other)");
      System.exit(64);
    }
    if (!run(Path.of(arguments[0]), System.out)) {
      System.err.printf(
          "no recording was heard in the folders of %s; put some into folders called %s or other%n",
          arguments[0], String.join(", ", SoundModel.TAGS));
      System.exit(1);
    }
  }

  /**
   * Prints the measurements, and each file that was left out.
   *
   * @return false when no recording could be judged
   */
  static boolean run(Path directory, PrintStream out) throws IOException {
    EvaluateEmbedding evaluation = new EvaluateEmbedding();
    for (Path folder : sorted(directory)) {
      if (Files.isDirectory(folder)) {
        evaluation.folder(folder);
      }
    }
    if (evaluation.nothingJudged()) {
      evaluation.printLeftOut(out);
      return false;
    }
    evaluation.print(out);
    out.println(
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(evaluation.json()));
    return true;
  }

  private boolean nothingJudged() {
    return scores.size() == 0 && otherScores.isEmpty();
  }

  private static List<Path> sorted(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private void folder(Path folder) throws IOException {
    String name = folder.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
    int label = SoundModel.TAGS.indexOf(name);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        judge(file, label);
      }
    }
  }

  private void judge(Path file, int label) throws IOException {
    WindowEstimates estimates;
    try {
      estimates = AudioEmbedder.embed(file);
    } catch (AudioUnreadable e) {
      unreadable.put(file.toString(), e.getMessage());
      return;
    }
    if (estimates == null) {
      unreadable.put(file.toString(), "There is no sound to judge.");
      return;
    }
    double[] weights = estimates.weights();
    int top = SoundModel.strongest(weights);
    boolean used = weights[top] * estimates.familiarity() >= EmbeddingEstimate.MIN_CONFIDENCE;
    if (label < 0) {
      otherScores.add(estimates.tagScore());
      confidentOthers += used ? 1 : 0;
      return;
    }
    scores.add(weights, label);
    tagScores.add(estimates.tagScore());
    confident += used ? 1 : 0;
    confidentAndRight += used && top == label ? 1 : 0;
  }

  private void printLeftOut(PrintStream out) {
    unreadable.forEach((file, why) -> out.printf("left out: %s: %s%n", file, why));
  }

  private void print(PrintStream out) {
    out.printf(Locale.ROOT, "%d tagged recordings, %d others%n", scores.size(), otherScores.size());
    printLeftOut(out);
    out.printf(Locale.ROOT, "top-1                 %.3f%n", scores.topOne());
    out.printf(Locale.ROOT, "mAP                   %.3f%n", scores.meanAveragePrecision());
    for (int label = 0; label < KINDS; label++) {
      out.printf(
          Locale.ROOT,
          "AP %-18s %.3f%n",
          SoundModel.TAGS.get(label),
          scores.averagePrecision(label));
    }
    out.printf(
        Locale.ROOT, "AUROC tag or other    %.3f%n", Scores.areaUnderRoc(tagScores, otherScores));
    out.printf(
        Locale.ROOT,
        "confidence >= %.1f: %d of %d tagged, %d of these right; %d of %d others%n",
        EmbeddingEstimate.MIN_CONFIDENCE,
        confident,
        scores.size(),
        confidentAndRight,
        confidentOthers,
        otherScores.size());
    out.printf("%-15s %s%n", "is \\ heard as", String.join(" ", SoundModel.TAGS));
    int[][] confusion = scores.confusion();
    for (int label = 0; label < KINDS; label++) {
      StringBuilder row = new StringBuilder("%-15s".formatted(SoundModel.TAGS.get(label)));
      for (int heard = 0; heard < KINDS; heard++) {
        row.append(
            ("%" + (SoundModel.TAGS.get(heard).length() + 1) + "d")
                .formatted(confusion[label][heard]));
      }
      out.println(row);
    }
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tagged", scores.size());
    json.put("others", otherScores.size());
    json.put("top1", number(scores.topOne()));
    json.put("map", number(scores.meanAveragePrecision()));
    Map<String, Object> precisions = new LinkedHashMap<>();
    Map<String, Object> confusion = new LinkedHashMap<>();
    for (int label = 0; label < KINDS; label++) {
      precisions.put(SoundModel.TAGS.get(label), number(scores.averagePrecision(label)));
      confusion.put(SoundModel.TAGS.get(label), scores.confusion()[label]);
    }
    json.put("ap", precisions);
    json.put("auroc_tag_other", number(Scores.areaUnderRoc(tagScores, otherScores)));
    json.put("confusion_columns", SoundModel.TAGS);
    json.put("confusion", confusion);
    json.put("confident", confident);
    json.put("confident_right", confidentAndRight);
    json.put("confident_others", confidentOthers);
    json.put("left_out", unreadable);
    return json;
  }

  /** Rounded to four decimals; null where there was nothing to count. */
  private static Double number(double value) {
    return Double.isNaN(value) ? null : (Double) (Math.round(value * 1e4) / 1e4);
  }
}
