package roomtone.database;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import roomtone.database.RoomReference.Person;
import roomtone.database.RoomReference.Play;
import roomtone.database.RoomReference.Song;
import roomtone.database.RoomReference.Vote;

/**
 * A random room: catalogue, library, history, votes, people and queue. Numbers are small and grids
 * coarse, so that ties, duplicates and rooms that played all their songs lately are common.
 *
 * @param room what the evening begins with
 * @param queued songs in the queue before, in order
 * @param justStarted whether the newest play moved the queue on and is not booked yet
 */
record RandomEvening(RoomReference room, List<UUID> queued, boolean justStarted) {

  private static final float ANY = Float.NaN;
  private static final List<Double> GRID = List.of(0.0, 0.0, 0.5, 1.0);
  private static final List<Double> WEIGHTS = List.of(1.0, 1.0, 0.8, 4.0 / 6, 0.25);
  private static final List<String> OUTCOMES = List.of("finished", "finished", "skipped", "failed");

  /** An evening in a small room with songs of all kinds. */
  static RandomEvening random(
      Random chance, Instant now, int songs, int plays, int votes, int people) {
    List<Song> catalogue = catalogue(chance, songs, ANY);
    boolean hasLibrary = chance.nextBoolean();
    List<Play> history = songs == 0 ? List.of() : history(chance, now, catalogue, plays, 2);
    return in(chance, now, catalogue, hasLibrary, history, votes, people);
  }

  /**
   * An evening in a room whose songs have similar embeddings and were mostly played within a day,
   * so that for nearly every song near to a taste the recency penalty is greater than the
   * difference between the distances of neighbours.
   */
  static RandomEvening withSimilarSongs(
      Random chance, Instant now, int songs, int plays, int votes, int people) {
    List<Song> catalogue = catalogue(chance, songs, chance.nextBoolean() ? 0.2f : 0.02f);
    List<Play> history = history(chance, now, catalogue, plays, 24);
    return in(chance, now, catalogue, chance.nextBoolean(), history, votes, people);
  }

  private static RandomEvening in(
      Random chance,
      Instant now,
      List<Song> catalogue,
      boolean hasLibrary,
      List<Play> history,
      int votes,
      int people) {
    List<UUID> ids = catalogue.stream().map(Song::id).toList();
    return new RandomEvening(
        new RoomReference(
            now,
            catalogue,
            hasLibrary ? some(chance, ids) : Set.of(),
            history,
            ids.isEmpty() ? List.of() : votes(chance, ids, votes),
            people(chance, chance.nextInt(4) == 0 ? 0 : people),
            people(chance, chance.nextInt(3)),
            List.of(60, 180, 900).get(chance.nextInt(3)),
            chance.nextInt(5) == 0 ? 0 : 4,
            chance.nextInt(5) != 0),
        some(chance, ids).stream().limit(chance.nextInt(6)).toList(),
        !history.isEmpty() && chance.nextBoolean());
  }

  /**
   * @param spread the greatest difference between numbers of embeddings, or {@link #ANY}
   */
  private static List<Song> catalogue(Random chance, int songs, float spread) {
    List<Song> catalogue = new ArrayList<>();
    for (int n = 1; n <= songs; n++) {
      catalogue.add(
          new Song(
              new UUID(0, n),
              chance.nextInt(7) == 0
                  ? null
                  : Float.isNaN(spread) ? five(chance) : similar(chance, spread),
              chance.nextInt(10) == 0,
              chance.nextInt(3) == 0 ? 30 + chance.nextInt(1200) : null));
    }
    return catalogue;
  }

  private static Vector5 five(Random chance) {
    boolean coarse = chance.nextBoolean();
    double[] numbers = new double[5];
    for (int i = 0; i < 5; i++) {
      // Single precision, as it is stored.
      numbers[i] = coarse ? GRID.get(chance.nextInt(4)) : chance.nextFloat();
    }
    Vector5 five = new Vector5(numbers);
    return five.norm() > 0 ? five : new Vector5(1, 0, 0, 0, 0);
  }

  private static Vector5 similar(Random chance, float spread) {
    double[] numbers = new double[5];
    for (int i = 0; i < 5; i++) {
      numbers[i] = 0.5f + spread * chance.nextFloat();
    }
    return new Vector5(numbers);
  }

  private static Set<UUID> some(Random chance, List<UUID> ids) {
    List<UUID> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, chance);
    return new LinkedHashSet<>(
        shuffled.subList(0, ids.isEmpty() ? 0 : chance.nextInt(ids.size() + 1)));
  }

  /** Plays at different seconds, most of them in the last hours; the newest may still play. */
  private static List<Play> history(
      Random chance, Instant now, List<Song> catalogue, int plays, int hours) {
    List<UUID> ids = catalogue.stream().map(Song::id).toList();
    Set<Integer> seconds = new HashSet<>();
    UUID failing = ids.get(chance.nextInt(ids.size()));
    while (seconds.size() < plays) {
      int reach = chance.nextInt(4) == 0 ? 120 * 3600 : hours * 3600;
      seconds.add(chance.nextInt(reach));
    }
    List<Play> history = new ArrayList<>();
    for (int ago : seconds.stream().sorted().toList()) {
      boolean fails = chance.nextInt(5) == 0;
      history.add(
          new Play(
              new UUID(1, history.size()),
              fails ? failing : ids.get(chance.nextInt(ids.size())),
              now.minus(Duration.ofSeconds(ago)),
              history.isEmpty() && chance.nextBoolean()
                  ? null
                  : fails ? "failed" : OUTCOMES.get(chance.nextInt(4))));
    }
    return history;
  }

  private static List<Vote> votes(Random chance, List<UUID> ids, int votes) {
    List<Vote> cast = new ArrayList<>();
    for (int i = 0; i < votes; i++) {
      cast.add(
          new Vote(
              ids.get(chance.nextInt(ids.size())),
              1 + chance.nextInt(5),
              WEIGHTS.get(chance.nextInt(5))));
    }
    return cast;
  }

  private static List<Person> people(Random chance, int people) {
    List<Person> present = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      present.add(
          new Person(
              chance.nextInt(4) == 0 ? null : five(chance),
              chance.nextBoolean() ? 0 : 0.6 * chance.nextDouble() - 0.3));
    }
    return present;
  }
}
