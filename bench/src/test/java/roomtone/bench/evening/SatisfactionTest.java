package roomtone.bench.evening;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SatisfactionTest {

  private static final List<Double> LIKES_FIRST = List.of(1.0, 0.0);
  private static final List<Double> LIKES_SECOND = List.of(0.2, 0.6);

  @Test
  void the_mean_counts_every_song_that_somebody_heard() {
    Evening evening = evening(listener(0, 2, LIKES_FIRST), listener(0, 1, LIKES_SECOND));
    assertEquals((1 + 0 + 0.2) / 3, Satisfaction.of(evening, List.of(0, 1)).mean(), 1e-12);
  }

  @Test
  void who_only_looked_in_is_not_the_worst_served() {
    Evening evening = evening(listener(0, 5, LIKES_SECOND), listener(0, 4, List.of(0.0, 0.0)));
    Satisfaction worth = Satisfaction.of(evening, List.of(0, 1, 0, 1, 0));
    assertEquals((0.2 * 3 + 0.6 * 2) / 5, worth.worst(), 1e-12);
    assertEquals(0, worth.shareBelow());
  }

  @Test
  void repeats_and_gaps_are_counted_in_steps() {
    Satisfaction worth =
        Satisfaction.of(evening(listener(0, 5, LIKES_FIRST)), List.of(0, 0, 1, 0, 1));
    assertEquals(1, worth.repeats());
    assertEquals(1, worth.minimumGap());
    assertEquals(
        3,
        Satisfaction.of(evening(listener(0, 5, LIKES_FIRST)), List.of(0, 1, 2, 0, 1)).minimumGap());
  }

  private static Evening evening(Evening.Listener... listeners) {
    List<List<Double>> songs =
        List.of(List.of(1.0, 0.0, 0.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0, 0.0, 0.0));
    return new Evening(3, 5, songs, List.of(0, 1), List.of(), List.of(listeners), Optional.empty());
  }

  private static Evening.Listener listener(int from, int to, List<Double> truth) {
    List<Double> all = List.of(truth.get(0), truth.get(1), 0.0);
    return new Evening.Listener(
        List.of(List.of(from, to)),
        List.of(List.of(from, to)),
        List.of(0.0, 0.0, 0.0, 0.0, 0.0),
        List.of(),
        List.of(3, 3, 3),
        all);
  }
}
