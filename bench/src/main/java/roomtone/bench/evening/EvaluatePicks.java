package roomtone.bench.evening;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code ./dev evaluate-picks DIR}: replays the evenings of a folder and prints the satisfaction of
 * the listeners.
 */
public final class EvaluatePicks {

  private EvaluatePicks() {}

  /** Exits with 64 for wrong usage or a folder without evenings, 1 for an invalid file. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      stop(64, "usage: ./dev evaluate-picks DIR, a folder of evenings, one JSON file each");
    }
    List<Path> files = evenings(Path.of(arguments[0]));
    if (files.isEmpty()) {
      stop(64, "no evening (*.json) in " + arguments[0]);
    }
    Map<String, Evening> evenings = new LinkedHashMap<>();
    try {
      // All files are read first, so that an invalid one is found before minutes of replay.
      for (Path file : files) {
        evenings.put(file.getFileName().toString().replace(".json", ""), Evening.read(file));
      }
    } catch (IOException e) {
      stop(1, e.getMessage());
    }
    Logger.getLogger("").setLevel(Level.WARNING);
    try (EveningReplay replay = new EveningReplay()) {
      print(System.out, replay, evenings);
    }
    System.exit(0);
  }

  private static void stop(int code, String line) {
    System.err.println(line.lines().findFirst().orElse(""));
    System.exit(code);
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

  /** Replays evenings and prints a table with the satisfaction in each and in all. */
  static void print(PrintStream out, EveningReplay replay, Map<String, Evening> evenings) {
    out.println("The dwell is off: votes count in house voice and reputations at once.");
    out.printf(
        "%-22s %-10s %6s %6s %6s %6s %8s %4s %9s%n",
        "evening", "plays", "mean", "worst", "p10", "<0.3", "repeats", "gap", "equal");
    List<Satisfaction> ours = new ArrayList<>();
    List<Satisfaction> rotations = new ArrayList<>();
    List<Satisfaction> references = new ArrayList<>();
    List<Evening.Reference> oracles = new ArrayList<>();
    int agreeing = 0;
    int compared = 0;
    for (Map.Entry<String, Evening> named : evenings.entrySet()) {
      Evening evening = named.getValue();
      List<Integer> plays = replay.replay(evening);
      Optional<Evening.Reference> reference = evening.reference();
      int equal = reference.map(theirs -> equal(plays, theirs.plays())).orElse(0);
      int of = reference.map(theirs -> theirs.plays().size()).orElse(0);
      agreeing += equal;
      compared += of;
      ours.add(row(out, named.getKey(), "ours", Satisfaction.of(evening, plays), equal, of));
      rotations.add(row(out, "", "rotation", Satisfaction.of(evening, rotation(evening)), 0, 0));
      reference.ifPresent(
          theirs -> {
            references.add(
                row(out, "", "reference", Satisfaction.of(evening, theirs.plays()), 0, 0));
            oracles.add(theirs);
            oracles(out, "", List.of(theirs));
          });
    }
    out.println();
    row(out, "all", "ours", average(ours), agreeing, compared);
    row(out, "all", "rotation", average(rotations), 0, 0);
    if (!references.isEmpty()) {
      row(out, "all", "reference", average(references), 0, 0);
      oracles(out, "all", oracles);
    }
  }

  /** The number of steps in which both play the same song. */
  private static int equal(List<Integer> plays, List<Integer> theirs) {
    return (int)
        IntStream.range(0, Math.min(plays.size(), theirs.size()))
            .filter(step -> plays.get(step).equals(theirs.get(step)))
            .count();
  }

  /** The plays of a room without listeners. */
  static List<Integer> rotation(Evening evening) {
    return IntStream.range(0, evening.steps())
        .mapToObj(step -> evening.rotation().get(step % evening.rotation().size()))
        .toList();
  }

  private static Satisfaction row(
      PrintStream out, String evening, String plays, Satisfaction worth, int equal, int of) {
    out.printf(
        Locale.ROOT,
        "%-22s %-10s %6.3f %6.3f %6.3f %6.2f %8d %4d %9s%n",
        evening,
        plays,
        worth.mean(),
        worth.worst(),
        worth.tenth(),
        worth.shareBelow(),
        worth.repeats(),
        worth.minimumGap(),
        of == 0 ? "" : equal + "/" + of);
    return worth;
  }

  /**
   * Prints the oracles' mean satisfaction and that of the worst listener, where files have them.
   */
  private static void oracles(PrintStream out, String evening, List<Evening.Reference> known) {
    OptionalDouble mean =
        known.stream()
            .map(Evening.Reference::oracleMean)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average();
    OptionalDouble worst =
        known.stream()
            .map(Evening.Reference::oracleFairWorst)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average();
    if (mean.isPresent() && worst.isPresent()) {
      out.printf(
          Locale.ROOT,
          "%-22s %-10s %6.3f %6.3f%n",
          evening,
          "oracles",
          mean.getAsDouble(),
          worst.getAsDouble());
    }
  }

  private static Satisfaction average(List<Satisfaction> all) {
    return new Satisfaction(
        all.stream().mapToDouble(Satisfaction::mean).average().orElse(0),
        all.stream().mapToDouble(Satisfaction::worst).average().orElse(0),
        all.stream().mapToDouble(Satisfaction::tenth).average().orElse(0),
        all.stream().mapToDouble(Satisfaction::shareBelow).average().orElse(0),
        all.stream().mapToInt(Satisfaction::repeats).sum(),
        all.stream().mapToInt(Satisfaction::minimumGap).filter(gap -> gap > 0).min().orElse(0));
  }
}
