package roomtone.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which characters names and titles may have. */
class NameCharactersTest {

  /** Tag characters that spell gbsct, and the end of a tag. */
  private static final String SCOTLAND =
      "\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f";

  private static final String BLACK_FLAG = "\ud83c\udff4";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Zoe\u0308",
        "A\u0302\u0323",
        "\u1000\u103c\u103d\u103e\u1031\u1037",
        "\u05e9\u05c1\u05bc\u05b8\u0591\u05bd",
        "1\ufe0f\u20e3",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        BLACK_FLAG,
        BLACK_FLAG + SCOTLAND,
        "x" + BLACK_FLAG + SCOTLAND + BLACK_FLAG + SCOTLAND
      })
  void letters_of_any_script_and_emoji_are_allowed(String text) {
    assertTrue(NameCharacters.areAllowed(text));
    assertEquals(text, NameCharacters.cleaned(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|\u202e",
        "|\u2066",
        "|\u200e",
        "|\u200b",
        "|\ufeff",
        "|\u00ad",
        "|\u0000",
        "|\u0085",
        "|\u2028",
        "|\ud800",
        "|\uffff",
        "|\udb40\udc01",
        "|\udb40\udc00",
        "|\udb40\udc41\udb40\udc42",
        "|" + SCOTLAND,
        BLACK_FLAG + "|\udb40\udc67\udb40\udc62\udb40\udc7f",
        BLACK_FLAG + SCOTLAND + "|" + SCOTLAND
      })
  void invisible_and_reversing_characters_are_not(String text) {
    assertFalse(NameCharacters.areAllowed("a" + text.replace("|", "") + "b"));
    assertEquals(
        "a" + text.substring(0, text.indexOf('|')) + "b",
        NameCharacters.cleaned("a" + text.replace("|", "") + "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0301", "\u0301\u200d", "\u20dd", "\u0903", "\ud834\udd67"})
  void more_than_six_marks_in_a_row_are_not(String mark) {
    assertTrue(NameCharacters.areAllowed("a" + mark.repeat(6) + "b" + mark.repeat(6)));
    assertFalse(NameCharacters.areAllowed("a" + mark.repeat(7)));
    assertFalse(NameCharacters.areAllowed("a" + mark.repeat(40) + "b"));
  }

  @Test
  void marks_beyond_the_sixth_are_cleaned_away() {
    assertEquals(
        "a\u0301\u0301\u0301\u0301\u0301\u0301b", cleaned("a" + "\u0301".repeat(40) + "b"));
  }

  private static String cleaned(String text) {
    return NameCharacters.cleaned(text);
  }
}
