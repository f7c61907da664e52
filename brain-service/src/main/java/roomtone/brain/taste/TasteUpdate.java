package roomtone.brain.taste;

import java.util.List;
import java.util.Optional;
import roomtone.model.Taste;

/**
 * How one vote moves one taste. A like pulls it towards the song; a dislike pushes it off the song,
 * towards what else is wanted.
 *
 * <p>Every result is rounded to what a row can hold, so that replaying the rows gives the same
 * taste as having stored each step.
 */
public final class TasteUpdate {

  /** The vote that moves nothing. */
  public static final int NEUTRAL = 3;

  /** How far the strongest like moves a taste towards the song, 0..1. */
  static final double PULL = 0.12;

  /** How strong a dislike is beside a like. */
  static final double PUSH = 0.7;

  /** A taste whose part beside the song is shorter than this points at the song itself. */
  private static final double SAME_DIRECTION = 0.001;

  private TasteUpdate() {}

  /** A vote as it moves a taste: its value 1..5, and the sound it was about. */
  public record Step(int voteValue, Taste song) {}

  /**
   * The taste after a vote.
   *
   * @param taste before; empty when unknown
   * @param song the song's sound; empty when it has none: nothing moves
   * @param voteValue 1 (stop it) to 5 (more of it)
   * @return empty while unknown: a dislike does not say what is liked
   */
  public static Optional<Taste> after(Optional<Taste> taste, Optional<Taste> song, int voteValue) {
    double opinion = opinion(voteValue);
    if (song.isEmpty() || opinion == 0) {
      return taste;
    }
    if (taste.isEmpty()) {
      return opinion > 0 ? Optional.of(asStored(song.get())) : Optional.empty();
    }
    return Optional.of(
        asStored(
            opinion > 0
                ? pulled(taste.get(), song.get(), opinion)
                : pushed(taste.get(), song.get(), -opinion)));
  }

  /**
   * The taste that a survey and the votes after it lead to.
   *
   * @param survey what was stated; empty when nothing was
   * @param steps the votes applied after it, in the order in which they were
   */
  public static Optional<Taste> replay(Optional<Taste> survey, List<Step> steps) {
    Optional<Taste> taste = survey;
    for (Step step : steps) {
      taste = after(taste, Optional.of(step.song()), step.voteValue());
    }
    return taste;
  }

  /** w, -1..1. */
  static double opinion(int voteValue) {
    return (voteValue - NEUTRAL) / 2.0;
  }

  private static Taste pulled(Taste taste, Taste song, double strength) {
    double share = PULL * strength;
    double[] moved = new double[Taste.DIMENSIONS];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (1 - share) * taste.component(i) + share * song.component(i);
    }
    return Taste.towards(moved).orElse(taste);
  }

  private static Taste pushed(Taste taste, Taste song, double strength) {
    double cosine = taste.cosine(song);
    double push = PULL * PUSH * strength * cosine;
    Optional<Taste> elsewhere = besides(taste, song, cosine);
    if (elsewhere.isEmpty()) {
      return taste;
    }
    double[] moved = new double[Taste.DIMENSIONS];
    for (int i = 0; i < moved.length; i++) {
      double component = taste.component(i);
      moved[i] = Math.max(0, component + push * (elsewhere.get().component(i) - song.component(i)));
    }
    return Taste.towards(moved).orElse(taste);
  }

  /** What is wanted beside the song; where that is nothing, what the song has least of. */
  private static Optional<Taste> besides(Taste taste, Taste song, double cosine) {
    double[] rest = new double[Taste.DIMENSIONS];
    double square = 0;
    for (int i = 0; i < rest.length; i++) {
      rest[i] = taste.component(i) - cosine * song.component(i);
      square += rest[i] * rest[i];
    }
    if (Math.sqrt(square) < SAME_DIRECTION) {
      double loudest = 0;
      for (double component : song.components()) {
        loudest = Math.max(loudest, component);
      }
      if (loudest == 0) {
        return Optional.empty();
      }
      for (int i = 0; i < rest.length; i++) {
        rest[i] = 1 - song.component(i) / loudest;
      }
    }
    return Taste.towards(rest);
  }

  private static Taste asStored(Taste taste) {
    return Taste.ofColumn(taste.toColumn()).orElseThrow();
  }
}
