package roomtone.brain.nowplaying;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which dimensions are named as what a room and a song share. */
class SharedDimensionsTest {

  private static final Integer NEAREST = null;

  @Test
  void a_dimension_that_the_room_wants_and_the_song_has_is_named() {
    assertEquals(List.of(0), named(of(1, 0, 0, 0, 0), of(0.9, 0, 0, 0.4, 0)));
  }

  @Test
  void the_dimension_with_the_greater_share_is_named_first() {
    assertEquals(List.of(1, 0), named(of(0.6, 0.8, 0, 0, 0), of(0.7, 0.7, 0, 0, 0)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.1, 0.29})
  void wind_is_not_named_in_a_room_that_wants_rain(double wind) {
    assertEquals(Arrays.asList(NEAREST), named(of(1, 0, 0, wind, 0), of(0, 0, 0, 1, 0)));
    assertEquals(Arrays.asList(NEAREST), named(of(1, 0, 0, wind, -0.5), of(0.01, 0, 0, 1, 0.5)));
  }

  @Test
  void a_dimension_of_which_the_song_has_next_to_nothing_is_not_named() {
    assertEquals(Arrays.asList(NEAREST), named(of(1, 0, 0, 0, 0), of(0.2, 0, 0, 1, 0)));
  }

  @Test
  void what_the_room_wants_less_of_is_not_named() {
    assertEquals(List.of(0), named(of(0.5, 0, 0, -0.8, 0), of(0.7, 0, 0, 0.7, 0)));
  }

  @Test
  void at_most_two_dimensions_are_named() {
    assertEquals(List.of(0, 1), named(of(1, 0.9, 0.8, 0, 0), of(1, 1, 1, 0, 0)));
  }

  private static List<Integer> named(double[] wanted, double[] sound) {
    return SharedDimensions.of(wanted, sound).stream().map(Reason::dimension).toList();
  }

  private static double[] of(double... components) {
    return components;
  }
}
