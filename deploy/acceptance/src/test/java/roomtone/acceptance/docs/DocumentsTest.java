package roomtone.acceptance.docs;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
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

  private static final Pattern LINKED_CODE =
      Pattern.compile("\\[`([^`]+)`]\\(([^)\\s]+\\.(?:java|sql))\\)");

  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");

  /** A path from the root of the checkout. */
  private static final Pattern PATH =
      Pattern.compile(
          "(shared-model|brain-service|manager-service|web|deploy|bench|docs)/[\\w./-]*|docker-compose.yml");

  /** A member of a type or a function, as pictures name them. */
  private static final Pattern DRAWN = Pattern.compile("\\b([A-Z]\\w*\\.\\w+|\\w+\\(\\))");

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

  @Test
  void every_link_to_a_section_leads_to_its_heading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      for (String target : found(LINK, document)) {
        String[] parts = target.split("#", 2);
        if (!target.contains("://") && parts.length == 2) {
          Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
          if (!anchors(file).contains(parts[1])) {
            broken.add(REPOSITORY.relative(document) + ": " + target);
          }
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  /** The names by which links reach the headings of a document: lower case, hyphens for spaces. */
  private static List<String> anchors(Path document) throws IOException {
    return found(HEADING, document).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/how-it-works.md", "docs/picking.md", "docs/glossary.md"})
  void every_name_in_a_guide_exists(String guide) throws IOException {
    List<String> names = found(CODE, REPOSITORY.path(guide));
    assertTrue(names.size() > 10, "the guide names what it explains");
    assertEquals(List.of(), names.stream().filter(name -> !REPOSITORY.has(name)).toList());
  }

  @Test
  void every_path_exists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      // decisions are not edited, and name what was there when they were made
      if (!document.getParent().endsWith("adr")) {
        found(CODE, document).stream()
            .filter(name -> PATH.matcher(name).matches())
            .filter(path -> !Files.exists(REPOSITORY.path(path)))
            .forEach(path -> missing.add(REPOSITORY.relative(document) + ": " + path));
      }
    }
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shared-model/src/main/java/roomtone",
        "brain-service/src/main/java/roomtone/brain",
        "manager-service/src/main/java/roomtone/manager"
      })
  void the_map_in_the_readme_names_all_packages_of_a_module(String folder) throws IOException {
    String module = folder.substring(0, folder.indexOf('/') + 1);
    String row =
        Files.readString(REPOSITORY.path("README.md"))
            .lines()
            .filter(line -> line.startsWith("| `" + module + "`"))
            .findFirst()
            .orElseThrow();
    Set<String> named =
        CODE.matcher(row)
            .results()
            .map(name -> name.group(1))
            .filter(name -> !name.equals(module))
            .collect(toCollection(TreeSet::new));
    try (Stream<Path> entries = Files.list(REPOSITORY.path(folder))) {
      Set<String> packages =
          entries
              .filter(Files::isDirectory)
              .map(entry -> entry.getFileName().toString())
              .collect(toCollection(TreeSet::new));
      assertEquals(packages, named);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/how-it-works.md"})
  void every_name_in_a_picture_exists(String document) throws IOException {
    List<String> names =
        FENCE
            .matcher(Files.readString(REPOSITORY.path(document)))
            .results()
            .map(MatchResult::group)
            .filter(fenced -> fenced.contains("─"))
            .flatMap(picture -> DRAWN.matcher(picture).results())
            .map(match -> match.group(1))
            .toList();
    assertFalse(names.isEmpty(), "the picture names what it shows");
    assertEquals(List.of(), names.stream().filter(name -> !REPOSITORY.has(name)).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"README.md", "docs/how-it-works.md", "docs/picking.md", "docs/glossary.md"})
  void a_linked_name_is_declared_in_the_file_of_its_link(String guide) throws IOException {
    Path document = REPOSITORY.path(guide);
    List<String> elsewhere = new ArrayList<>();
    LINKED_CODE
        .matcher(Files.readString(document))
        .results()
        .filter(link -> !Repository.declares(document.resolveSibling(link.group(2)), link.group(1)))
        .forEach(link -> elsewhere.add(link.group()));
    assertEquals(List.of(), elsewhere);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "deploy/supabase/schemas",
        "TasteUpdate",
        "TasteUpdate.after",
        "TasteUpdate.Step.voteValue",
        "PollAnswers.Answer.isUnchanged",
        "AudioFormat.FLAC",
        "roomtone.brain.vote",
        "roomtone.queue_fill",
        "roomtone.queue_fill()",
        "queue_fill()",
        "public.votes",
        "votes.weight",
        "roomtone.installation.catch_up",
        "GET /api/votes",
        "./dev up",
        "roomtone.queue.period",
        "ROOMTONE_QUEUE_PERIOD",
        "roomtone.uploads.sweep-every"
      })
  void a_name_that_exists_is_known(String name) {
    assertTrue(REPOSITORY.has(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy/no-such-file.sql",
        "no-such-file.md",
        "NoSuchType",
        "TasteUpdate.noSuchMember",
        // words that its source contains, but not as members
        "TasteUpdate.strength",
        "TasteUpdate.survey",
        "TasteUpdate.Taste",
        "TasteUpdate.voteValue",
        "PlayQueue.fillAll",
        "roomtone.no_such_package",
        "roomtone.no_such_function()",
        // words of the schema, but no functions or columns
        "roomtone.collectives()",
        "votes.balance",
        "materialized",
        "v_now",
        "GET /api/no-such-call",
        "PATCH /api/votes",
        "./dev no-such-command",
        "./dev esac",
        "roomtone.queue.no-such-setting",
        "ROOMTONE_NO_SUCH_SETTING",
        "no_such_column"
      })
  void a_name_that_does_not_exist_is_unknown(String name) {
    assertFalse(REPOSITORY.has(name));
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
