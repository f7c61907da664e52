package roomtone.brain.nowplaying;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import roomtone.brain.collective.PublicCollectives;

/**
 * Estimates the taste of one listener from what an attacker observes in several rounds, knowing all
 * other tastes, the sounds of the songs and the rule of the pick: the mean of the candidate tastes
 * that explain the observations best. Candidates begin as random directions without negative
 * components, as tastes are; in steps those that explain the observations worse are replaced by
 * variants of those that explain them better.
 */
final class TasteEstimator {

  private static final int CANDIDATES = 1_000;

  /** By how much an observation may be missed, in units of a cosine, from step to step. */
  private static final double[] TOLERANCES = {0.05, 0.02, 0.008, 0.003, 0.001, 0.0005};

  /** How far variants lie apart, from step to step. */
  private static final double[] SPREADS = {0.2, 0.1, 0.05, 0.03, 0.015};

  /** What a wrong word weighs, in units of a cosine. */
  private static final double WORD_WEIGHT = 0.01;

  private final double[][] songs;

  TasteEstimator(double[][] songs) {
    this.songs = songs;
  }

  /**
   * What is disclosed beside what is heard in one round; each part is null when it is not
   * disclosed.
   *
   * @param vector the collective in steps
   * @param step the width of the steps
   * @param words for each entry of the order the named dimensions
   * @param ranking all songs that may be picked in their order
   * @param distances their distances in steps of 0.1
   */
  record Disclosed(
      List<Double> vector,
      double step,
      List<Set<Integer>> words,
      List<Integer> ranking,
      List<Double> distances) {

    static final Disclosed NOTHING = new Disclosed(null, 0, null, null, null);
  }

  /**
   * One round.
   *
   * @param others the sum of the other tastes
   * @param order the songs of the entries that were picked in this round
   * @param excluded the songs of entries that were picked before
   */
  record Round(
      List<Double> others, List<Integer> order, Set<Integer> excluded, Disclosed disclosed) {

    Round withoutDisclosed() {
      return new Round(others, order, excluded, Disclosed.NOTHING);
    }
  }

  /** Returns the estimate, of unit length. */
  double[] estimate(List<Round> rounds, long seed) {
    Random random = new Random(seed);
    double[][] candidates = new double[CANDIDATES][];
    Arrays.setAll(candidates, i -> direction(random));
    double[] weights = null;
    for (int step = 0; step < TOLERANCES.length; step++) {
      if (step > 0) {
        candidates = variants(candidates, weights, SPREADS[step - 1], random);
      }
      weights = weights(candidates, rounds, TOLERANCES[step]);
    }
    double[] mean = new double[songs[0].length];
    for (int i = 0; i < candidates.length; i++) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += weights[i] * candidates[i][d];
      }
    }
    return unit(mean);
  }

  private double[] weights(double[][] candidates, List<Round> rounds, double tolerance) {
    double[] errors =
        Arrays.stream(candidates)
            .mapToDouble(
                candidate -> rounds.stream().mapToDouble(round -> error(candidate, round)).sum())
            .toArray();
    double least = Arrays.stream(errors).min().orElseThrow();
    double[] weights =
        Arrays.stream(errors).map(error -> Math.exp((least - error) / tolerance)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** Draws candidates by their weights and moves each a little. */
  private static double[][] variants(
      double[][] candidates, double[] weights, double spread, Random random) {
    double[][] variants = new double[candidates.length][];
    double offset = random.nextDouble();
    double reached = weights[0];
    int from = 0;
    for (int i = 0; i < variants.length; i++) {
      double goal = (i + offset) / variants.length;
      while (reached < goal && from < candidates.length - 1) {
        from++;
        reached += weights[from];
      }
      double[] moved = candidates[from].clone();
      for (int d = 0; d < moved.length; d++) {
        moved[d] = Math.abs(moved[d] + spread * random.nextGaussian());
      }
      variants[i] = unit(moved);
    }
    return variants;
  }

  /** By how much a candidate misses what was observed, in units of a cosine. */
  private double error(double[] candidate, Round round) {
    double[] wanted = candidate.clone();
    for (int d = 0; d < wanted.length; d++) {
      wanted[d] += round.others().get(d);
    }
    double[] collective = unit(wanted);
    double[] near = Arrays.stream(songs).mapToDouble(song -> dot(song, collective)).toArray();
    double error = orderError(near, round.order());
    double last = near[round.order().getLast()];
    Set<Integer> known = new HashSet<>(round.excluded());
    known.addAll(round.order());
    for (int song = 0; song < near.length; song++) {
      if (near[song] > last && !known.contains(song)) {
        error += near[song] - last;
      }
    }
    return error + disclosedError(collective, near, round);
  }

  private static double orderError(double[] near, List<Integer> order) {
    return IntStream.range(1, order.size())
        .mapToDouble(i -> Math.max(0, near[order.get(i)] - near[order.get(i - 1)]))
        .sum();
  }

  private double disclosedError(double[] collective, double[] near, Round round) {
    Disclosed disclosed = round.disclosed();
    double error = 0;
    if (disclosed.vector() != null) {
      for (int d = 0; d < collective.length; d++) {
        error +=
            Math.max(0, Math.abs(collective[d] - disclosed.vector().get(d)) - disclosed.step() / 2);
      }
    }
    if (disclosed.words() != null) {
      for (int i = 0; i < round.order().size(); i++) {
        if (!disclosed.words().get(i).equals(named(collective, songs[round.order().get(i)]))) {
          error += WORD_WEIGHT;
        }
      }
    }
    if (disclosed.ranking() != null) {
      error += orderError(near, disclosed.ranking());
      for (int i = 0; i < disclosed.ranking().size(); i++) {
        double distance = 1 - near[disclosed.ranking().get(i)];
        error += Math.max(0, Math.abs(distance - disclosed.distances().get(i)) - 0.05);
      }
    }
    return error;
  }

  private static Set<Integer> named(double[] wanted, double[] sound) {
    Set<Integer> named = new HashSet<>();
    double[] rounded =
        Arrays.stream(wanted)
            .map(component -> PublicCollectives.rounded(component, PublicCollectives.STEP))
            .toArray();
    for (Reason reason : SharedDimensions.of(rounded, sound)) {
      if (reason.dimension() != null) {
        named.add(reason.dimension());
      }
    }
    return named;
  }

  /** Returns a random direction without negative components, each as probable as any other. */
  static double[] direction(Random random) {
    double[] direction = new double[5];
    Arrays.setAll(direction, d -> Math.abs(random.nextGaussian()));
    return unit(direction);
  }

  static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int d = 0; d < one.length; d++) {
      sum += one[d] * other[d];
    }
    return sum;
  }

  static double[] unit(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    return Arrays.stream(vector).map(component -> component / length).toArray();
  }
}
