package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of the registry of problems: placeholders, examples and errors. */
class ProblemKindTest {

  private static final ProblemKind THROTTLED =
      ProblemKind.parse(
          "vote-throttled", "429|Vote throttled|At most %{300} votes. Try again in %{417} s.");

  @Test
  void a_detail_takes_the_values_of_the_case() {
    assertEquals("At most 5 votes. Try again in $1 s.", THROTTLED.detail(5, "$1"));
  }

  @Test
  void the_description_of_the_api_shows_the_examples() {
    assertEquals("At most 300 votes. Try again in 417 s.", THROTTLED.example());
  }

  @Test
  void a_missing_value_is_an_error_of_the_program() {
    assertThrows(IllegalArgumentException.class, () -> THROTTLED.detail(5));
  }

  @Test
  void an_unknown_kind_is_an_error_of_the_program() {
    assertThrows(IllegalArgumentException.class, () -> Problem.of("no-such-kind"));
  }

  @Test
  void an_entry_may_show_further_members() {
    ProblemKind kind = ProblemKind.parse("song-exists", "409|Song exists|It is there.|{\"a\": 1}");
    assertEquals(Map.of("a", 1), kind.members());
    assertEquals("urn:roomtone:problem:song-exists", kind.type());
  }
}
