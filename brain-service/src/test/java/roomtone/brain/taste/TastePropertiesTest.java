package roomtone.brain.taste;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import roomtone.brain.taste.TasteUpdate.Step;
import roomtone.model.Taste;

/** Properties that hold for every taste, every song and every vote. */
class TastePropertiesTest {

  /** The error that rounding to the precision of a row may cause. */
  private static final double ROUNDING = 1e-6;

  @Property
  void a_taste_has_unit_length_and_no_negative_part(
      @ForAll("tastes") Taste taste,
      @ForAll("tastes") Taste song,
      @ForAll @IntRange(min = 1, max = 5) int vote) {
    Taste after = after(taste, song, vote);
    double square = 0;
    for (double component : after.components()) {
      assertTrue(component >= 0);
      square += component * component;
    }
    assertEquals(1, square, 1e-9);
  }

  @Property
  void a_like_never_moves_away_from_the_song(
      @ForAll("tastes") Taste taste,
      @ForAll("tastes") Taste song,
      @ForAll @IntRange(min = 4, max = 5) int like) {
    assertTrue(cosineAfter(taste, song, like) >= taste.cosine(song) - ROUNDING);
  }

  @Property
  void a_dislike_never_moves_nearer_to_the_song(
      @ForAll("tastes") Taste taste,
      @ForAll("tastes") Taste song,
      @ForAll @IntRange(min = 1, max = 2) int dislike) {
    assertTrue(cosineAfter(taste, song, dislike) <= taste.cosine(song) + ROUNDING);
  }

  @Property
  void a_stronger_vote_moves_further(@ForAll("tastes") Taste taste, @ForAll("tastes") Taste song) {
    movesFurther(way(taste, song, 5), way(taste, song, 4));
    // A dislike that leaves nothing of a dimension cannot take more of it.
    boolean stopsNowhere =
        Arrays.stream(after(taste, song, 1).components()).allMatch(component -> component > 0);
    if (stopsNowhere) {
      movesFurther(way(taste, song, 1), way(taste, song, 2));
    } else {
      assertTrue(way(taste, song, 1) >= way(taste, song, 2) - ROUNDING);
    }
    assertEquals(0, way(taste, song, 3));
  }

  private static void movesFurther(double stronger, double weaker) {
    assertTrue(weaker < 10 * ROUNDING || stronger > weaker, stronger + " after " + weaker);
  }

  @Property
  void a_dislike_leaves_an_unknown_taste_unknown(
      @ForAll("tastes") Taste song, @ForAll @IntRange(min = 1, max = 3) int vote) {
    assertEquals(Optional.empty(), TasteUpdate.after(Optional.empty(), Optional.of(song), vote));
  }

  @Property
  void replaying_the_rows_gives_the_taste_that_was_stored_step_by_step(
      @ForAll("evenings") List<Step> steps) {
    Optional<float[]> row = Optional.empty();
    for (Step step : steps) {
      row =
          TasteUpdate.after(
                  row.flatMap(Taste::ofColumn), Optional.of(step.song()), step.voteValue())
              .map(Taste::toColumn);
    }
    Optional<Taste> replayed = TasteUpdate.replay(Optional.empty(), steps);
    assertEquals(row.isPresent(), replayed.isPresent());
    for (int i = 0; i < Taste.DIMENSIONS && replayed.isPresent(); i++) {
      assertEquals(row.orElseThrow()[i], replayed.get().component(i), 1e-4);
    }
  }

  private static double cosineAfter(Taste taste, Taste song, int vote) {
    return after(taste, song, vote).cosine(song);
  }

  private static Taste after(Taste taste, Taste song, int vote) {
    return TasteUpdate.after(Optional.of(taste), Optional.of(song), vote).orElseThrow();
  }

  /** Returns the length of a step, 0..2. */
  private static double way(Taste taste, Taste song, int vote) {
    Taste after = after(taste, song, vote);
    double square = 0;
    for (int i = 0; i < Taste.DIMENSIONS; i++) {
      double step = after.component(i) - taste.component(i);
      square += step * step;
    }
    return Math.sqrt(square);
  }

  /** Makes tastes with edge cases: single dimensions, equal parts, and tiny parts. */
  @Provide
  Arbitrary<Taste> tastes() {
    Arbitrary<Double> part =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.doubles().between(0, 1)),
            net.jqwik.api.Tuple.of(2, Arbitraries.of(0.0, 1.0, 1e-4, 1e-3)));
    return Combinators.combine(part, part, part, part, part)
        .as(
            (a, b, c, d, e) ->
                Taste.towards(a, b, c, d, e).map(Taste::toColumn).flatMap(Taste::ofColumn))
        .filter(Optional::isPresent)
        .map(Optional::orElseThrow);
  }

  @Provide
  Arbitrary<List<Step>> evenings() {
    return Combinators.combine(Arbitraries.integers().between(1, 5), tastes())
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
