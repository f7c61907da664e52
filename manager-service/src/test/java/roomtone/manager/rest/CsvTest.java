package roomtone.manager.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts get an apostrophe in a table. */
class CsvTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1",
        "''=1",
        "\t",
        " =1",
        "\u00a0=1",
        "\ufeff+1",
        "\u200b-1",
        "\u202e\u2066@a",
        "\n=1",
        "\u0000=1",
        "\u2800=1",
        "\ud800=1",
        "\udb40\udc41=1",
        "\udb40\udd00=1",
        "'\u00a0'\u3164=1"
      })
  void a_formula_behind_characters_that_cannot_be_seen_is_escaped(String text) {
    assertEquals("'" + text, Csv.cell(text));
    assertEquals(text, Csv.text(Csv.cell(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a=1", "'", "'a", "\u00a0a=1", "1-1", "\u05d0=1", "''", "\u00a0", "\u00e9=1"})
  void other_texts_stay_as_they_are(String text) {
    assertEquals(text, Csv.cell(text));
    assertEquals(text, Csv.text(text));
  }
}
