package roomtone.manager.song;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Texts from files become what staff could have typed. */
class DisplayTextTest {

  @Test
  void characters_that_titles_must_not_have_are_left_out() {
    assertEquals("Rain fdp.exe", DisplayText.of("\u202eRain\u2028 f\u200bdp.exe\ufeff"));
    assertEquals("Rain", DisplayText.ofFileName("\u2066Ra\udb40\udc41in.wav"));
    assertNull(DisplayText.of("\u200b\u202e \u0085"));
  }
}
