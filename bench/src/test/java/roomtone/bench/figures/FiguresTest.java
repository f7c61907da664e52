package roomtone.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final List<Double> ONE_TO_HUNDRED =
      DoubleStream.iterate(100, n -> n >= 1, n -> n - 1).boxed().toList();

  @Test
  void a_percentile_is_a_value_that_was_measured() {
    assertEquals(99, Statistics.percentile(ONE_TO_HUNDRED, 0.99));
    assertEquals(50, Statistics.percentile(ONE_TO_HUNDRED, 0.5));
    assertEquals(100, Statistics.percentile(ONE_TO_HUNDRED, 1));
    assertEquals(7, Statistics.percentile(List.of(7.0), 0.01));
  }

  @Test
  void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assertEquals(2.5, Statistics.median(List.of(4.0, 1.0, 3.0, 2.0)));
    assertEquals(3, Statistics.median(List.of(9.0, 1.0, 3.0)));
  }

  @Test
  void nothing_measured_has_neither() {
    assertThrows(IllegalArgumentException.class, () -> Statistics.median(List.of()));
    assertThrows(IllegalArgumentException.class, () -> Statistics.percentile(List.of(), 0.5));
  }

  @Test
  void what_takes_ten_times_as_long_for_ten_times_as_much_grows_with_exponent_one() {
    assertEquals(1, Statistics.growth(1_000, 2, 10_000, 20), 1e-12);
    assertEquals(0, Statistics.growth(1_000, 2, 10_000, 2), 1e-12);
    assertEquals(2, Statistics.growth(1_000, 2, 10_000, 200), 1e-12);
    assertEquals(-1, Statistics.growth(1_000, 2, 2_000, 1), 1e-12);
  }

  @Test
  void growth_needs_two_sizes_and_two_times() {
    assertThrows(IllegalArgumentException.class, () -> Statistics.growth(10, 1, 10, 2));
    assertThrows(IllegalArgumentException.class, () -> Statistics.growth(10, 0, 100, 2));
  }

  @Test
  void an_aim_is_met_on_its_bound() {
    assertTrue(Aim.atLeast("votes", 0.7, 0.7, "").met());
    assertTrue(Aim.atMost("tick", 15, 15, "s").met());
    assertFalse(Aim.atLeast("votes", 0.69, 0.7, "").met());
    assertFalse(Aim.atMost("tick", 15.1, 15, "s").met());
  }

  @Test
  void half_of_an_aim_is_half_of_it_whichever_way_it_points() {
    assertEquals(0.5, Aim.atLeast("polls", 2.5, 5, "times").ratio());
    assertEquals(0.5, Aim.atMost("tick", 30, 15, "s").ratio());
    assertEquals(2, Aim.atMost("tick", 7.5, 15, "s").ratio());
  }

  @Test
  void what_could_not_be_reckoned_is_no_success() {
    assertFalse(Aim.atLeast("votes", Double.NaN, 0.7, "").met());
    assertFalse(Aim.atMost("tick", Double.NaN, 15, "s").met());
  }
}
