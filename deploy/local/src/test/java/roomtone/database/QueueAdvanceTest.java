package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Queues.Advanced;
import roomtone.local.testing.Queues.Entry;
import roomtone.local.testing.Sql;

/** The queue without new reports: rotation tops it up, and songs that may not play leave it. */
class QueueAdvanceTest {

  private Fixtures fixtures;
  private Queues queues;
  private UUID lobby;

  private UUID[] songs;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    lobby = fixtures.player("Lobby");
    songs = new UUID[8];
    for (int i = 0; i < 8; i++) {
      songs[i] = fixtures.song("Song " + i, 1, 0, 0, 0, 0);
    }
    queues.fill(lobby); // songs 0 to 4
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private static Advanced answer(String result) {
    return new Advanced(result, null);
  }

  @Test
  void with_fewer_than_two_entries_left_it_tops_up_by_rotation() {
    UUID fourth = queues.entries(lobby).get(3).id();
    queues.report(lobby, Fixtures.nextId(), songs[3], fourth, fixtures.now(), null, null);
    List<UUID> queue = queues.songs(lobby);
    assertEquals(5, queue.size());
    assertEquals(List.of(songs[4], songs[0], songs[1], songs[2], songs[5]), queue);
  }

  @Test
  void with_two_entries_left_it_adds_none() {
    UUID third = queues.entries(lobby).get(2).id();
    queues.report(lobby, Fixtures.nextId(), songs[2], third, fixtures.now(), null, null);
    assertEquals(List.of(songs[3], songs[4]), queues.songs(lobby));
  }

  @Test
  void a_new_player_is_filled_at_once() {
    UUID garden = fixtures.player("Garden");
    assertEquals(answer("filled"), queues.topUp(garden));
    assertEquals(5, queues.entries(garden).size());
  }

  @Test
  void songs_removed_from_the_library_leave_the_queue_from_the_first_place_too() {
    fixtures.library(lobby, songs[1], songs[6], songs[7]);
    queues.topUp(lobby);
    assertEquals(List.of(songs[1], songs[6], songs[7]), queues.songs(lobby));
    assertEquals(List.of(1, 2, 3), queues.entries(lobby).stream().map(Entry::position).toList());
  }

  @Test
  void an_archived_song_leaves_even_the_first_place() {
    fixtures.archive(songs[0]);
    fixtures.archive(songs[2]);
    queues.topUp(lobby);
    assertEquals(List.of(songs[1], songs[3], songs[4], songs[5], songs[6]), queues.songs(lobby));
  }

  @Test
  void small_catalogues_always_have_a_next_song() {
    for (int number = 0; number <= 7; number++) {
      UUID room = fixtures.player("Room of " + number);
      if (number == 0) {
        UUID old = fixtures.song("Old", 1, 0, 0, 0, 0);
        fixtures.library(room, old);
        fixtures.archive(old);
      } else {
        fixtures.library(room, Arrays.copyOf(songs, number));
      }
      queues.topUp(room);
      assertEquals(Math.min(5, number), queues.entries(room).size());
      List<UUID> heard = new ArrayList<>();
      for (int i = 0; number > 0 && i < 20; i++) {
        UUID next = queues.songs(room).getFirst();
        heard.add(next);
        assertEquals(answer("recorded"), queues.reportStart(room, next));
        assertEquals(number > 0, !queues.entries(room).isEmpty(), "something is next");
        fixtures.advance(Duration.ofMinutes(3));
      }
      // At most half of the songs are cooling down.
      int distance = Math.max(1, (number + 1) / 2);
      for (int i = 0; i < heard.size(); i++) {
        int last = heard.subList(0, i).lastIndexOf(heard.get(i));
        if (last >= 0 && i - last < Math.min(distance, number)) {
          throw new AssertionError("%d of %d songs apart in %s".formatted(i - last, number, heard));
        }
      }
    }
  }

  @Test
  void with_the_brain_stopped_the_queue_goes_on_for_an_evening() {
    for (int i = 0; i < 80; i++) {
      List<Entry> queue = queues.entries(lobby);
      Entry next = queue.getFirst();
      assertEquals(
          answer("recorded"),
          queues.report(
              lobby, Fixtures.nextId(), next.song(), next.id(), fixtures.now(), null, null));
      fixtures.advance(Duration.ofMinutes(3));
    }
    assertEquals(
        0,
        fixtures
            .owner()
            .integer(
                """
            select count(*) from (
              select song_id, lag(song_id) over (order by played_at) as before from public.songs_playing where player_id = ?
            ) x where song_id = before
            """,
                lobby));
    assertEquals(
        8, fixtures.owner().integer("select count(distinct song_id) from public.songs_playing"));
  }

  @Test
  void nobody_but_the_manager_may_advance() {
    assertEquals(
        Sql.FORBIDDEN, fixtures.brain().sqlState("select * from roomtone.queue_advance(?)", lobby));
    assertEquals(
        Sql.FORBIDDEN,
        fixtures.manager().sqlState("insert into public.songs_playing default values"));
    assertEquals(Sql.FORBIDDEN, fixtures.manager().sqlState("delete from public.player_queue"));
  }
}
