package roomtone.acceptance.observability;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.observability.AlertRules.Alert;
import roomtone.local.testing.Checkout;

/** Each alert reads documented meters, is tested, and operators find what to do about it. */
class AlertRulesTest {

  private static final Pattern ALERT_IN_METERS = Pattern.compile("`(Roomtone\\w+)`");

  private static final Pattern ALERT_HEADING =
      Pattern.compile("(?ms)^### (Roomtone\\w+)\\n(.*?)(?=^##)");

  /** Series that Prometheus makes itself. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

  @Test
  void each_alert_reads_documented_meters() {
    for (Alert alert : AlertRules.all()) {
      Set<String> series = AlertRules.series(alert.expression());
      assertTrue(!series.isEmpty(), alert.name());
      assertEquals(Set.of(), undocumented(series), alert.name());
    }
  }

  /** Returns those series that docs/metrics.md does not know. */
  static Set<String> undocumented(Set<String> series) {
    Set<String> unknown = new TreeSet<>(series);
    unknown.removeAll(OF_PROMETHEUS);
    DocumentedMeter.all().forEach(meter -> unknown.removeAll(meter.series()));
    return unknown;
  }

  @Test
  void each_alert_has_a_summary_and_says_whether_it_can_wait() {
    for (Alert alert : AlertRules.all()) {
      assertTrue(Set.of("page", "ticket").contains(alert.severity()), alert.name());
      assertTrue(alert.summary().length() > 10, alert.name());
    }
  }

  @Test
  void each_alert_has_tests_in_which_it_fires_and_in_which_it_does_not() {
    assertEquals(names(), AlertRules.tested(true));
    assertEquals(names(), AlertRules.tested(false));
  }

  @Test
  void the_documents_name_each_alert() throws IOException {
    assertEquals(
        names(),
        ALERT_IN_METERS
            .matcher(DocumentedMeter.document())
            .results()
            .map(match -> match.group(1))
            .collect(toCollection(TreeSet::new)));
    Set<String> explained = new TreeSet<>();
    String operations = Files.readString(Checkout.folder().resolve("docs/operations.md"));
    ALERT_HEADING
        .matcher(operations)
        .results()
        .forEach(
            section -> {
              assertTrue(section.group(2).contains("**Meaning.** "), section.group(1));
              assertTrue(section.group(2).contains("**Action.** "), section.group(1));
              explained.add(section.group(1));
            });
    assertEquals(names(), explained);
  }

  /** Promtool reads the rules and runs their unit tests. */
  @Test
  void promtool_accepts_the_rules_and_their_tests() throws Exception {
    if (!isInstalled("promtool")) {
      System.err.println(
          "!!! promtool is not installed: the alerts are NOT tested. Install it by apt-get install"
              + " prometheus.");
      abort("promtool is not installed");
    }
    assertPromtoolAccepts();
  }

  @Test
  @Tag("long")
  void promtool_is_there_for_the_long_tests() throws Exception {
    assertTrue(isInstalled("promtool"), "apt-get install prometheus");
    assertPromtoolAccepts();
  }

  private static void assertPromtoolAccepts() throws Exception {
    run("check", "config", "prometheus.yaml");
    List<String> tests = new ArrayList<>(List.of("test", "rules"));
    AlertRules.files("tests").forEach(file -> tests.add(file.toString()));
    run(tests.toArray(String[]::new));
  }

  private static void run(String... arguments) throws Exception {
    Process promtool =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
            .directory(AlertRules.FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(promtool.waitFor(60, TimeUnit.SECONDS), output);
    assertEquals(0, promtool.exitValue(), output);
  }

  /** Returns whether a program is in the path. */
  static boolean isInstalled(String program) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Set<String> names() {
    return AlertRules.all().stream().map(Alert::name).collect(toCollection(TreeSet::new));
  }
}
