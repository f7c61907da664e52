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
import java.util.stream.Collectors;

/**
 * The pick as it is defined, in doubles and the plainest way: what a room wants, which songs may be
 * heard there, how near each is, and which must rest. The SQL functions are compared with it.
 *
 * <p>PostgreSQL holds directions in single precision, so that distances differ from these by some
 * 1e-7. {@link #isBest} is the one place that allows for it.
 */
record PickReference(
    Instant now,
    List<Song> catalogue,
    Set<UUID> library,
    List<Play> plays,
    List<Vote> votes,
    List<Person> here,
    List<Person> nowhere,
    int soundscapeSeconds,
    double catchUp,
    boolean houseHasAVoice) {

  private static final int PLACES = 5;

  /** Two adjusted distances nearer than this may be rounded either way. */
  private static final double BLUR = 1.5e-6;

  /** What votes say counts from this share of their weight on; less is rounding. */
  static final double NOISE = 1e-6;

  /**
   * @param embedding five numbers, or null
   * @param tuneSeconds of an instrumental; null: a soundscape
   */
  record Song(UUID id, Vector5 embedding, boolean archived, Integer tuneSeconds) {}

  /**
   * @param outcome null: it runs
   */
  record Play(UUID id, UUID song, Instant at, String outcome) {}

  /**
   * @param weight k
   */
  record Vote(UUID song, int value, double weight) {

    double w() {
      return (value - 3) / 2.0;
    }
  }

  /**
   * @param taste five numbers, or null when unknown
   * @param balance d, what they got more than the room's mean lately
   */
  record Person(Vector5 taste, double balance) {}

  /** A song measured against a taste; {@code adjusted} not yet rounded. */
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

    /** Measured alike to the last bit, so that rounding cannot part them. */
    boolean measuresAs(Ranked other) {
      return song.embedding().equals(other.song.embedding())
          && penalty == other.penalty
          && reputation == other.reputation;
    }
  }

  /** Songs planned so far, and when the next would start. */
  record Plan(List<UUID> songs, List<Instant> starts, Instant next) {

    Plan with(UUID song, Duration length) {
      List<UUID> moreSongs = new ArrayList<>(songs);
      List<Instant> moreStarts = new ArrayList<>(starts);
      moreSongs.add(song);
      moreStarts.add(next);
      return new Plan(moreSongs, moreStarts, next.plus(length));
    }

    Plan first(int entries) {
      return new Plan(
          songs.subList(0, entries),
          starts.subList(0, entries),
          entries < starts.size() ? starts.get(entries) : next);
    }
  }

  // What may be heard.

  List<Song> playable() {
    return catalogue.stream()
        .filter(song -> !song.archived())
        .filter(song -> library.isEmpty() || library.contains(song.id()))
        .filter(song -> !benched(song.id()))
        .toList();
  }

  int places() {
    return Math.min(PLACES, playable().size());
  }

  private boolean benched(UUID song) {
    List<Play> last =
        plays.stream()
            .filter(play -> play.song().equals(song))
            .sorted(Comparator.comparing(Play::at).reversed())
            .limit(3)
            .toList();
    return last.size() == 3
        && last.stream().allMatch(play -> "failed".equals(play.outcome()))
        && last.getFirst().at().isAfter(now.minus(Duration.ofHours(24)));
  }

  Song song(UUID id) {
    return catalogue.stream().filter(song -> song.id().equals(id)).findFirst().orElseThrow();
  }

  Instant lastPlayed(UUID song) {
    return plays.stream()
        .filter(play -> play.song().equals(song))
        .map(Play::at)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  // What the room wants.

  private double meanVote() {
    return votes.stream().mapToDouble(vote -> vote.weight() * vote.w()).sum()
        / (votes.stream().mapToDouble(Vote::weight).sum() + 5);
  }

  double reputation(UUID song) {
    double mean = meanVote();
    double lift = 0;
    double weights = 5;
    for (Vote vote : votes) {
      if (vote.song().equals(song)) {
        lift += vote.weight() * (vote.w() - mean);
        weights += vote.weight();
      }
    }
    return lift / weights;
  }

  /** What votes cast here say beyond the mean song, not yet at unit length; null without votes. */
  Vector5 houseUnscaled() {
    List<Vector5> directions =
        playable().stream()
            .filter(song -> song.embedding() != null)
            .map(song -> song.embedding().unit())
            .toList();
    Vector5 meanSong = Vector5.NOTHING;
    for (Vector5 direction : directions) {
      meanSong = meanSong.plus(1.0 / directions.size(), direction);
    }
    double mean = meanVote();
    Vector5 sum = null;
    for (Vote vote : votes) {
      Vector5 embedding = song(vote.song()).embedding();
      if (embedding != null) {
        sum = sum == null ? Vector5.NOTHING : sum;
        sum = sum.plus(vote.weight() * (vote.w() - mean), embedding.unit().plus(-1, meanSong));
      }
    }
    return sum;
  }

  /** How much the votes weigh that {@link #houseUnscaled} is made of. */
  double houseWeight() {
    return votes.stream()
        .filter(vote -> song(vote.song()).embedding() != null)
        .mapToDouble(Vote::weight)
        .sum();
  }

  Vector5 house() {
    Vector5 house = houseHasAVoice ? houseUnscaled() : null;
    return house == null || house.norm() <= NOISE * houseWeight() ? null : house.unit();
  }

  private List<Person> heard() {
    return here.isEmpty() ? nowhere : here;
  }

  int listeners() {
    return (int) heard().stream().filter(person -> person.taste() != null).count();
  }

  /** Sum of g*u + h, not yet at unit length; null when nobody says anything. */
  Vector5 collectiveUnscaled(Vector5 house) {
    Vector5 sum = null;
    for (Person person : heard()) {
      if (person.taste() != null) {
        double g =
            here.isEmpty() ? 1 : Math.clamp(Math.exp(-catchUp * person.balance()), 1.0 / 3, 3);
        sum = (sum == null ? Vector5.NOTHING : sum).plus(g, person.taste().unit());
      }
    }
    if (house != null) {
      sum = (sum == null ? Vector5.NOTHING : sum).plus(1, house);
    }
    return sum;
  }

  /** The same with every g = 1. */
  Vector5 evenlyUnscaled(Vector5 house) {
    return withCatchUp(0).collectiveUnscaled(house);
  }

  /** Ledgers after a play of the song is booked, in the order of {@link #here}. */
  List<Person> booked(UUID song) {
    Vector5 embedding = song(song).embedding();
    if (embedding == null) {
      return here;
    }
    double mean =
        here.stream()
            .filter(person -> person.taste() != null)
            .mapToDouble(person -> person.taste().cosine(embedding))
            .average()
            .orElse(0);
    return here.stream()
        .map(
            person ->
                person.taste() == null
                    ? person
                    : new Person(
                        person.taste(),
                        0.9 * person.balance() + 0.1 * (person.taste().cosine(embedding) - mean)))
        .toList();
  }

  PickReference withHere(List<Person> people) {
    return new PickReference(
        now,
        catalogue,
        library,
        plays,
        votes,
        people,
        nowhere,
        soundscapeSeconds,
        catchUp,
        houseHasAVoice);
  }

  private PickReference withCatchUp(double strength) {
    return new PickReference(
        now,
        catalogue,
        library,
        plays,
        votes,
        here,
        nowhere,
        soundscapeSeconds,
        strength,
        houseHasAVoice);
  }

  // Which song is next.

  double penalty(Instant lastPlayed) {
    if (lastPlayed == null || lastPlayed.isBefore(now.minus(Duration.ofDays(4)))) {
      return 0;
    }
    double hours = Math.max(0, Duration.between(lastPlayed, now).toMillis() / 3_600_000.0);
    return 0.05 * Math.exp(-hours / 6);
  }

  /** Playable songs with an embedding, best first. */
  List<Ranked> ranked(Vector5 taste, Set<UUID> without) {
    return playable().stream()
        .filter(song -> song.embedding() != null && !without.contains(song.id()))
        .map(song -> measured(song, taste))
        .sorted(Ranked.ORDER)
        .toList();
  }

  private Ranked measured(Song song, Vector5 taste) {
    Instant last = lastPlayed(song.id());
    double distance = 1 - song.embedding().cosine(taste);
    double penalty = penalty(last);
    double reputation = reputation(song.id());
    return new Ranked(
        song, distance, penalty, reputation, distance + penalty - 0.3 * reputation, last);
  }

  Duration length(UUID id) {
    Song song = song(id);
    return Duration.ofSeconds(song.tuneSeconds() == null ? soundscapeSeconds : song.tuneSeconds());
  }

  /** The queue with the times at which its entries will start. */
  Plan plan(List<UUID> queue) {
    Instant next =
        plays.stream()
            .max(Comparator.comparing(Play::at))
            .filter(newest -> newest.outcome() == null)
            .map(newest -> newest.at().plus(length(newest.song())))
            .filter(end -> end.isAfter(now))
            .orElse(now);
    Plan plan = new Plan(List.of(), List.of(), next);
    for (UUID song : queue) {
      plan = plan.with(song, length(song));
    }
    return plan;
  }

  /** What may not start where the plan ends. */
  Set<UUID> resting(Plan plan) {
    Instant end = plan.next();
    Instant begin = end.minus(Duration.ofHours(1));
    Map<UUID, Instant> starts = new LinkedHashMap<>();
    for (Play play : plays) {
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
        .limit(playable().size() / 2)
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
    Set<UUID> without = new HashSet<>(resting(plan));
    without.addAll(plan.songs());
    return ranked(taste, without);
  }

  /** The song that rotation puts in the next place. */
  UUID rotation(Plan plan) {
    Set<UUID> resting = resting(plan);
    return playable().stream()
        .map(Song::id)
        .filter(song -> !plan.songs().contains(song))
        .min(
            Comparator.<UUID, Boolean>comparing(resting::contains)
                .thenComparing(this::lastPlayed, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /**
   * Whether the chosen song may stand first among the candidates: it is the first of them, or so
   * near to the first that single precision and a rounding edge may have swapped the two.
   */
  static boolean isBest(UUID chosen, List<Ranked> candidates) {
    Ranked best = candidates.getFirst();
    return candidates.stream()
        .filter(candidate -> candidate.song().id().equals(chosen))
        .anyMatch(
            candidate ->
                candidate.equals(best)
                    || (Math.abs(candidate.adjusted() - best.adjusted()) < BLUR
                        && !candidate.measuresAs(best)));
  }
}
