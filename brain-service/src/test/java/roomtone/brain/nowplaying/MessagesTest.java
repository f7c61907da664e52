package roomtone.brain.nowplaying;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import roomtone.brain.nowplaying.Reason.Kind;
import roomtone.model.Dimensions;

class MessagesTest {

  private static final List<String> USUAL =
      List.of("rain", "sea_waves", "thunderstorm", "wind", "crackling_fire");

  private final Messages words = words(USUAL, Map.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none | en",
        "'' | en",
        "de | de",
        "de-AT,de;q=0.9,en;q=0.8 | de",
        "fr,de;q=0.5,en;q=0.1 | de",
        "en-GB,de;q=0.5 | en",
        "fr | en",
        "* | en",
        "de;q=7 | en",
        "\u0001;;;= | en"
      })
  void the_first_supported_language_is_chosen(String wanted, String spoken) {
    assertEquals(spoken, Messages.language(wanted).toLanguageTag());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void every_reason_has_a_text_in_every_language(Kind kind) {
    for (Locale language : List.of(Locale.ENGLISH, Locale.GERMAN)) {
      assertEquals(false, words.of(Reason.of(kind), language).isBlank());
    }
  }

  @Test
  void a_taste_is_explained_by_the_label_of_its_dimension() {
    Reason waves = new Reason(Kind.TASTE, 1);
    assertEquals("People here like sea waves", words.of(waves, Locale.ENGLISH));
    assertEquals("Hier mag man Meeresrauschen", words.of(waves, Locale.GERMAN));
  }

  @Test
  void other_dimensions_have_their_configured_label_or_their_name() {
    Messages others =
        words(
            List.of("city_hum", "birds", "river", "bells", "rain"),
            Map.of("de", List.of("Stadt", "Vögel", "Fluss", "Glocken", "Nieselregen")));
    assertEquals("Nieselregen", others.dimension(4, Locale.GERMAN));
    assertEquals("city hum", others.dimension(0, Locale.ENGLISH));
    assertEquals("rain", others.dimension(4, Locale.ENGLISH));
  }

  private static Messages words(List<String> names, Map<String, List<String>> labels) {
    return new Messages(new Dimensions(names, () -> labels));
  }
}
