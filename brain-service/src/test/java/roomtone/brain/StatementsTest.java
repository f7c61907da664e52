package roomtone.brain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Checkout;

/** What holds for the text of every statement. */
class StatementsTest {

  private static final Path SOURCES = Path.of("brain-service/src/main/java");

  /** A clock that goes on while a statement runs is no key: every row would be read and asked. */
  private static final Pattern CLOCK_FOR_EACH_ROW = Pattern.compile("[<>]=?\\s*roomtone\\.now\\(");

  @Test
  void a_column_is_compared_with_a_time_that_was_asked_once() throws IOException {
    try (Stream<Path> files = Files.walk(Checkout.folder().resolve(SOURCES))) {
      List<Path> asking =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> CLOCK_FOR_EACH_ROW.matcher(text(file)).find())
              .toList();
      assertEquals(List.of(), asking, "write (select roomtone.now()) there");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
