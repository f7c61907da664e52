package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers Accept are read. */
class AcceptHeaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "*/*",
        "text/*;q=0.5",
        "application/json; charset=UTF-8 ; q=1.000",
        "*; q=.2",
        "text/csv;",
        "text/csv;header=\"a b\"",
        "application/vnd.example+json;version=1;Q=0",
        "text/csv;quiet=x"
      })
  void media_ranges_are_read(String range) {
    assertTrue(AcceptHeader.isReadable(range));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "/",
        "a/",
        "/b",
        "a/b/c",
        "a b/c",
        "\u00ff/x",
        "a/b;=",
        "a/b;x=",
        "a/b;q",
        "a/b;q=",
        "a/b;q=x",
        "a/b;q=2",
        "a/b;q=-1",
        "a/b;q=1.5",
        "a/b;q=NaN",
        "a/b;x=\"c",
        "a/b;x=\"c;d\"",
        "a/b c",
        "a/b\u00a0"
      })
  void other_texts_are_not(String range) {
    assertFalse(AcceptHeader.isReadable(range));
  }

  @Test
  void several_headers_and_empty_elements_become_one_list() {
    assertEquals(
        List.of("a/b;q=1", "c/d", "e/f"),
        AcceptHeader.ranges(List.of(" a/b;q=1 ,, c/d,", "", "e/f")));
    assertEquals(List.of(), AcceptHeader.ranges(List.of("", " , ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"; ", ";x=1 ", " \t", ";q=0.1"})
  void a_long_header_is_read_in_linear_time(String part) {
    String range = "a/b" + part.repeat(60_000 / part.length()) + "\u00ff";
    assertFalse(
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> AcceptHeader.isReadable(range)));
  }
}
