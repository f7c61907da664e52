package roomtone.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A room as the pick is defined on it, computed in doubles and without any optimisation: which
 * songs it may play, what its votes say and what its listeners want together. The SQL functions are
 * compared with it and with {@link PickReference}.
 *
 * @param library the songs that the room may play; empty: the whole catalogue
 * @param plays at different times, the newest first
 * @param present the listeners in the room
 * @param withoutRoom the listeners whose session is in no room, who count where nobody is present
 * @param catchUp the strength of catching up; 0: every listener counts alike
 * @param countsHouseVoice whether the house voice is part of the collective
 */
record RoomReference(
    Instant now,
    List<Song> catalogue,
    Set<UUID> library,
    List<Play> plays,
    List<Vote> votes,
    List<Person> present,
    List<Person> withoutRoom,
    int soundscapeSeconds,
    double catchUp,
    boolean countsHouseVoice) {

  private static final int QUEUE_LENGTH = 5;

  /**
   * A house voice shorter than this, relative to the weight of its votes, is rounding noise and has
   * no direction; see {@code rules.zero_length}.
   */
  static final double ZERO_LENGTH = 1e-6;

  /**
   * A song.
   *
   * @param embedding five numbers, or null
   * @param instrumentalSeconds how long an instrumental plays; null: the song is a soundscape
   */
  record Song(UUID id, Vector5 embedding, boolean archived, Integer instrumentalSeconds) {}

  /**
   * A play in this room.
   *
   * @param outcome null: the song plays
   */
  record Play(UUID id, UUID song, Instant at, String outcome) {}

  /**
   * A vote cast in this room.
   *
   * @param value 1 to 5
   * @param weight k, 0 to 1
   */
  record Vote(UUID song, int value, double weight) {

    /** The value from -1 to 1. */
    double w() {
      return (value - 3) / 2.0;
    }
  }

  /**
   * A listener.
   *
   * @param taste five numbers, or null when unknown
   * @param balance of the ledger: how much better than the room's mean the songs lately suited them
   */
  record Person(Vector5 taste, double balance) {}

  // What the room may play.

  /** The songs in the library that are not archived and not suspended. */
  List<Song> playable() {
    return catalogue.stream()
        .filter(song -> !song.archived())
        .filter(song -> library.isEmpty() || library.contains(song.id()))
        .filter(song -> !suspended(song.id()))
        .toList();
  }

  /** How many entries a full queue of the room has. */
  int queueLength() {
    return Math.min(QUEUE_LENGTH, playable().size());
  }

  /** Whether the last three plays failed, the newest within 24 hours. */
  private boolean suspended(UUID song) {
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

  /** How long the room plays a song. */
  Duration length(UUID id) {
    Song song = song(id);
    return Duration.ofSeconds(
        song.instrumentalSeconds() == null ? soundscapeSeconds : song.instrumentalSeconds());
  }

  /** When the song last started here; null: never. */
  Instant lastPlayed(UUID song) {
    return plays.stream()
        .filter(play -> play.song().equals(song))
        .map(Play::at)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  // What the room wants.

  /** The mean w of all votes and of five neutral ones. */
  private double meanVote() {
    return votes.stream().mapToDouble(vote -> vote.weight() * vote.w()).sum()
        / (votes.stream().mapToDouble(Vote::weight).sum() + 5);
  }

  /** What the votes say of this recording, -1 to 1. */
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

  /**
   * Sum of k(w - mean w)(s - mean s) over the votes on songs with an embedding, not scaled to unit
   * length; null without such votes.
   */
  Vector5 houseSum() {
    List<Vector5> directions =
        playable().stream()
            .filter(song -> song.embedding() != null)
            .map(song -> song.embedding().unit())
            .toList();
    Vector5 meanSong = Vector5.ZERO;
    for (Vector5 direction : directions) {
      meanSong = meanSong.plus(1.0 / directions.size(), direction);
    }
    double mean = meanVote();
    Vector5 sum = null;
    for (Vote vote : votes) {
      Vector5 embedding = song(vote.song()).embedding();
      if (embedding != null) {
        sum = sum == null ? Vector5.ZERO : sum;
        sum = sum.plus(vote.weight() * (vote.w() - mean), embedding.unit().plus(-1, meanSong));
      }
    }
    return sum;
  }

  /** Sum of the weights k of the votes in {@link #houseSum}. */
  double houseWeight() {
    return votes.stream()
        .filter(vote -> song(vote.song()).embedding() != null)
        .mapToDouble(Vote::weight)
        .sum();
  }

  /** The house voice at unit length; null when it does not count or has no direction. */
  Vector5 house() {
    Vector5 house = countsHouseVoice ? houseSum() : null;
    return house == null || house.norm() <= ZERO_LENGTH * houseWeight() ? null : house.unit();
  }

  /** The listeners whose tastes make the collective. */
  private List<Person> counted() {
    return present.isEmpty() ? withoutRoom : present;
  }

  /** The number of listeners of known taste in the collective. */
  int listeners() {
    return (int) counted().stream().filter(person -> person.taste() != null).count();
  }

  /** Sum of g*u + h, not scaled to unit length; null without any taste and house voice. */
  Vector5 collectiveSum(Vector5 house) {
    Vector5 sum = null;
    for (Person person : counted()) {
      if (person.taste() != null) {
        double g =
            present.isEmpty() ? 1 : Math.clamp(Math.exp(-catchUp * person.balance()), 1.0 / 3, 3);
        sum = (sum == null ? Vector5.ZERO : sum).plus(g, person.taste().unit());
      }
    }
    if (house != null) {
      sum = (sum == null ? Vector5.ZERO : sum).plus(1, house);
    }
    return sum;
  }

  /** As {@link #collectiveSum}, with every weight g = 1. */
  Vector5 unweightedSum(Vector5 house) {
    return withCatchUp(0).collectiveSum(house);
  }

  /** The listeners present with their balances after a play of the song is booked. */
  List<Person> booked(UUID song) {
    Vector5 embedding = song(song).embedding();
    if (embedding == null) {
      return present;
    }
    double mean =
        present.stream()
            .filter(person -> person.taste() != null)
            .mapToDouble(person -> person.taste().cosine(embedding))
            .average()
            .orElse(0);
    return present.stream()
        .map(
            person ->
                person.taste() == null
                    ? person
                    : new Person(
                        person.taste(),
                        0.9 * person.balance() + 0.1 * (person.taste().cosine(embedding) - mean)))
        .toList();
  }

  /** The same room with other listeners in it. */
  RoomReference withPresent(List<Person> people) {
    return new RoomReference(
        now,
        catalogue,
        library,
        plays,
        votes,
        people,
        withoutRoom,
        soundscapeSeconds,
        catchUp,
        countsHouseVoice);
  }

  private RoomReference withCatchUp(double strength) {
    return new RoomReference(
        now,
        catalogue,
        library,
        plays,
        votes,
        present,
        withoutRoom,
        soundscapeSeconds,
        strength,
        countsHouseVoice);
  }
}
