package roomtone.brain.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerBandTest {

  @ParameterizedTest
  @CsvSource({
    "5, 5, 5+",
    "9, 5, 5+",
    "10, 5, 10+",
    "19, 5, 10+",
    "20, 5, 20+",
    "49, 5, 20+",
    "50, 5, 50+",
    "5000, 5, 50+"
  })
  void a_number_of_listeners_is_disclosed_as_a_band(int listeners, int minimum, String band) {
    assertEquals(band, ListenerBand.of(listeners, minimum));
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 3+", "4, 3, 3+", "5, 3, 5+", "4, 4, 4+"})
  void a_smaller_minimum_begins_a_lower_band(int listeners, int minimum, String band) {
    assertEquals(band, ListenerBand.of(listeners, minimum));
  }

  @ParameterizedTest
  @CsvSource({"7, 7, 7+", "9, 7, 7+", "10, 7, 10+", "12, 12, 12+", "20, 20, 20+", "60, 20, 50+"})
  void bands_below_the_minimum_do_not_appear(int listeners, int minimum, String band) {
    assertEquals(band, ListenerBand.of(listeners, minimum));
  }
}
