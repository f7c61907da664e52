package roomtone.bench.embedding;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import roomtone.bench.embedding.LabelledClips.Clip;
import roomtone.manager.embedding.SoundModel;

/**
 * Trains the sound model: {@code TrainEmbedding CSV DIRECTORY} cross-validates over the folds of
 * the table, prints how good the model is, and writes it with its attribution. The same table makes
 * the same bytes.
 */
public final class TrainEmbedding {

  private static final String MODEL = "embedding.model";
  private static final String ATTRIBUTION = "embedding-ATTRIBUTION.md";
  private static final long SEED = 20_261_122;

  /** The share of clips that lie within the typical distance. */
  private static final double TYPICAL = 0.9;

  private final List<Clip> clips;
  private final PrintStream out;

  private TrainEmbedding(List<Clip> clips, PrintStream out) {
    this.clips = clips;
    this.out = out;
  }

  /** Trains from the command line. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: TrainEmbedding CSV DIRECTORY");
      System.exit(64);
    }
    run(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
  }

  static void run(Path csv, Path directory, PrintStream out) throws IOException {
    List<Clip> clips = LabelledClips.read(csv);
    TrainEmbedding training = new TrainEmbedding(clips, out);
    float typicalDistance = training.crossValidate();
    training.printOthers();
    byte[] model = training.learn(Clip::free, typicalDistance);
    Files.createDirectories(directory);
    Files.write(directory.resolve(MODEL), model);
    Files.writeString(directory.resolve(ATTRIBUTION), attribution(clips));
    out.printf(
        Locale.ROOT,
        "%s: %d bytes from %d clips%n",
        MODEL,
        Files.size(directory.resolve(MODEL)),
        clips.stream().filter(Clip::free).count());
  }

  /** Trains a model on the chosen clips among those whose licence allows it. */
  private byte[] learn(Predicate<Clip> chosen, float typicalDistance) {
    List<Clip> used = clips.stream().filter(Clip::free).filter(chosen).toList();
    return SoundModelTrainer.learn(
        used.stream().map(Clip::features).toArray(double[][]::new),
        used.stream().mapToInt(Clip::label).toArray(),
        SoundModel.TAGS.size(),
        typicalDistance,
        SEED);
  }

  /**
   * Estimates each clip with a model that was trained without the clips of its fold.
   *
   * @return the distance below which nine of ten clips lie
   */
  private float crossValidate() {
    Scores scores = new Scores(SoundModel.TAGS.size());
    List<Double> distances = new ArrayList<>();
    int[] right = new int[10];
    int[] all = new int[10];
    for (int fold : folds()) {
      Scores ofFold = new Scores(SoundModel.TAGS.size());
      SoundModel model = SoundModelTrainer.read(learn(clip -> clip.fold() != fold, 0));
      clips.stream()
          .filter(clip -> clip.fold() == fold)
          .forEach(
              clip -> {
                SoundModel.Estimate heard = model.estimate(clip.features());
                int top = SoundModel.strongest(heard.weights());
                int band = (int) Math.min(9, heard.weights()[top] * 10);
                all[band]++;
                right[band] += top == clip.label() ? 1 : 0;
                ofFold.add(heard.weights(), clip.label());
                scores.add(heard.weights(), clip.label());
                distances.add(heard.distance());
              });
      out.printf(Locale.ROOT, "fold %d: top-1 %.3f%n", fold, ofFold.topOne());
    }
    out.printf(
        Locale.ROOT,
        "all folds: top-1 %.3f, mAP %.3f%n",
        scores.topOne(),
        scores.meanAveragePrecision());
    for (int label = 0; label < SoundModel.TAGS.size(); label++) {
      out.printf(
          Locale.ROOT,
          "  AP %-15s %.3f%n",
          SoundModel.TAGS.get(label),
          scores.averagePrecision(label));
    }
    for (int band = 0; band < 10; band++) {
      if (all[band] > 0) {
        out.printf(
            Locale.ROOT,
            "  top weight %.1f-%.1f: %3d clips, %.2f right%n",
            band / 10.0,
            (band + 1) / 10.0,
            all[band],
            (double) right[band] / all[band]);
      }
    }
    distances.sort(null);
    return distances.get((int) (TYPICAL * (distances.size() - 1))).floatValue();
  }

  /** Trains without each kind in turn, and prints how well the model tells it from known kinds. */
  private void printOthers() {
    double sum = 0;
    for (int kind = 0; kind < SoundModel.TAGS.size(); kind++) {
      int hidden = kind;
      List<Double> known = new ArrayList<>();
      List<Double> unknown = new ArrayList<>();
      for (int fold : folds()) {
        List<Clip> used =
            clips.stream()
                .filter(c -> c.free() && c.fold() != fold && c.label() != hidden)
                .toList();
        SoundModel model =
            SoundModelTrainer.read(
                SoundModelTrainer.learn(
                    used.stream().map(Clip::features).toArray(double[][]::new),
                    used.stream()
                        .mapToInt(c -> c.label() < hidden ? c.label() : c.label() - 1)
                        .toArray(),
                    SoundModel.TAGS.size() - 1,
                    0,
                    SEED));
        for (Clip clip : clips) {
          if (clip.fold() == fold) {
            SoundModel.Estimate heard = model.estimate(clip.features());
            (clip.label() == hidden ? unknown : known).add(heard.tagScore());
          }
        }
      }
      double area = Scores.areaUnderRoc(known, unknown);
      sum += area;
      out.printf(
          Locale.ROOT,
          "%s kept back: AUROC of the others against it %.3f%n",
          SoundModel.TAGS.get(kind),
          area);
    }
    out.printf(
        Locale.ROOT, "mean AUROC against a kind kept back: %.3f%n", sum / SoundModel.TAGS.size());
  }

  private Set<Integer> folds() {
    Set<Integer> folds = new TreeSet<>();
    clips.forEach(clip -> folds.add(clip.fold()));
    return folds;
  }

  private static String attribution(List<Clip> clips) {
    StringBuilder text =
        new StringBuilder(
            """
            # Where the embedding comes from

            `embedding.model` was learned by `roomtone.bench.embedding.TrainEmbedding` from features (no audio) of clips of
            ESC-50 by Karol J. Piczak (ESC: Dataset for Environmental Sound Classification, ACM Multimedia 2015), whose
            clips were cut from recordings on Freesound. Only clips whose own licence is CC0 or CC BY were used, each
            in variations of its features that `Augmentation` computes. The recordings, by their number at
            `https://freesound.org/s/<number>/`, where author and licence are named:

            """);
    for (int label = 0; label < SoundModel.TAGS.size(); label++) {
      int of = label;
      List<String> ids =
          clips.stream()
              .filter(clip -> clip.free() && clip.label() == of)
              .map(Clip::freesoundId)
              .distinct()
              .sorted((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
              .toList();
      text.append("- ")
          .append(SoundModel.TAGS.get(label))
          .append(": ")
          .append(String.join(", ", ids))
          .append('\n');
    }
    return text.toString();
  }
}
