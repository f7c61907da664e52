package roomtone.bench.evening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files are read as evenings, and the error messages for others. */
class EveningFileTest {

  private static final String EVENING =
      """
      {"step_minutes": 3, "steps": 2, "songs": [[1, 0, 0, 0, 0], null], "rotation": [1, 0], "history": [{"person": 7, "song": 1, "vote": 5}],
       "listeners": [{"in_room": [[0, 2]], "session": [[0, 2]], "survey": [1, 0, 0, 0, 0], "votes_during": [1],
         "vote_for_song": [5, 1], "truth": [0.9, 0.1]}],
       "reference": {"plays": [1, 0], "mean": 0.5}}
      """;

  @TempDir private Path folder;

  private Evening read(String content) throws IOException {
    return Evening.read(Files.writeString(folder.resolve("evening.json"), content));
  }

  @Test
  void a_file_tells_an_evening() throws IOException {
    Evening evening = read(EVENING);
    assertEquals(List.of(1, 0), evening.rotation());
    assertEquals(List.of(1, 0), evening.reference().orElseThrow().plays());
    assertEquals(List.of(1), evening.listeners().getFirst().votesDuring());
  }

  @Test
  void history_rotation_reference_votes_and_survey_may_be_left_out() throws IOException {
    Evening evening =
        read(
            """
            {"step_minutes": 5, "steps": 1, "songs": [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]],
             "listeners": [{"in_room": [[0, 1]], "session": [[0, 1]], "truth": [1, 0]}]}
            """);
    assertEquals(List.of(0, 1), evening.rotation());
    assertTrue(evening.reference().isEmpty());
    assertEquals(List.of(), evening.listeners().getFirst().survey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "step_minutes": 3      | "step_minutes": 60    | step_minutes, 1 to 59
          "step_minutes": 3,     |                       | step_minutes, 1 to 59
          "steps": 2             | "steps": 0            | steps, 1 or more
          "songs"                | "tunes"               | lacks songs
          [1, 0, 0, 0, 0], null  | [1, 0, 0, 0], null    | five numbers
          "rotation": [1, 0]     | "rotation": [1, 1]    | rotation
          "song": 1, "vote": 5   | "song": 2, "vote": 5  | history
          "song": 1, "vote": 5   | "song": 1, "vote": 6  | history
          "truth": [0.9, 0.1]    | "truth": [0.9]        | truth for each song
          "session": [[0, 2]]    | "session": [[0]]      | [from, to) steps
          "listeners"            | "people"              | lacks listeners
          "plays": [1, 0]        | "plays": [1, 5]       | reference
          {"step_minutes"        | {step_minutes         | no evening
          "steps": 2             | "steps": "many"       | no evening
          """)
  void one_line_says_what_is_wrong(String part, String instead, String said) {
    String content = EVENING.replace(part, instead == null ? "" : instead);
    IOException refused = assertThrows(IOException.class, () -> read(content));
    assertTrue(refused.getMessage().contains(said), refused::getMessage);
    assertTrue(refused.getMessage().contains("evening.json"), refused::getMessage);
  }

  @Test
  void a_file_that_is_empty_is_no_evening() {
    assertThrows(IOException.class, () -> read(""));
    assertThrows(IOException.class, () -> read("null"));
  }
}
