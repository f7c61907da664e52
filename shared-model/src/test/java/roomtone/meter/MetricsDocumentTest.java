package roomtone.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.Sources;

/**
 * docs/metrics.md lists the meters as the registries define them. {@code -Drenew.openapi=true}
 * writes it.
 */
class MetricsDocumentTest {

  private static final Path ROOT = Path.of("..");

  private static final Path DOCUMENT = ROOT.resolve("docs/metrics.md");

  private static final String TABLE_HEAD =
      """
      | name | type | unit | what it measures | normal range | when to alert |
      | --- | --- | --- | --- | --- | --- |
      """;

  /** Where code names a meter; names are literals, so that a search finds them. */
  private static final Pattern USED =
      Pattern.compile("\\.(?:counter|timer|gauge)\\(\\s*\"(roomtone\\.[a-z.]+)\"");

  private static final Pattern NAMED = Pattern.compile("\"(roomtone\\.[a-z.]+)\"");

  @Test
  void the_document_lists_every_meter_of_the_registries() throws IOException {
    List<MeterKind> shared = kinds("shared-model");
    String expected =
        """
        # Meters

        Each service answers `/q/metrics` on its management port in the format of Prometheus. A name below, such as `roomtone.queue.fill`, is a series in Prometheus: with `_` for
        dots, and `_total` for a counter, `_seconds_count`, `_seconds_sum` and `_seconds_max` for a timer, `_seconds` or `_bytes` for a gauge of that unit. Counters and timers begin
        at 0 when the process starts. Tags have few values and never contain ids. A gauge that says "read every 30 s" tells of the whole database, so every replica shows the
        same: take the maximum over the replicas, not the sum.

        The alerts are in `deploy/observability/prometheus/rules`; [operations.md](operations.md#alerts) says what to do about each. This page is made from the registries of meters by
        `./dev openapi`.

        ## Both services

        %s
        ## Brain

        %s
        ## Manager

        %s
        ## Meters of libraries

        Quarkus and its libraries show many more. The alerts and the dashboard use these:

        %s\
        """
            .formatted(
                table(shared.stream().filter(MeterKind::isOwn)),
                table(kinds("brain-service").stream()),
                table(kinds("manager-service").stream()),
                table(shared.stream().filter(kind -> !kind.isOwn())));
    if (Boolean.getBoolean("renew.openapi")) {
      Files.writeString(DOCUMENT, expected);
    }
    assertEquals(expected, Files.readString(DOCUMENT), "renew it by ./dev openapi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared-model", "brain-service", "manager-service"})
  void the_code_of_a_module_uses_the_meters_of_its_registry_and_no_others(String module)
      throws IOException {
    Set<String> registered =
        kinds(module).stream()
            .filter(MeterKind::isOwn)
            .map(MeterKind::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(registered.size() > 1, module);
    String source = Sources.text(module);
    Set<String> used = found(USED, source);
    assertTrue(registered.containsAll(used), () -> used + " are in the registry");
    Set<String> unused = new TreeSet<>(registered);
    unused.removeAll(found(NAMED, source));
    assertEquals(Set.of(), unused);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared-model", "brain-service", "manager-service"})
  void an_entry_says_everything_and_names_units_of_prometheus(String module) throws IOException {
    for (MeterKind kind : kinds(module)) {
      assertTrue(kind.name().matches("[a-z]+(\\.[a-z]+)+"), kind.name());
      for (String text : List.of(kind.unit(), kind.description(), kind.normal(), kind.alert())) {
        assertTrue(!text.isBlank() && !text.contains("|"), kind + " is complete");
      }
      assertTrue(kind.description().endsWith("."), kind + " is described by a sentence");
      assertTrue(
          kind.combinations().size() <= 20, kind + " has few combinations of values of its tags");
    }
  }

  /** The registry of a module alone. */
  private static List<MeterKind> kinds(String module) throws IOException {
    URL resources =
        ROOT.resolve(module)
            .resolve("src/main/resources")
            .toAbsolutePath()
            .normalize()
            .toUri()
            .toURL();
    try (URLClassLoader only = new URLClassLoader(new URL[] {resources}, null)) {
      return List.copyOf(MeterKinds.read(only).kinds());
    }
  }

  private static String table(Stream<MeterKind> kinds) {
    return kinds.map(MetricsDocumentTest::row).collect(Collectors.joining("", TABLE_HEAD, ""));
  }

  private static String row(MeterKind kind) {
    String tags =
        kind.tags().entrySet().stream()
            .map(
                tag ->
                    tag.getValue().isEmpty()
                        ? " `" + tag.getKey() + "`"
                        : " `%s`: %s".formatted(tag.getKey(), String.join(", ", tag.getValue())))
            .collect(Collectors.joining(";"));
    return "| `%s` | %s | %s | %s%s | %s | %s |\n"
        .formatted(
            kind.name(),
            kind.type().toString().toLowerCase(Locale.ROOT),
            kind.unit(),
            kind.description(),
            tags.isEmpty() ? "" : " Tags:" + tags,
            kind.normal(),
            kind.alert());
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
