package roomtone.bench.embedding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import roomtone.manager.embedding.SoundModel;
import roomtone.manager.embedding.Timbre;

/**
 * Reads the table of features of labelled clips: columns {@code tag}, {@code fold}, {@code
 * freesound_id}, {@code clip_licence_ok} and those of {@link Timbre} by name; others are ignored.
 */
final class LabelledClips {

  /** One clip. */
  static final class Clip {
    private final double[] features;
    private final int label;
    private final int fold;
    private final String freesoundId;
    private final boolean free;

    private Clip(double[] features, int label, int fold, String freesoundId, boolean free) {
      this.features = features;
      this.label = label;
      this.fold = fold;
      this.freesoundId = freesoundId;
      this.free = free;
    }

    double[] features() {
      return features;
    }

    /** The index of the tag in {@link SoundModel#TAGS}. */
    int label() {
      return label;
    }

    /** The part of the cross-validation; all clips of a recording are in the same one. */
    int fold() {
      return fold;
    }

    String freesoundId() {
      return freesoundId;
    }

    /** Whether the licence of the clip allows a model to be trained on it for any purpose. */
    boolean free() {
      return free;
    }
  }

  private static final String FREE = "CC0/CC-BY";

  private LabelledClips() {}

  static List<Clip> read(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> header = Arrays.asList(lines.getFirst().split(",", -1));
    List<Integer> features = new ArrayList<>();
    for (String kind : List.of("mean", "std")) {
      for (int i = 0; i < Timbre.COEFFICIENTS; i++) {
        features.add(column(header, "mfcc" + i + "_" + kind));
      }
    }
    for (String name : List.of("centroid", "rolloff85", "flatness", "zcr")) {
      features.add(column(header, name));
    }
    List<Clip> clips = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      int label = SoundModel.TAGS.indexOf(cells[column(header, "tag")]);
      if (label < 0) {
        throw new IOException("unknown tag in: " + line);
      }
      clips.add(
          new Clip(
              features.stream().mapToDouble(at -> Double.parseDouble(cells[at])).toArray(),
              label,
              Integer.parseInt(cells[column(header, "fold")]),
              cells[column(header, "freesound_id")],
              cells[column(header, "clip_licence_ok")].equals(FREE)));
    }
    return clips;
  }

  private static int column(List<String> header, String name) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("the table has no column " + name);
    }
    return column;
  }
}
