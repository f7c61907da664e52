package roomtone.database;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import roomtone.database.RoomReference.Play;
import roomtone.database.RoomReference.Song;

/**
 * Which song a room plays next, as the pick is defined: how near each song is to a taste, and which
 * songs are cooling down. The SQL functions are compared with it.
 *
 * <p>PostgreSQL holds directions in single precision, so that distances differ from these by some
 * 1e-7. {@link #isBest} is the one place that allows for it.
 */
record PickReference(RoomReference room) {

  /** Two adjusted distances nearer than this may be in either order by rounding. */
  private static final double TIE_TOLERANCE = 1.5e-6;

  /** A song compared with a taste; {@code adjusted} is not rounded. */
  record Ranked(
      Song song,
      double distance,
      double penalty,
      double reputation,
      double adjusted,
      Instant lastPlayed) {

    /** To 6 decimals, then least recently played, then the smaller id. */
    static final Comparator<Ranked> ORDER =
        Comparator.<Ranked>comparingDouble(ranked -> Math.rint(ranked.adjusted * 1e6))
            .thenComparing(Ranked::lastPlayed, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(ranked -> ranked.song.id());

    /** Whether all terms of the two are equal, so that rounding cannot order them. */
    boolean measuresAs(Ranked other) {
      return song.embedding().equals(other.song.embedding())
          && penalty == other.penalty
          && reputation == other.reputation;
    }
  }

  /** The songs planned so far with their starts, and when the next one would start. */
  record Plan(List<UUID> songs, List<Instant> starts, Instant next) {

    /** This plan with one more song. */
    Plan with(UUID song, Duration length) {
      List<UUID> moreSongs = new ArrayList<>(songs);
      List<Instant> moreStarts = new ArrayList<>(starts);
      moreSongs.add(song);
      moreStarts.add(next);
      return new Plan(moreSongs, moreStarts, next.plus(length));
    }

    /** The first entries of this plan. */
    Plan first(int entries) {
      return new Plan(
          songs.subList(0, entries),
          starts.subList(0, entries),
          entries < starts.size() ? starts.get(entries) : next);
    }
  }

  /** Playable songs with an embedding, best first. */
  List<Ranked> ranked(Vector5 taste, Set<UUID> without) {
    double factor = 0.05 * Math.sqrt(Math.max(1, 60.0 / room.playable().size()));
    return ranked(taste, without, song -> factor * starts(song).mapToDouble(this::decayed).sum());
  }

  /** All songs with an embedding, best first, as for no particular room. */
  List<Ranked> rankedAnywhere(Vector5 taste) {
    return ranked(
        taste, Set.of(), song -> 0.05 * starts(song).mapToDouble(this::decayed).max().orElse(0));
  }

  /** When a song started within the last 24 hours. */
  private Stream<Instant> starts(UUID song) {
    return room.plays().stream()
        .filter(play -> play.song().equals(song))
        .map(Play::at)
        .filter(start -> start.isAfter(room.now().minus(Duration.ofHours(24))));
  }

  /** e^(-age/2 h), 1 for a start ahead of the clock. */
  private double decayed(Instant start) {
    double hours = Duration.between(start, room.now()).toMillis() / 3_600_000.0;
    return Math.exp(-Math.max(0, hours) / 2);
  }

  private List<Ranked> ranked(Vector5 taste, Set<UUID> without, ToDoubleFunction<UUID> penaltyOf) {
    return room.playable().stream()
        .filter(song -> song.embedding() != null && !without.contains(song.id()))
        .map(song -> measured(song, taste, penaltyOf.applyAsDouble(song.id())))
        .sorted(Ranked.ORDER)
        .toList();
  }

  private Ranked measured(Song song, Vector5 taste, double penalty) {
    Instant last = room.lastPlayed(song.id());
    double distance = 1 - song.embedding().cosine(taste);
    double reputation = room.reputation(song.id());
    return new Ranked(
        song, distance, penalty, reputation, distance + penalty - 0.3 * reputation, last);
  }

  /** The queue with the times at which its entries will start. */
  Plan plan(List<UUID> queue) {
    Instant next =
        room.plays().stream()
            .max(Comparator.comparing(Play::at))
            .filter(newest -> newest.outcome() == null)
            .map(newest -> newest.at().plus(room.length(newest.song())))
            .filter(end -> end.isAfter(room.now()))
            .orElse(room.now());
    Plan plan = new Plan(List.of(), List.of(), next);
    for (UUID song : queue) {
      plan = plan.with(song, room.length(song));
    }
    return plan;
  }

  /** The songs in their cool-down where the plan ends. */
  Set<UUID> coolingDown(Plan plan) {
    Instant end = plan.next();
    Instant begin = end.minus(Duration.ofHours(1));
    Map<UUID, Instant> starts = new LinkedHashMap<>();
    for (Play play : room.plays()) {
      if (!play.at().isBefore(begin) && play.at().isBefore(end)) {
        starts.merge(play.song(), play.at(), PickReference::later);
      }
    }
    for (int i = 0; i < plan.songs().size(); i++) {
      Instant start = plan.starts().get(i);
      if (!start.isBefore(begin) && start.isBefore(end)) {
        starts.merge(plan.songs().get(i), start, PickReference::later);
      }
    }
    return starts.entrySet().stream()
        .sorted(
            Map.Entry.<UUID, Instant>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(room.playable().size() / 2)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Candidates for the next place by taste, best first; empty: the place goes to rotation. */
  List<Ranked> candidates(Vector5 taste, Plan plan) {
    if (taste == null) {
      return List.of();
    }
    Set<UUID> without = new HashSet<>(coolingDown(plan));
    without.addAll(plan.songs());
    return ranked(taste, without);
  }

  /** The song that rotation puts in the next place. */
  UUID rotation(Plan plan) {
    Set<UUID> coolingDown = coolingDown(plan);
    return room.playable().stream()
        .map(Song::id)
        .filter(song -> !plan.songs().contains(song))
        .min(
            Comparator.<UUID, Boolean>comparing(coolingDown::contains)
                .thenComparing(room::lastPlayed, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /**
   * Whether the chosen song may be first among the candidates: it is the first of them, or so near
   * to the first that rounding in single precision may have swapped the two.
   */
  static boolean isBest(UUID chosen, List<Ranked> candidates) {
    Ranked best = candidates.getFirst();
    return candidates.stream()
        .filter(candidate -> candidate.song().id().equals(chosen))
        .anyMatch(
            candidate ->
                candidate.equals(best)
                    || (Math.abs(candidate.adjusted() - best.adjusted()) < TIE_TOLERANCE
                        && !candidate.measuresAs(best)));
  }

  /** The candidate that is this song. */
  static Ranked find(List<Ranked> candidates, UUID song) {
    return candidates.stream()
        .filter(candidate -> candidate.song().id().equals(song))
        .findFirst()
        .orElseThrow();
  }
}
