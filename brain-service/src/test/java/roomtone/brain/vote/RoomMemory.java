package roomtone.brain.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.vote.ReferenceVotes.Sum;

/**
 * What a room has kept of its votes.
 *
 * @param sums of its reputations, by song
 * @param house its house voice, unit length; null for none
 */
record RoomMemory(Map<UUID, Sum> sums, List<Double> house) {

  static RoomMemory of(BrainFixtures fixtures, Room room) {
    Map<UUID, Sum> sums = new TreeMap<>();
    for (List<String> row :
        fixtures
            .sql()
            .rows(
                "select song_id, votes, sum_k, sum_kw from roomtone.song_reputations where player_id = ?",
                room.id())) {
      sums.put(
          UUID.fromString(row.get(0)),
          new Sum(
              Integer.parseInt(row.get(1)),
              Double.parseDouble(row.get(2)),
              Double.parseDouble(row.get(3))));
    }
    List<String> house =
        fixtures
            .sql()
            .column(
                "select house::text from roomtone.house_voices(array[?::uuid], roomtone.now())",
                room.id());
    return new RoomMemory(
        sums, house.isEmpty() || house.getFirst() == null ? null : list(vector(house.getFirst())));
  }

  /** Parses a vector as PostgreSQL writes it. */
  static double[] vector(String text) {
    return Arrays.stream(text.substring(1, text.length() - 1).split(",", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** Returns the components of a vector. */
  static List<Double> list(double[] vector) {
    return Arrays.stream(vector).boxed().toList();
  }

  static double length(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
  }

  /** The direction of a vector. */
  static double[] unit(double[] vector) {
    double length = length(vector);
    return Arrays.stream(vector).map(x -> x / length).toArray();
  }

  /** The greatest difference between two rooms in a sum of a song or a component of the voice. */
  double distance(RoomMemory other) {
    if (!sums.keySet().equals(other.sums.keySet()) || (house == null) != (other.house == null)) {
      return Double.POSITIVE_INFINITY;
    }
    double distance = 0;
    for (Map.Entry<UUID, Sum> song : sums.entrySet()) {
      Sum here = song.getValue();
      Sum there = other.sums.get(song.getKey());
      distance = Math.max(distance, Math.abs(here.votes() - there.votes()));
      distance = Math.max(distance, Math.abs(here.k() - there.k()));
      distance = Math.max(distance, Math.abs(here.kw() - there.kw()));
    }
    return house == null
        ? distance
        : Math.max(
            distance,
            IntStream.range(0, 5)
                .mapToDouble(i -> Math.abs(house.get(i) - other.house.get(i)))
                .max()
                .orElseThrow());
  }

  void assertEqualTo(RoomMemory other) {
    assertEquals(0, distance(other), 1e-6, () -> this + " differs from " + other);
  }
}
