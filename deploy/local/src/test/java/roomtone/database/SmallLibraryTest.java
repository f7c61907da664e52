package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;

/**
 * Rooms with few songs and one listener, who stays and never votes: the queue neither repeats a
 * fixed cycle nor leaves out most of the songs.
 */
class SmallLibraryTest {

  private static final int ROOMS = 60;
  private static final int PLAYS = 80;
  private static final Duration PLAY = Duration.ofMinutes(3);

  /** Plays of the last two hours. */
  private static final int LAST = 40;

  private static final int MAX_PERIOD = 20;

  @ParameterizedTest
  @CsvSource({"8, 7.4, 0", "15, 10.0, 0", "20, 12.7, 6"})
  void few_songs_are_not_played_in_a_fixed_cycle(int songs, double minHeard, int maxCycles) {
    List<List<UUID>> plays = playsOfAllRooms(songs);
    double heard =
        plays.stream().mapToInt(room -> new HashSet<>(room).size()).average().orElseThrow();
    long cycles = plays.stream().filter(SmallLibraryTest::endsInCycle).count();
    assertTrue(heard >= minHeard, heard + " different songs heard on average");
    assertTrue(cycles <= maxCycles, cycles + " rooms end in a fixed cycle");
  }

  private static List<List<UUID>> playsOfAllRooms(int songs) {
    Random chance = new Random(2024);
    try (Fixtures fixtures = Fixtures.atEight()) {
      Queues queues = fixtures.queues();
      List<UUID> rooms = new ArrayList<>();
      List<List<UUID>> plays = new ArrayList<>();
      for (int n = 0; n < ROOMS; n++) {
        UUID[] library =
            IntStream.range(0, songs)
                .mapToObj(song -> fixtures.song("Song " + song, sounds(chance)))
                .toArray(UUID[]::new);
        UUID room = fixtures.player("Room " + n, library);
        fixtures.checkIn(fixtures.listener(sounds(chance)), room);
        rooms.add(room);
        plays.add(new ArrayList<>());
      }
      UUID[] all = rooms.toArray(UUID[]::new);
      queues.fill(all);
      for (int play = 0; play < PLAYS; play++) {
        if (play % 10 == 0) {
          fixtures
              .owner()
              .update("update public.sessions set expires_at = roomtone.now() + interval '1 hour'");
        }
        for (int n = 0; n < ROOMS; n++) {
          UUID song = queues.songs(rooms.get(n)).getFirst();
          queues.reportStart(rooms.get(n), song);
          plays.get(n).add(song);
        }
        queues.fill(all);
        fixtures.advance(PLAY);
      }
      return plays;
    }
  }

  /** Few sounds stand out, as in recordings of one kind each. */
  private static double[] sounds(Random chance) {
    return DoubleStream.generate(() -> Math.pow(chance.nextDouble(), 3) + 0.001).limit(5).toArray();
  }

  private static boolean endsInCycle(List<UUID> plays) {
    List<UUID> last = plays.subList(plays.size() - LAST, plays.size());
    return IntStream.rangeClosed(1, MAX_PERIOD)
        .anyMatch(
            period ->
                IntStream.range(period, LAST)
                    .allMatch(play -> last.get(play).equals(last.get(play - period))));
  }
}
