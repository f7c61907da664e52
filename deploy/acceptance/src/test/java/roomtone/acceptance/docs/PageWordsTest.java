package roomtone.acceptance.docs;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * What the documents for listeners and venues quote is what the pages say. A quotation may be part
 * of a text; an ellipsis in it stands for anything.
 */
class PageWordsTest {

  private static final Repository REPOSITORY = Repository.ofThisCheckout();

  private static final Pattern QUOTATION = Pattern.compile("“([^”]+)”");

  private static final Path REASONS =
      REPOSITORY.path(
          "brain-service/src/main/resources/roomtone/brain/nowplaying/Messages.properties");

  @Test
  void the_document_for_listeners_quotes_the_listeners_page() throws IOException {
    assertEquals(List.of(), unknown("docs/for-listeners.md", "web/listener"));
  }

  @Test
  void the_document_for_venues_quotes_the_three_pages() throws IOException {
    assertEquals(
        List.of(),
        unknown("docs/for-venues.md", "web/listener", "web/manager/admin", "web/manager/player"));
  }

  /** The quotations of a document that no page says. */
  private static List<String> unknown(String document, String... pages) throws IOException {
    List<String> texts = new ArrayList<>(reasons());
    for (String page : pages) {
      String messages = Files.readString(REPOSITORY.path(page + "/src/messages/en.json"));
      // JSON is YAML.
      collect(new Yaml().load(messages), texts);
    }
    List<String> quotations =
        QUOTATION
            .matcher(Files.readString(REPOSITORY.path(document)))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertTrue(quotations.size() > 20, "the document quotes the pages");
    return quotations.stream().filter(quotation -> !isSaid(quotation, texts)).toList();
  }

  private static boolean isSaid(String quotation, List<String> texts) {
    Pattern part =
        Pattern.compile(
            Stream.of(quotation.split("…", -1)).map(Pattern::quote).collect(joining(".*")));
    return texts.stream().anyMatch(text -> part.matcher(text).find());
  }

  private static void collect(Object value, List<String> texts) {
    if (value instanceof Map<?, ?> values) {
      values.values().forEach(inner -> collect(inner, texts));
    } else {
      texts.add(String.valueOf(value));
    }
  }

  /** The reasons that the brain gives for songs, each for each dimension. */
  private static List<String> reasons() throws IOException {
    Properties messages = new Properties();
    try (Reader reader = Files.newBufferedReader(REASONS)) {
      messages.load(reader);
    }
    List<String> dimensions =
        messages.stringPropertyNames().stream()
            .filter(name -> name.startsWith("dimension."))
            .map(messages::getProperty)
            .toList();
    return messages.values().stream()
        .map(String::valueOf)
        .flatMap(reason -> dimensions.stream().map(dimension -> reason.replace("{0}", dimension)))
        .toList();
  }
}
