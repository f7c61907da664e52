package roomtone.bench.figures;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints figures when they are measured; at the end the aims, and a JSON file. */
public final class Report {

  private static final JsonMapper JSON = new JsonMapper();

  private record Figure(String section, String name, double value, String unit) {}

  private final String benchmark;
  private final boolean quick;
  private final PrintStream out;
  private final Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final double loadBefore = Machine.load();
  private final List<Figure> figures = new ArrayList<>();
  private final List<Aim> aims = new ArrayList<>();
  private String section = "";

  /**
   * Starts a report and prints a line about the machine.
   *
   * @param quick whether the run only tests the program, so that its figures mean nothing
   */
  public Report(String benchmark, boolean quick, PrintStream out) {
    this.benchmark = benchmark;
    this.quick = quick;
    this.out = out;
    out.printf(
        Locale.ROOT,
        "%s · %s · %d cores · load %.2f · Java %s%s%n",
        benchmark,
        at,
        Machine.cores(),
        loadBefore,
        Runtime.version().feature(),
        quick ? " · quick: a trial of the program, its figures mean nothing" : "");
  }

  /** Starts a section for the figures that follow. */
  public void section(String title) {
    section = title;
    out.printf("%n%s%n", title);
  }

  /** Adds a figure. */
  public void figure(String name, double value, String unit) {
    if (Double.isNaN(value)) {
      remark(name + ": could not be measured here");
      return;
    }
    figures.add(new Figure(section, name, value, unit));
    out.printf(Locale.ROOT, "  %-58s %12s %s%n", name, number(value), unit);
  }

  /** Prints a remark. */
  public void remark(String text) {
    out.println("  " + text);
  }

  /** Adds an aim. */
  public void aim(Aim aim) {
    aims.add(aim);
  }

  /** The names of the aims that are not met. */
  public List<String> missed() {
    return aims.stream().filter(aim -> !aim.met()).map(Aim::name).toList();
  }

  /** Prints which aims are met. */
  public void verdicts() {
    out.printf("%nAims (1.00 of an aim is just met)%n");
    for (Aim aim : aims) {
      out.printf(
          Locale.ROOT,
          "  %-6s %s  %s: %s %s, aim %s %s%n",
          aim.met() ? "met" : "MISSED",
          // A bound or a result of 0 has no ratio.
          Double.isFinite(aim.ratio())
              ? String.format(Locale.ROOT, "%5.2f of the aim", aim.ratio())
              : " ".repeat(16),
          aim.name(),
          number(aim.measured()),
          aim.unit(),
          aim.atLeast() ? "at least" : "at most",
          number(aim.bound()));
    }
    out.printf(Locale.ROOT, "  load %.2f before, %.2f after%n", loadBefore, Machine.load());
  }

  /** Writes figures and aims as JSON. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("benchmark", benchmark).put("at", at.toString()).put("quick", quick);
    root.putObject("machine")
        .put("cores", Machine.cores())
        .put("load_before", loadBefore)
        .put("load_after", Machine.load())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("java", Runtime.version().toString());
    ArrayNode measured = root.putArray("figures");
    for (Figure figure : figures) {
      measured
          .addObject()
          .put("section", figure.section())
          .put("name", figure.name())
          .put("value", figure.value())
          .put("unit", figure.unit());
    }
    ArrayNode verdicts = root.putArray("aims");
    for (Aim aim : aims) {
      ObjectNode verdict = verdicts.addObject();
      verdict
          .put("name", aim.name())
          .put("measured", aim.measured())
          .put(aim.atLeast() ? "at_least" : "at_most", aim.bound())
          .put("unit", aim.unit())
          .put("met", aim.met());
      if (Double.isFinite(aim.ratio())) {
        verdict.put("ratio", aim.ratio());
      }
    }
    if (file.toAbsolutePath().getParent() != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    Files.writeString(
        file,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + System.lineSeparator());
    out.printf("%n%s%n%n", file);
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT,
        size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.3f",
        value);
  }
}
