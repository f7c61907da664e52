package roomtone.bench.evening;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code ./dev evaluate-picks DIR}: replays the evenings of a folder and says what the picks were
 * worth.
 */
public final class EvaluatePicks {

  private EvaluatePicks() {}

  /** Exit code 64 for wrong use, 66 for a folder without evenings. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println(
          "usage: ./dev evaluate-picks DIR, a folder of evenings, one JSON file each");
      System.exit(64);
    }
    List<Path> files = evenings(Path.of(arguments[0]));
    if (files.isEmpty()) {
      System.err.println("no evening (*.json) in " + arguments[0]);
      System.exit(66);
    }
    Logger.getLogger("").setLevel(Level.WARNING);
    print(System.out, files);
    System.exit(0);
  }

  private static List<Path> evenings(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  private static void print(PrintStream out, List<Path> files) throws IOException {
    out.printf(
        "%-22s %-10s %6s %6s %6s %6s %8s %4s%n",
        "evening", "plays", "mean", "worst", "p10", "<0.3", "repeats", "gap");
    List<Satisfaction> ours = new ArrayList<>();
    List<Satisfaction> rotations = new ArrayList<>();
    List<Evening.Reference> references = new ArrayList<>();
    int agreeing = 0;
    int compared = 0;
    try (EveningReplay replay = new EveningReplay()) {
      for (Path file : files) {
        Evening evening = Evening.read(file);
        List<Integer> plays = replay.replay(evening);
        String name = file.getFileName().toString().replace(".json", "");
        ours.add(row(out, name, "ours", Satisfaction.of(evening, plays)));
        rotations.add(row(out, "", "rotation", Satisfaction.of(evening, rotation(evening))));
        if (evening.reference().isPresent()) {
          Evening.Reference reference = evening.reference().orElseThrow();
          row(out, "", "reference", Satisfaction.of(evening, reference.plays()));
          out.printf(
              Locale.ROOT,
              "%-22s %-10s %6.3f %6.3f%n",
              "",
              "oracles",
              reference.oracleMean(),
              reference.oracleFairWorst());
          references.add(reference);
          List<Integer> theirs = reference.plays();
          int equal =
              (int)
                  IntStream.range(0, Math.min(plays.size(), theirs.size()))
                      .filter(i -> plays.get(i).equals(theirs.get(i)))
                      .count();
          out.printf("%-22s %d of %d plays are the reference's%n", "", equal, theirs.size());
          agreeing += equal;
          compared += theirs.size();
        }
      }
    }
    out.println();
    summary(out, "ours", ours);
    summary(out, "rotation", rotations);
    if (!references.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%-22s %-10s %6.3f %6.3f%n",
          "all",
          "reference",
          references.stream().mapToDouble(Evening.Reference::mean).average().orElse(0),
          references.stream().mapToDouble(Evening.Reference::worst).average().orElse(0));
      out.printf(
          Locale.ROOT,
          "%-22s %-10s %6.3f %6.3f%n",
          "all",
          "oracles",
          references.stream().mapToDouble(Evening.Reference::oracleMean).average().orElse(0),
          references.stream().mapToDouble(Evening.Reference::oracleFairWorst).average().orElse(0));
      out.printf("%d of %d plays are the reference's%n", agreeing, compared);
    }
  }

  /** What a room without listeners would play. */
  static List<Integer> rotation(Evening evening) {
    return IntStream.range(0, evening.steps())
        .mapToObj(step -> evening.rotation().get(step % evening.rotation().size()))
        .toList();
  }

  private static Satisfaction row(
      PrintStream out, String evening, String plays, Satisfaction worth) {
    out.printf(
        Locale.ROOT,
        "%-22s %-10s %6.3f %6.3f %6.3f %6.2f %8d %4d%n",
        evening,
        plays,
        worth.mean(),
        worth.worst(),
        worth.tenth(),
        worth.shareBelow(),
        worth.repeats(),
        worth.minimumGap());
    return worth;
  }

  private static void summary(PrintStream out, String plays, List<Satisfaction> all) {
    row(
        out,
        "all",
        plays,
        new Satisfaction(
            all.stream().mapToDouble(Satisfaction::mean).average().orElse(0),
            all.stream().mapToDouble(Satisfaction::worst).average().orElse(0),
            all.stream().mapToDouble(Satisfaction::tenth).average().orElse(0),
            all.stream().mapToDouble(Satisfaction::shareBelow).average().orElse(0),
            all.stream().mapToInt(Satisfaction::repeats).sum(),
            all.stream()
                .mapToInt(Satisfaction::minimumGap)
                .filter(gap -> gap > 0)
                .min()
                .orElse(0)));
  }
}
