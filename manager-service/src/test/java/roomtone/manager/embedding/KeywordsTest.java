package roomtone.manager.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordsTest {

  @ParameterizedTest
  @CsvSource({
    "0, Heavy Rain on a tent",
    "0, Regen am Fenster",
    "0, LA PLUIE",
    "0, lluvia_suave.wav",
    "0, chuva",
    "1, Ocean waves",
    "1, Küste bei Nacht",
    "1, Vagues",
    "1, Las olas del mar",
    "2, Distant thunder",
    "2, Gewitter",
    "2, Orage d'été",
    "2, Tormenta",
    "2, trovão",
    "3, Winter wind",
    "3, Wind in den Bäumen",
    "3, le vent",
    "3, VIENTO",
    "4, Crackling Fireplace",
    "4, Kaminfeuer",
    "4, Feu de cheminée",
    "4, hoguera"
  })
  void names_of_the_dimensions_in_six_languages_are_understood(int dimension, String title) {
    Keywords words = Keywords.in(List.of(title));
    assertTrue(words.names(dimension), title);
    assertFalse(words.contradict(dimension), title);
  }

  @Test
  void parts_of_words_are_no_keywords() {
    Keywords words = Keywords.in(List.of("Brainstorming on a train to Firenze", "", "windows"));
    for (int dimension = 0; dimension < 5; dimension++) {
      assertFalse(words.names(dimension));
    }
  }

  @Test
  void a_named_dimension_gains_five_times_its_odds() {
    double[] weights = Keywords.in(List.of("rain")).apply(new double[] {0.5, 0.5, 0, 0, 0});
    assertArrayEquals(new double[] {5 / 6.0, 1 / 6.0, 0, 0, 0}, weights, 1e-9);
  }

  @Test
  void without_a_keyword_the_weights_stay_the_same() {
    double[] weights = {0.2, 0.2, 0.3, 0.1, 0.2};
    Keywords words = Keywords.in(List.of("Untitled 7"));
    assertArrayEquals(weights, words.apply(weights), 1e-12);
    assertFalse(words.contradict(2));
  }

  @Test
  void a_title_that_names_another_sound_contradicts_a_dimension() {
    assertTrue(Keywords.in(List.of("Crickets at night")).contradict(3));
    assertTrue(Keywords.in(List.of("Fireplace")).contradict(0));
    assertFalse(Keywords.in(List.of("Rain and birds")).contradict(0));
    assertEquals(5, Keywords.EVIDENCE);
  }
}
