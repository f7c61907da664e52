package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.Sources;

/**
 * docs/problems.md lists the kinds of problems as the registries define them. {@code
 * -Drenew.openapi=true} writes it.
 */
class ProblemsDocumentTest {

  private static final Path ROOT = Path.of("..");

  private static final Pattern THROWN =
      Pattern.compile("Problem\\s*\\.(?:of|withDetail)\\(\\s*\"([a-z0-9-]+)\"");

  private static final Path DOCUMENT = ROOT.resolve("docs/problems.md");

  @Test
  void the_document_lists_every_kind_of_the_registries() throws IOException {
    String expected =
        """
        # Problems

        An error is answered as `application/problem+json` (RFC 9457). `type` is `urn:roomtone:problem:` followed by the name below and never changes; programs decide
        by it. `detail` says what to do next; the details below are examples. This page is made from the registries of problems by `./dev openapi`.

        ## Both services

        %s
        ## Brain

        %s
        ## Manager

        %s"""
            .formatted(
                table(Path.of("src/main/resources")),
                table(ROOT.resolve("brain-service/src/main/resources")),
                table(ROOT.resolve("manager-service/src/main/resources")));
    if (Boolean.getBoolean("renew.openapi")) {
      Files.writeString(DOCUMENT, expected);
    }
    assertEquals(expected, Files.readString(DOCUMENT), "renew it by ./dev openapi");
  }

  /** Slugs stand in the code as literals, so that a search finds where a problem is thrown. */
  @ParameterizedTest
  @ValueSource(strings = {"shared-model", "brain-service", "manager-service"})
  void every_kind_that_a_module_throws_is_in_its_registries(String module) throws IOException {
    Set<String> kinds = new TreeSet<>(slugs(Path.of("src/main/resources")));
    kinds.addAll(slugs(ROOT.resolve(module).resolve("src/main/resources")));
    Set<String> thrown =
        THROWN
            .matcher(Sources.text(module))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    thrown.removeAll(kinds);
    assertEquals(Set.of(), thrown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared-model", "brain-service", "manager-service"})
  void every_kind_of_a_registry_is_thrown(String module) throws IOException {
    String source = Sources.text(module) + Sources.text("shared-model");
    Set<String> kinds = slugs(ROOT.resolve(module).resolve("src/main/resources"));
    assertEquals(
        List.of(), kinds.stream().filter(kind -> !source.contains('"' + kind + '"')).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared-model", "brain-service", "manager-service"})
  void no_detail_of_a_registry_is_punctuated_twice(String module) throws IOException {
    Path resources = ROOT.resolve(module).resolve("src/main/resources");
    try (URLClassLoader only = new URLClassLoader(new URL[] {url(resources)}, null)) {
      assertEquals(
          List.of(),
          ProblemRegistry.read(only).kinds().stream()
              .map(ProblemKind::example)
              .filter(detail -> !detail.endsWith(".") || detail.matches(".*[.,:;?!]\\s*[.,:;?!].*"))
              .toList());
    }
  }

  private static Set<String> slugs(Path resources) throws IOException {
    try (URLClassLoader only = new URLClassLoader(new URL[] {url(resources)}, null)) {
      return ProblemRegistry.read(only).kinds().stream()
          .map(ProblemKind::slug)
          .collect(Collectors.toSet());
    }
  }

  private static String table(Path resources) throws IOException {
    try (URLClassLoader only = new URLClassLoader(new URL[] {url(resources)}, null)) {
      return ProblemRegistry.read(only).kinds().stream()
          .sorted(Comparator.comparingInt(ProblemKind::status).thenComparing(ProblemKind::slug))
          .map(kind -> row(kind))
          .collect(
              Collectors.joining(
                  "", "| status | name | detail, for example |\n| --- | --- | --- |\n", ""));
    }
  }

  private static String row(ProblemKind kind) {
    return "| %d | `%s` | %s |\n".formatted(kind.status(), kind.slug(), kind.example());
  }

  private static URL url(Path folder) throws MalformedURLException {
    return folder.toAbsolutePath().normalize().toUri().toURL();
  }
}
