package roomtone.brain.nowplaying;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import roomtone.brain.nowplaying.Reason.Kind;

/** Names the dimensions for which a song was picked: those that the room wants and the song has. */
final class SharedDimensions {

  /** A vector has a dimension when its component is at least this share of the greatest, 0..1. */
  private static final double MIN_COMPONENT = 0.3;

  /** The share of the similarity, 0..1, from which on a dimension is named. */
  private static final double MIN_SHARE = 0.3;

  /** How many dimensions are named. */
  private static final int MAX_DIMENSIONS = 2;

  private SharedDimensions() {}

  /**
   * Returns a reason for each dimension that is named, the one with the greatest share first.
   *
   * @param wanted the collective that picked the song, in steps; components of any sign
   * @param sound the song's embedding, five numbers in 0..1
   * @return at least one: without a dimension to name, that the song is the nearest
   */
  static List<Reason> of(double[] wanted, double[] sound) {
    double[] shared =
        IntStream.range(0, wanted.length)
            .mapToDouble(i -> Math.max(0, wanted[i] * sound[i]))
            .toArray();
    double all = Arrays.stream(shared).sum();
    List<Reason> named =
        IntStream.range(0, shared.length)
            .filter(i -> has(wanted, i) && has(sound, i) && shared[i] >= MIN_SHARE * all)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -shared[i]))
            .limit(MAX_DIMENSIONS)
            .map(i -> new Reason(Kind.TASTE, i))
            .toList();
    return named.isEmpty() ? List.of(Reason.of(Kind.TASTE)) : named;
  }

  private static boolean has(double[] vector, int dimension) {
    double greatest = Arrays.stream(vector).max().orElse(0);
    return vector[dimension] > 0 && vector[dimension] >= MIN_COMPONENT * greatest;
  }
}
