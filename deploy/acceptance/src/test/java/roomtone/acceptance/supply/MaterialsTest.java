package roomtone.acceptance.supply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Checkout;

/** The bills of materials that a build writes, and the licences of what they list. */
class MaterialsTest {

  /** A library of each artifact, which tells that its bill is not that of another. */
  private static final Map<String, String> KNOWN =
      new TreeMap<>(
          Map.of(
              "brain-service", "pgvector",
              "manager-service", "jaudiotagger",
              "deploy/local", "flyway-core",
              "web/listener", "@supabase/supabase-js",
              "web/manager", "qrcode-generator"));

  private static JsonPath bill(String module) {
    Path file = Checkout.folder().resolve(module).resolve("target/sbom.json");
    assertTrue(Files.exists(file), file + " is missing: build the module");
    return JsonPath.from(file.toFile());
  }

  private static Set<String> allowed() throws IOException {
    try (Stream<String> lines =
        Files.lines(Checkout.folder().resolve("deploy/supply/licences.txt"))) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toSet());
    }
  }

  /** The names of the licences of a component; a choice in one expression gives its parts. */
  private static List<String> licences(Map<String, ?> component) {
    List<Map<String, ?>> entries = list(component.get("licenses"));
    return entries.stream()
        .flatMap(
            entry ->
                entry.get("expression") instanceof String expression
                    ? Stream.of(expression.replaceAll("[()]", "").split(" OR "))
                    : Stream.of(map(entry.get("license")))
                        .flatMap(licence -> Stream.of(licence.get("id"), licence.get("name")))
                        .filter(Objects::nonNull)
                        .map(Object::toString))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, ?>> list(Object json) {
    return json == null ? List.of() : (List<Map<String, ?>>) json;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> map(Object json) {
    return json == null ? Map.of() : (Map<String, ?>) json;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"brain-service", "manager-service", "deploy/local", "web/listener", "web/manager"})
  void every_library_of_an_artifact_has_an_allowed_licence(String module) throws IOException {
    List<Map<String, ?>> components = bill(module).getList("components");
    List<String> names = components.stream().map(c -> (String) c.get("name")).toList();
    assertTrue(names.contains(KNOWN.get(module)), () -> module + ": " + names);

    Set<String> allowed = allowed();
    Set<String> refused = new TreeSet<>();
    for (Map<String, ?> component : components) {
      if (licences(component).stream().noneMatch(allowed::contains)) {
        refused.add(component.get("name") + ": " + licences(component));
      }
    }

    assertEquals(Set.of(), refused, "see deploy/supply/licences.txt");
  }

  @Test
  void every_package_that_builds_the_pages_has_an_allowed_licence() throws IOException {
    Map<String, Map<String, ?>> packages =
        JsonPath.from(Checkout.folder().resolve("web/package-lock.json").toFile())
            .getMap("packages");
    assertTrue(packages.size() > 100, () -> "packages: " + packages.size());

    Set<String> allowed = allowed();
    Set<String> refused = new TreeSet<>();
    packages.forEach(
        (name, details) -> {
          String licence = String.valueOf(details.get("license"));
          boolean isLink = Boolean.TRUE.equals(details.get("link"));
          if (!isLink
              && Stream.of(licence.replaceAll("[()]", "").split(" OR "))
                  .noneMatch(allowed::contains)) {
            refused.add(name + ": " + licence);
          }
        });

    assertEquals(Set.of(), refused, "see deploy/supply/licences.txt");
  }

  @Test
  void a_bill_tells_no_time_and_no_random_number_so_that_builds_can_be_compared() {
    for (String module : List.of("brain-service", "manager-service", "deploy/local")) {
      assertNull(bill(module).get("serialNumber"), module);
      assertNull(bill(module).get("metadata.timestamp"), module);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "brain-service/target/quarkus-app/quarkus-run.jar",
        "brain-service/target/quarkus-app/app",
        "brain-service/target/quarkus-app/quarkus",
        "manager-service/target/quarkus-app/quarkus-run.jar",
        "manager-service/target/quarkus-app/app",
        "deploy/local/target/roomtone-local.jar"
      })
  void entries_of_jars_have_a_fixed_time(String path) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> found = Files.walk(Checkout.folder().resolve(path))) {
      found.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
    }
    assertFalse(jars.isEmpty(), path);

    for (Path jar : jars) {
      try (JarFile content = new JarFile(jar.toFile())) {
        Set<LocalDateTime> times =
            content.stream()
                .map(entry -> entry.getTimeLocal())
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(times.size() <= 1, () -> jar + ": " + times);
      }
    }
  }
}
