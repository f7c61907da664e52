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

/** Checks the text of all SQL statements. */
class StatementsTest {

  private static final Path SOURCES = Path.of("brain-service/src/main/java");

  /** No index serves a comparison with a volatile function, which is called for every row. */
  private static final Pattern CLOCK_PER_ROW = Pattern.compile("[<>]=?\\s*roomtone\\.now\\(");

  @Test
  void statements_read_the_clock_once() throws IOException {
    try (Stream<Path> files = Files.walk(Checkout.folder().resolve(SOURCES))) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> CLOCK_PER_ROW.matcher(text(file)).find())
              .toList();
      assertEquals(List.of(), found, "write (select roomtone.now()) there");
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
