package roomtone.brain.taste;

import java.util.List;
import java.util.Optional;
import roomtone.model.Taste;

/**
 * Computes how one vote moves one taste. A like moves it towards the song; a dislike moves it away
 * from the song, towards what else the listener wants.
 *
 * <p>Every result is rounded to the precision of a stored row, so that replaying the rows gives the
 * same taste as storing each step.
 */
public final class TasteUpdate {

  /** The value of a vote that moves nothing. */
  public static final int NEUTRAL = 3;

  /** α: how far the strongest like moves a taste towards the song, 0..1. */
  static final double LIKE_RATE = 0.12;

  /** β: the strength of a dislike, as a share of that of a like. */
  static final double DISLIKE_SHARE = 0.7;

  /** When the part of a taste orthogonal to the song is shorter, both have the same direction. */
  private static final double SAME_DIRECTION = 0.001;

  private TasteUpdate() {}

  /** A vote as it moves a taste: its value, 1..5, and the song's embedding. */
  public record Step(int voteValue, Taste song) {}

  /**
   * Returns the taste after a vote.
   *
   * @param taste the taste before; empty while unknown
   * @param song the song's embedding; empty when it has none, and then nothing moves
   * @param voteValue 1 (much less of it) to 5 (much more of it)
   * @return empty while unknown: a dislike does not tell what is liked
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
                ? liked(taste.get(), song.get(), opinion)
                : disliked(taste.get(), song.get(), -opinion)));
  }

  /**
   * Returns the taste that a survey and the votes after it lead to.
   *
   * @param survey the stated taste; empty for none
   * @param steps the votes applied after it, in the order in which they were applied
   */
  public static Optional<Taste> replay(Optional<Taste> survey, List<Step> steps) {
    Optional<Taste> taste = survey;
    for (Step step : steps) {
      taste = after(taste, Optional.of(step.song()), step.voteValue());
    }
    return taste;
  }

  /** Returns w, -1..1. */
  static double opinion(int voteValue) {
    return (voteValue - NEUTRAL) / 2.0;
  }

  private static Taste liked(Taste taste, Taste song, double strength) {
    double share = LIKE_RATE * strength;
    double[] moved = new double[Taste.DIMENSIONS];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (1 - share) * taste.component(i) + share * song.component(i);
    }
    return Taste.towards(moved).orElse(taste);
  }

  private static Taste disliked(Taste taste, Taste song, double strength) {
    double cosine = taste.cosine(song);
    double push = LIKE_RATE * DISLIKE_SHARE * strength * cosine;
    Optional<Taste> target = orthogonal(taste, song, cosine);
    if (target.isEmpty()) {
      return taste;
    }
    double[] moved = new double[Taste.DIMENSIONS];
    for (int i = 0; i < moved.length; i++) {
      double component = taste.component(i);
      moved[i] = Math.max(0, component + push * (target.get().component(i) - song.component(i)));
    }
    return Taste.towards(moved).orElse(taste);
  }

  /** Returns what is wanted beside the song; where that is nothing, what the song has least of. */
  private static Optional<Taste> orthogonal(Taste taste, Taste song, double cosine) {
    double[] rest = new double[Taste.DIMENSIONS];
    double square = 0;
    for (int i = 0; i < rest.length; i++) {
      rest[i] = taste.component(i) - cosine * song.component(i);
      square += rest[i] * rest[i];
    }
    if (Math.sqrt(square) < SAME_DIRECTION) {
      double greatest = 0;
      for (double component : song.components()) {
        greatest = Math.max(greatest, component);
      }
      if (greatest == 0) {
        return Optional.empty();
      }
      for (int i = 0; i < rest.length; i++) {
        rest[i] = 1 - song.component(i) / greatest;
      }
    }
    return Taste.towards(rest);
  }

  private static Taste asStored(Taste taste) {
    return Taste.ofColumn(taste.toColumn()).orElseThrow();
  }
}
