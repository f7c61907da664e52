package roomtone.bench.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

  @Test
  void average_precision_rewards_what_stands_in_front() {
    Scores scores = new Scores(2);
    scores.add(new double[] {0.9, 0.1}, 0);
    scores.add(new double[] {0.8, 0.2}, 1);
    scores.add(new double[] {0.7, 0.3}, 0);
    scores.add(new double[] {0.1, 0.9}, 1);
    assertEquals((1 + 2 / 3.0) / 2, scores.averagePrecision(0), 1e-12);
    assertEquals((1 + 2 / 3.0) / 2, scores.averagePrecision(1), 1e-12);
    assertEquals(5 / 6.0, scores.meanAveragePrecision(), 1e-12);
    assertEquals(0.75, scores.topOne());
    assertArrayEquals(new int[] {1, 1}, scores.confusion()[1]);
  }

  @Test
  void saying_the_same_of_everything_gains_nothing() {
    Scores scores = new Scores(2);
    for (int i = 0; i < 4; i++) {
      scores.add(new double[] {0.5, 0.5}, i % 2);
    }
    assertEquals((1 / 3.0 + 2 / 4.0) / 2, scores.averagePrecision(1), 1e-12);
  }

  @Test
  void area_under_roc_counts_pairs_and_halves_ties() {
    assertEquals(1, Scores.areaUnderRoc(List.of(2.0, 3.0), List.of(1.0)));
    assertEquals(0.5, Scores.areaUnderRoc(List.of(1.0), List.of(1.0)));
    assertEquals(0.75, Scores.areaUnderRoc(List.of(1.0, 3.0), List.of(0.0, 2.0)));
    assertEquals(Double.NaN, Scores.areaUnderRoc(List.of(), List.of(1.0)));
  }
}
