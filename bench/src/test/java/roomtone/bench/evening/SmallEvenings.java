package roomtone.bench.evening;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Evenings of our own: two hours, two dozen songs, a dozen people who come and go. Somebody likes a
 * song as much as it sounds like what they came for; who asks for rain is bored by fire.
 */
final class SmallEvenings {

  private static final int STEPS = 40;
  private static final int SONGS = 24;
  private static final int PEOPLE = 12;
  private static final int DIMENSIONS = 5;

  private SmallEvenings() {}

  /**
   * An evening.
   *
   * @param circles how many groups of like-minded people there are, 1..5
   * @param seed the same seed makes the same evening
   */
  static Evening of(int circles, long seed) {
    Random random = new Random(seed);
    List<List<Double>> songs =
        IntStream.range(0, SONGS).mapToObj(i -> around(random, i % DIMENSIONS, 0.35)).toList();
    List<Evening.Listener> listeners = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      listeners.add(listener(random, songs, i % circles));
    }
    return new Evening(
        3,
        STEPS,
        songs,
        IntStream.range(0, SONGS).boxed().toList(),
        List.of(),
        listeners,
        Optional.empty());
  }

  private static Evening.Listener listener(Random random, List<List<Double>> songs, int circle) {
    List<Double> taste = around(random, circle, 0.2);
    List<Double> truth = songs.stream().map(song -> Math.pow(cosine(taste, song), 2)).toList();
    List<Integer> votes = truth.stream().map(value -> 1 + (int) Math.round(4 * value)).toList();
    int from = random.nextInt(STEPS / 2);
    int to = Math.min(STEPS, from + 8 + random.nextInt(10));
    List<List<Integer>> visit = List.of(List.of(from, to));
    List<Integer> voting =
        IntStream.range(from, to).filter(step -> random.nextInt(3) == 0).boxed().toList();
    boolean answers = random.nextInt(4) > 0;
    List<Double> survey =
        IntStream.range(0, DIMENSIONS).mapToObj(d -> answers && d == circle ? 1.0 : 0.0).toList();
    return new Evening.Listener(visit, visit, survey, voting, votes, truth);
  }

  private static List<Double> around(Random random, int dimension, double spread) {
    return IntStream.range(0, DIMENSIONS)
        .mapToObj(d -> (d == dimension ? 1.0 : 0.0) + spread * random.nextDouble())
        .toList();
  }

  private static double cosine(List<Double> one, List<Double> other) {
    double dot = 0;
    double length = 0;
    double otherLength = 0;
    for (int d = 0; d < DIMENSIONS; d++) {
      dot += one.get(d) * other.get(d);
      length += one.get(d) * one.get(d);
      otherLength += other.get(d) * other.get(d);
    }
    return dot / Math.sqrt(length * otherLength);
  }
}
