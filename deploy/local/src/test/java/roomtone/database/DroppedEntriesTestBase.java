package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Queues.Advanced;
import roomtone.local.testing.Queues.Entry;

/** A room whose queue holds the first five of nine songs, and reports of those entries. */
abstract class DroppedEntriesTestBase {

  static final Advanced RECORDED = new Advanced("recorded", null);

  Fixtures fixtures;
  Queues queues;
  UUID lobby;

  UUID[] songs;

  /** The entries as they were before anything was dropped: songs 0 to 4. */
  List<Entry> before;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    lobby = fixtures.player("Lobby");
    songs = new UUID[9];
    for (int i = 0; i < songs.length; i++) {
      songs[i] = fixtures.song("Song " + i, 1, 0, 0, 0, 0);
    }
    queues.fill(lobby);
    before = queues.entries(lobby);
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  /** Reports that one of the first entries starts now, a minute after the last start. */
  Advanced start(int entry) {
    fixtures.advance(Duration.ofMinutes(1));
    return reported(entry, fixtures.now());
  }

  Advanced reported(int entry, Instant startedAt) {
    return queues.report(
        lobby,
        Fixtures.nextId(),
        songs[entry],
        before.get(entry).id(),
        startedAt,
        /* endedAt= */ null,
        /* outcome= */ null);
  }

  void queueIs(int... numbers) {
    assertEquals(Arrays.stream(numbers).mapToObj(i -> songs[i]).toList(), queued());
    assertEquals(
        IntStream.rangeClosed(1, numbers.length).boxed().toList(),
        queues.entries(lobby).stream().map(Entry::position).toList(),
        "positions without gaps");
  }

  List<UUID> queued() {
    return queues.songs(lobby);
  }

  UUID currentSong() {
    return fixtures.owner().uuid("select current_song_id from public.players where id = ?", lobby);
  }
}
