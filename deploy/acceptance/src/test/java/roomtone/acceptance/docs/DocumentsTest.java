package roomtone.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links and names in the documents lead somewhere. */
class DocumentsTest {

  private static final Repository REPOSITORY = Repository.ofThisCheckout();

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");

  @Test
  void every_link_leads_to_a_file() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      for (String target : found(LINK, document)) {
        String path = target.replaceFirst("#.*", "");
        if (!target.contains("://")
            && !path.isEmpty()
            && !Files.exists(document.resolveSibling(path))) {
          broken.add(REPOSITORY.relative(document) + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/how-it-works.md", "docs/picking.md", "docs/glossary.md"})
  void every_name_in_a_guide_exists(String guide) throws IOException {
    List<String> names = found(CODE, REPOSITORY.path(guide));
    assertTrue(names.size() > 10, "the guide names what it explains");
    assertEquals(List.of(), names.stream().filter(name -> !REPOSITORY.has(name)).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy/no-such-file.sql",
        "NoSuchType",
        "TasteUpdate.noSuchMember",
        "roomtone.no_such_function()",
        "GET /api/no-such-call",
        "no_such_column"
      })
  void a_name_that_does_not_exist_is_found_out(String name) {
    assertEquals(false, REPOSITORY.has(name));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(REPOSITORY.path("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md").map(REPOSITORY::path),
              docs.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  private static List<String> found(Pattern pattern, Path document) throws IOException {
    String prose = FENCE.matcher(Files.readString(document)).replaceAll("");
    return pattern.matcher(prose).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
