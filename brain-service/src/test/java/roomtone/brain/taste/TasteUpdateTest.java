package roomtone.brain.taste;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import roomtone.brain.taste.TasteUpdate.Step;
import roomtone.model.Taste;

class TasteUpdateTest {

  private static final Optional<Taste> RAIN = Optional.of(Taste.axis(0));
  private static final Optional<Taste> WAVES = Optional.of(Taste.axis(1));

  @Test
  void the_strongest_like_moves_the_taste_by_alpha() {
    Taste after = TasteUpdate.after(RAIN, WAVES, 5).orElseThrow();
    assertEquals(Taste.towards(0.88, 0.12, 0, 0, 0).orElseThrow().cosine(after), 1, 1e-9);
  }

  @Test
  void a_dislike_moves_the_taste_towards_what_else_is_wanted() {
    Optional<Taste> rainAndWaves = Taste.towards(0.8, 0.6, 0, 0, 0);
    Taste after = TasteUpdate.after(rainAndWaves, RAIN, 1).orElseThrow();
    // a = 0.12 * 0.7 * 0.8 = 0.0672; the rest of the taste is all waves
    assertEquals(
        1, Taste.towards(0.8 - 0.0672, 0.6 + 0.0672, 0, 0, 0).orElseThrow().cosine(after), 1e-9);
  }

  @Test
  void disliking_the_only_wanted_dimension_raises_all_others_alike() {
    Taste after = TasteUpdate.after(RAIN, RAIN, 1).orElseThrow();
    assertTrue(after.component(0) < 1);
    assertTrue(after.component(1) > 0);
    assertEquals(after.component(1), after.component(4), 1e-9);
  }

  @Test
  void disliking_a_song_of_equal_dimensions_does_not_move_the_same_taste() {
    Optional<Taste> everything = Taste.towards(1, 1, 1, 1, 1);
    Taste after = TasteUpdate.after(everything, everything, 1).orElseThrow();
    assertEquals(1, everything.orElseThrow().cosine(after), 1e-12);
  }

  @Test
  void a_like_sets_an_unknown_taste_and_a_dislike_leaves_it_unknown() {
    assertEquals(RAIN, TasteUpdate.after(Optional.empty(), RAIN, 4));
    assertEquals(Optional.empty(), TasteUpdate.after(Optional.empty(), RAIN, 3));
    assertEquals(Optional.empty(), TasteUpdate.after(Optional.empty(), RAIN, 1));
  }

  @Test
  void a_song_without_an_embedding_moves_nothing() {
    assertEquals(RAIN, TasteUpdate.after(RAIN, Optional.empty(), 5));
    assertEquals(Optional.empty(), TasteUpdate.after(Optional.empty(), Optional.empty(), 5));
  }

  @Test
  void a_replay_starts_at_the_survey() {
    assertEquals(RAIN, TasteUpdate.replay(RAIN, List.of()));
    assertEquals(
        TasteUpdate.after(RAIN, WAVES, 5),
        TasteUpdate.replay(RAIN, List.of(new Step(5, WAVES.orElseThrow()))));
  }
}
