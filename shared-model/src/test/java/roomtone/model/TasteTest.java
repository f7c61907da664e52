package roomtone.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TasteTest {

  @Test
  void has_unit_length_whatever_it_was_made_of() {
    Taste taste = Taste.towards(3, 4, 0, 0, 0).orElseThrow();
    assertArrayEquals(new double[] {0.6, 0.8, 0, 0, 0}, taste.components(), 1e-12);
  }

  @Test
  void nothing_has_no_direction() {
    assertTrue(Taste.towards(0, 0, 0, 0, 0).isEmpty());
    assertTrue(Taste.ofColumn(null).isEmpty());
  }

  @Test
  void takes_five_finite_numbers_only() {
    assertThrows(IllegalArgumentException.class, () -> Taste.towards(1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Taste.towards(1, Double.NaN, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> Taste.towards(1, Double.POSITIVE_INFINITY, 0, 0, 0));
  }

  @Test
  void nobody_can_change_it_from_outside() {
    Taste taste = Taste.axis(2);
    taste.components()[2] = 0;
    assertEquals(Taste.axis(2), taste);
  }

  @Test
  void is_written_as_pgvector_reads_it() {
    assertEquals(
        "[0.6,0.8,0.0,0.0,0.0]", Taste.towards(3, 4, 0, 0, 0).orElseThrow().toVectorText());
  }

  @Test
  void opposite_wishes_have_no_cosine_in_common() {
    assertEquals(0, Taste.axis(0).cosine(Taste.axis(4)));
    assertEquals(1, Taste.axis(0).cosine(Taste.towards(7, 0, 0, 0, 0).orElseThrow()), 1e-12);
  }
}
