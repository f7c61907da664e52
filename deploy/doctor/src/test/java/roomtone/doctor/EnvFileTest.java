package roomtone.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How env files are read. */
class EnvFileTest {

  @TempDir private Path folder;

  @Test
  void a_line_is_a_name_and_a_value() throws IOException {
    Path file =
        write(
            """
            # a comment

            PLAIN=a=b c # no comment
            export EXPORTED = spaced
            QUOTED="in quotes"
            SINGLE='it is'
            EMPTY=
            """);
    assertEquals(
        Map.of(
            "PLAIN", "a=b c # no comment",
            "EXPORTED", "spaced",
            "QUOTED", "in quotes",
            "SINGLE", "it is",
            "EMPTY", ""),
        EnvFile.read(List.of(file)));
  }

  @Test
  void a_later_file_overrides_an_earlier_one() throws IOException {
    Path first = write("A=1\nB=1\n");
    Path second = write("B=2\n");
    assertEquals(Map.of("A", "1", "B", "2"), EnvFile.read(List.of(first, second)));
  }

  @Test
  void a_line_of_another_form_is_named_by_its_number_and_not_repeated() throws IOException {
    Path file = write("A=1\nsecret without a name\n");
    UsageError error = assertThrows(UsageError.class, () -> EnvFile.read(List.of(file)));
    assertEquals("line 2 of %s is not NAME=value".formatted(file), error.getMessage());
  }

  @Test
  void a_missing_file_is_named() {
    Path file = folder.resolve("none.env");
    UsageError error = assertThrows(UsageError.class, () -> EnvFile.read(List.of(file)));
    assertEquals("there is no file " + file, error.getMessage());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "settings", ".env"), text);
  }
}
