package roomtone.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The command line of the doctor. */
class ArgumentsTest {

  @Test
  void files_and_the_origin_of_the_pages_are_named() {
    assertEquals(
        new Arguments(
            List.of(Path.of("a.env"), Path.of("b.env")),
            Optional.of("https://staff.example.org"),
            false),
        Arguments.parse(
            "--env", "a.env", "--origin", "https://staff.example.org/", "--env", "b.env"));
  }

  @Test
  void anything_else_is_a_usage_error() {
    for (String[] line :
        List.of(
            new String[] {},
            new String[] {"--env"},
            new String[] {"a.env"},
            new String[] {"--env", "a.env", "--origin", "staff.example.org"},
            new String[] {"--env", "a.env", "--origin", "https://staff.example.org/admin"})) {
      assertThrows(UsageError.class, () -> Arguments.parse(line), String.join(" ", line));
    }
  }
}
