package roomtone.bench.evening;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The satisfaction of listeners with a list of plays, 0..1. The mean is over all songs that
 * listeners heard; the other numbers are over the means of listeners who stayed {@value
 * #STAYED_MINUTES} minutes or more.
 *
 * @param mean over listeners and songs
 * @param worst the lowest mean of a listener
 * @param tenth the tenth percentile of the means
 * @param shareBelow the share of listeners below 0.3
 * @param repeats plays of the same song as the play before
 * @param minimumGap the fewest steps between two plays of a song; 0: no song was played twice
 */
record Satisfaction(
    double mean, double worst, double tenth, double shareBelow, int repeats, int minimumGap) {

  private static final int STAYED_MINUTES = 15;
  private static final double POORLY_SERVED = 0.3;

  /** The satisfaction with plays, one song a step. */
  static Satisfaction of(Evening evening, List<Integer> plays) {
    List<Double> heard = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (Evening.Listener listener : evening.listeners()) {
      List<Double> own = new ArrayList<>();
      for (List<Integer> visit : listener.inRoom()) {
        for (int step = visit.get(0); step < Math.min(visit.get(1), plays.size()); step++) {
          own.add(listener.truth().get(plays.get(step)));
        }
      }
      heard.addAll(own);
      if (!own.isEmpty() && own.size() * evening.stepMinutes() >= STAYED_MINUTES) {
        means.add(mean(own));
      }
    }
    means.sort(null);
    int repeats = 0;
    int gap = 0;
    Map<Integer, Integer> last = new HashMap<>();
    for (int step = 0; step < plays.size(); step++) {
      Integer before = last.put(plays.get(step), step);
      if (before != null) {
        repeats += step - before == 1 ? 1 : 0;
        gap = gap == 0 ? step - before : Math.min(gap, step - before);
      }
    }
    double poorly = means.stream().filter(value -> value < POORLY_SERVED).count();
    return new Satisfaction(
        mean(heard),
        means.isEmpty() ? 0 : means.getFirst(),
        percentile(means, 0.1),
        means.isEmpty() ? 0 : poorly / means.size(),
        repeats,
        gap);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** A percentile, with linear interpolation between the two nearest ranks. */
  private static double percentile(List<Double> sorted, double share) {
    if (sorted.isEmpty()) {
      return 0;
    }
    double at = share * (sorted.size() - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(low + 1, sorted.size() - 1);
    return sorted.get(low) + (at - low) * (sorted.get(high) - sorted.get(low));
  }
}
