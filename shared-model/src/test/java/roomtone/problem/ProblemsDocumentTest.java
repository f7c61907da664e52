package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/problems.md lists the kinds of problems as the registries define them. {@code
 * -Drenew.openapi=true} writes it.
 */
class ProblemsDocumentTest {

  private static final Path ROOT = Path.of("..");

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
