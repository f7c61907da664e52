package roomtone.brain.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A reference implementation of a room, computed from its whole history in the simplest way. The
 * running sums in SQL must agree with it.
 */
final class ReferenceRoom {

  /** A vote that was cast in the room. */
  record Cast(UUID listener, UUID song, int value, Instant at) {}

  private final Map<UUID, double[]> songs;
  private final Map<UUID, Double> ledgers = new LinkedHashMap<>();
  private final List<Cast> votes = new ArrayList<>();
  private final Map<UUID, List<Instant>> plays = new HashMap<>();

  ReferenceRoom(Map<UUID, double[]> songs) {
    this.songs = songs;
  }

  void enter(UUID listener) {
    ledgers.put(listener, 0.0);
  }

  void vote(Cast vote) {
    votes.add(vote);
  }

  /** d <- 0.9 d + 0.1 (cos(u, s) - mean). */
  void play(UUID song, Instant at, Map<UUID, double[]> tastes) {
    plays.computeIfAbsent(song, first -> new ArrayList<>()).add(at);
    Map<UUID, Double> served = new HashMap<>();
    tastes.forEach((listener, taste) -> served.put(listener, cosine(taste, songs.get(song))));
    double mean = served.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    served.forEach(
        (listener, cosine) ->
            ledgers.merge(listener, 0.1 * (cosine - mean), (d, gain) -> 0.9 * d + gain));
  }

  double ledger(UUID listener) {
    return ledgers.get(listener);
  }

  /** h = unit(sum of k (w - mean w)(s - mean s)). */
  double[] house() {
    double mean = meanVote();
    double[] middle = new double[5];
    songs.values().forEach(song -> add(middle, 1.0 / songs.size(), unit(song)));
    double[] sum = new double[5];
    for (Cast vote : votes) {
      double lift = weight(vote) * (opinion(vote) - mean);
      add(sum, lift, unit(songs.get(vote.song())));
      add(sum, -lift, middle);
    }
    return unit(sum);
  }

  /** unit(sum of g u + h). */
  double[] collective(Map<UUID, double[]> tastes) {
    double[] sum = votes.isEmpty() ? new double[5] : house();
    tastes.forEach(
        (listener, taste) ->
            add(sum, Math.clamp(Math.exp(-4 * ledger(listener)), 1 / 3.0, 3), unit(taste)));
    return unit(sum);
  }

  /** Cosine distance + 0.05 sqrt(max(1, 60/n)) sum of e^(-age/2 h) - 0.3 rep. */
  double adjusted(UUID song, double[] wish, Instant now) {
    double penalty =
        0.05
            * Math.sqrt(Math.max(1, 60.0 / songs.size()))
            * plays.getOrDefault(song, List.of()).stream()
                .mapToDouble(at -> Duration.between(at, now).toMillis() / 3_600_000.0)
                .filter(hours -> hours < 24)
                .map(hours -> Math.exp(-hours / 2))
                .sum();
    return 1 - cosine(wish, songs.get(song)) + penalty - 0.3 * reputation(song);
  }

  private double reputation(UUID song) {
    double mean = meanVote();
    double k = 0;
    double lift = 0;
    for (Cast vote : votes) {
      if (vote.song().equals(song)) {
        k += weight(vote);
        lift += weight(vote) * (opinion(vote) - mean);
      }
    }
    return lift / (k + 5);
  }

  private double meanVote() {
    double k = 0;
    double kw = 0;
    for (Cast vote : votes) {
      k += weight(vote);
      kw += weight(vote) * opinion(vote);
    }
    return kw / (k + 5);
  }

  /** k = min(1, 4/j), j-th vote of the listener in 12 hours. */
  private double weight(Cast vote) {
    long j =
        votes.stream()
            .filter(other -> other.listener().equals(vote.listener()))
            .filter(other -> !other.at().isAfter(vote.at()))
            .filter(other -> other.at().isAfter(vote.at().minus(Duration.ofHours(12))))
            .count();
    return Math.min(1, 4.0 / j);
  }

  private static double opinion(Cast vote) {
    return (vote.value() - 3) / 2.0;
  }

  private static double cosine(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < 5; i++) {
      sum += unit(a)[i] * unit(b)[i];
    }
    return sum;
  }

  private static double[] unit(double[] vector) {
    double square = 0;
    for (double component : vector) {
      square += component * component;
    }
    double[] unit = new double[5];
    add(unit, square < 1e-18 ? 0 : 1 / Math.sqrt(square), vector);
    return unit;
  }

  private static void add(double[] sum, double factor, double[] vector) {
    for (int i = 0; i < 5; i++) {
      sum[i] += factor * vector[i];
    }
  }
}
