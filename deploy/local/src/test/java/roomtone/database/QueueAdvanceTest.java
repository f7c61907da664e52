package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Fixtures.Advanced;
import roomtone.local.testing.Fixtures.Entry;
import roomtone.local.testing.Sql;

/** The manager's writer: what a device's reports do to the queue, the history and the player. */
class QueueAdvanceTest {

  private Fixtures fixtures;
  private UUID lobby;
  private UUID[] songs;

  @BeforeEach
  void furnish() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
    songs = new UUID[8];
    for (int i = 0; i < 8; i++) {
      songs[i] = fixtures.song("Song " + i, 1, 0, 0, 0, 0);
    }
    fixtures.fill(lobby); // songs 0 to 4
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private static Advanced answer(String result) {
    return new Advanced(result, null);
  }

  private static Advanced rejected(String reason) {
    return new Advanced("rejected", reason);
  }

  private UUID currentSong() {
    return fixtures.owner().uuid("select current_song_id from public.players where id = ?", lobby);
  }

  private String status() {
    return fixtures.owner().text("select status from public.players where id = ?", lobby);
  }

  private int plays() {
    return fixtures.owner().integer("select count(*) from public.songs_playing");
  }

  private Instant ago(Duration duration) {
    return fixtures.now().minus(duration);
  }

  @Test
  void a_start_moves_the_queue_on() {
    assertEquals(answer("recorded"), fixtures.reportStart(lobby, songs[0]));
    assertEquals(List.of(songs[1], songs[2], songs[3], songs[4]), fixtures.queuedSongs(lobby));
    assertEquals(List.of(1, 2, 3, 4), fixtures.queue(lobby).stream().map(Entry::position).toList());
    assertEquals(songs[0], currentSong());
    assertEquals("playing", status());
    assertEquals(
        List.of(List.of("t", "t", "rotation")),
        fixtures
            .owner()
            .rows(
                "select advanced_at = roomtone.now(), booked_at is null, reason from public.songs_playing"));
    assertEquals(
        1,
        fixtures
            .owner()
            .integer(
                "select count(*) from roomtone.room_changes where player_id = ? and id > (select min(id) from roomtone.room_changes)",
                lobby));
  }

  @Test
  void the_entry_that_the_device_names_leaves_with_all_before_it() {
    UUID third = fixtures.queue(lobby).get(2).id();
    fixtures.report(lobby, Fixtures.nextId(), songs[2], third, fixtures.now(), null, null);
    assertEquals(List.of(songs[3], songs[4]), fixtures.queuedSongs(lobby));
  }

  @Test
  void without_a_known_entry_the_first_with_that_song_leaves_with_all_before_it() {
    fixtures.report(
        lobby, Fixtures.nextId(), songs[1], UUID.randomUUID(), fixtures.now(), null, null);
    assertEquals(List.of(songs[2], songs[3], songs[4]), fixtures.queuedSongs(lobby));
  }

  @Test
  void a_song_that_is_not_queued_takes_nothing_along() {
    assertEquals(
        answer("recorded"),
        fixtures.report(
            lobby, Fixtures.nextId(), songs[7], UUID.randomUUID(), fixtures.now(), null, null));
    assertEquals(5, fixtures.queue(lobby).size());
    assertEquals(songs[7], currentSong());
    assertNull(fixtures.owner().text("select reason from public.songs_playing"));
  }

  @Test
  void a_named_entry_counts_even_when_the_device_plays_another_song() {
    UUID second = fixtures.queue(lobby).get(1).id();
    fixtures.report(lobby, Fixtures.nextId(), songs[7], second, fixtures.now(), null, null);
    assertEquals(List.of(songs[2], songs[3], songs[4]), fixtures.queuedSongs(lobby));
    assertEquals(songs[7], currentSong());
    assertNull(
        fixtures.owner().text("select reason from public.songs_playing"),
        "the entry says nothing of this song");
  }

  @Test
  void a_report_that_comes_twice_is_recorded_once() {
    UUID play = Fixtures.nextId();
    fixtures.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    assertEquals(
        answer("duplicate"),
        fixtures.report(lobby, play, songs[0], null, fixtures.now(), null, null));
    assertEquals(1, plays());
    assertEquals(4, fixtures.queue(lobby).size());
  }

  @Test
  void an_end_updates_the_play_and_never_moves_the_queue() {
    UUID play = Fixtures.nextId();
    Instant start = fixtures.now();
    fixtures.report(lobby, play, songs[0], null, start, null, null);
    fixtures.advance(Duration.ofMinutes(3));
    assertEquals(
        answer("updated"),
        fixtures.report(lobby, play, songs[0], null, start, fixtures.now(), "finished"));
    assertEquals(4, fixtures.queue(lobby).size());
    assertEquals("idle", status());
    assertNull(currentSong());
    assertEquals(
        answer("duplicate"),
        fixtures.report(lobby, play, songs[0], null, start, fixtures.now(), "finished"));
    assertEquals(
        List.of(List.of("finished", "t")),
        fixtures
            .owner()
            .rows("select outcome, ended_at = roomtone.now() from public.songs_playing"));
  }

  @Test
  void an_outcome_that_comes_after_the_end_is_still_taken() {
    UUID play = Fixtures.nextId();
    Instant start = fixtures.now();
    fixtures.advance(Duration.ofMinutes(3));
    fixtures.report(lobby, play, songs[0], null, start, fixtures.now(), null);
    assertEquals(
        answer("updated"),
        fixtures.report(lobby, play, songs[0], null, start, fixtures.now(), "skipped"));
    assertEquals("skipped", fixtures.owner().text("select outcome from public.songs_playing"));
    assertEquals(
        answer("duplicate"),
        fixtures.report(lobby, play, songs[0], null, start, fixtures.now(), "failed"));
    assertEquals("skipped", fixtures.owner().text("select outcome from public.songs_playing"));
  }

  @Test
  void an_outcome_without_an_end_ended_when_it_was_told() {
    UUID play = Fixtures.nextId();
    fixtures.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    fixtures.advance(Duration.ofMinutes(1));
    assertEquals(
        answer("updated"),
        fixtures.report(lobby, play, songs[0], null, ago(Duration.ofMinutes(1)), null, "skipped"));
    assertEquals(
        List.of(List.of("skipped", "t")),
        fixtures
            .owner()
            .rows("select outcome, ended_at = roomtone.now() from public.songs_playing"));
  }

  @Test
  void the_end_of_the_song_before_does_not_stop_the_one_that_plays() {
    UUID first = Fixtures.nextId();
    Instant start = fixtures.now();
    fixtures.report(lobby, first, songs[0], null, start, null, null);
    fixtures.advance(Duration.ofMinutes(3));
    fixtures.reportStart(lobby, songs[1]);
    fixtures.report(lobby, first, songs[0], null, start, fixtures.now(), "finished");
    assertEquals(songs[1], currentSong());
    assertEquals("playing", status());
  }

  @Test
  void the_wish_to_skip_is_fulfilled_when_the_play_has_ended() {
    UUID play = Fixtures.nextId();
    fixtures.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    fixtures
        .manager()
        .update("update public.players set skip_play_id = ? where id = ?", play, lobby);
    fixtures.report(lobby, play, songs[0], null, fixtures.now(), fixtures.now(), "skipped");
    assertNull(
        fixtures.owner().text("select skip_play_id from public.players where id = ?", lobby));
    fixtures
        .manager()
        .update("update public.players set skip_play_id = ? where id = ?", play, lobby);
    fixtures.advance(Duration.ofSeconds(1));
    fixtures.reportStart(lobby, songs[1]);
    assertNull(
        fixtures.owner().text("select skip_play_id from public.players where id = ?", lobby));
  }

  @Test
  void reports_out_of_order_do_not_turn_back_the_queue() {
    fixtures.reportStart(lobby, songs[1]);
    List<UUID> queue = fixtures.queuedSongs(lobby);
    assertEquals(
        answer("recorded"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            ago(Duration.ofMinutes(3)),
            fixtures.now(),
            "finished"));
    assertEquals(queue, fixtures.queuedSongs(lobby));
    assertEquals(songs[1], currentSong());
    assertEquals(
        1,
        fixtures
            .owner()
            .integer("select count(*) from public.songs_playing where advanced_at is null"));
  }

  @Test
  void a_start_ten_minutes_ago_is_history_alone() {
    assertEquals(
        answer("recorded"),
        fixtures.report(
            lobby, Fixtures.nextId(), songs[0], null, ago(Duration.ofMinutes(10)), null, null));
    assertEquals(5, fixtures.queue(lobby).size());
    assertNull(currentSong());
    assertEquals("offline", status());
    assertEquals(
        answer("recorded"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[1],
            null,
            ago(Duration.ofMinutes(10).minusMillis(1)),
            null,
            null));
    assertEquals(songs[1], currentSong());
    assertEquals(List.of(songs[2], songs[3], songs[4]), fixtures.queuedSongs(lobby));
  }

  @Test
  void days_of_history_come_in_late_and_change_nothing_that_is_heard() {
    fixtures.reportStart(lobby, songs[0]);
    for (int day = 1; day <= 6; day++) {
      assertEquals(
          answer("recorded"),
          fixtures.report(
              lobby, Fixtures.nextId(), songs[7], null, ago(Duration.ofDays(day)), null, null));
    }
    assertEquals(
        answer("recorded"),
        fixtures.report(
            lobby, Fixtures.nextId(), songs[7], null, ago(Duration.ofDays(7)), null, null));
    assertEquals(
        rejected("too-old"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[7],
            null,
            ago(Duration.ofDays(7).plusMillis(1)),
            null,
            null));
    assertEquals(songs[0], currentSong());
    assertEquals("playing", status());
  }

  @Test
  void the_first_report_of_all_may_be_days_old_and_nothing_plays_for_it() {
    fixtures.report(lobby, Fixtures.nextId(), songs[0], null, ago(Duration.ofDays(3)), null, null);
    assertNull(currentSong());
    assertEquals("offline", status());
  }

  @Test
  void a_late_play_from_the_queue_keeps_the_reason_of_the_entry_that_it_names() {
    UUID first = fixtures.queue(lobby).getFirst().id();
    fixtures.report(
        lobby, Fixtures.nextId(), songs[0], first, ago(Duration.ofMinutes(20)), null, null);
    assertEquals("rotation", fixtures.owner().text("select reason from public.songs_playing"));
    fixtures.report(
        lobby, Fixtures.nextId(), songs[1], null, ago(Duration.ofMinutes(25)), null, null);
    assertNull(
        fixtures
            .owner()
            .text("select reason from public.songs_playing where song_id = ?", songs[1]),
        "a song that happens to be queued was not taken from there");
  }

  @Test
  void a_play_takes_along_what_was_known_when_its_entry_was_picked() {
    UUID listener = fixtures.listener(1, 0, 0, 0, 0);
    fixtures.checkIn(listener, lobby);
    fixtures.vote(listener, lobby, songs[2], 5, 1);
    fixtures.fill(lobby);
    String known =
        "distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation";
    Entry second = fixtures.queue(lobby).get(1);
    List<String> picked =
        fixtures
            .owner()
            .rows("select " + known + " from public.player_queue where id = ?", second.id())
            .getFirst();
    assertFalse(picked.contains(null), picked::toString);
    fixtures.report(
        lobby, Fixtures.nextId(), second.song(), second.id(), fixtures.now(), null, null);
    assertEquals(
        picked, fixtures.owner().rows("select " + known + " from public.songs_playing").getFirst());
  }

  @Test
  void a_start_in_the_future_is_rejected_beyond_a_minute() {
    assertEquals(
        rejected("starts-in-the-future"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            fixtures.now().plusMillis(60_001),
            null,
            null));
    assertEquals(0, plays());
    assertEquals(
        answer("recorded"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            fixtures.now().plusMillis(60_000),
            null,
            null));
    assertEquals(songs[0], currentSong());
  }

  @Test
  void nonsense_is_rejected_with_the_reason() {
    assertEquals(rejected("unknown-player"), fixtures.topUp(UUID.randomUUID()));
    assertEquals(rejected("unknown-song"), fixtures.reportStart(lobby, UUID.randomUUID()));
    assertEquals(rejected("unknown-song"), fixtures.reportStart(lobby, null));
    assertEquals(
        rejected("starts-never"),
        fixtures.report(lobby, Fixtures.nextId(), songs[0], null, null, null, null));
    assertEquals(
        rejected("ends-before-it-starts"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            fixtures.now(),
            ago(Duration.ofMillis(2_001)),
            null));
    assertEquals(
        rejected("ends-in-the-future"),
        fixtures.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            fixtures.now(),
            fixtures.now().plusMillis(60_001),
            null));
    assertEquals(0, plays());
    assertEquals(5, fixtures.queue(lobby).size());
  }

  @Test
  void a_play_belongs_to_one_player_and_one_song() {
    UUID play = Fixtures.nextId();
    fixtures.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    UUID garden = fixtures.player("Garden");
    assertEquals(
        rejected("play-of-another-player"),
        fixtures.report(garden, play, songs[0], null, fixtures.now(), fixtures.now(), "skipped"));
    assertEquals(
        rejected("play-of-another-song"),
        fixtures.report(lobby, play, songs[1], null, fixtures.now(), fixtures.now(), "skipped"));
    assertEquals(
        rejected("ends-before-it-starts"),
        fixtures.report(
            lobby, play, songs[0], null, fixtures.now(), ago(Duration.ofHours(1)), "skipped"));
    assertNull(
        fixtures.owner().text("select outcome from public.songs_playing where id = ?", play));
  }

  @Test
  void an_entry_of_another_players_queue_is_no_known_entry() {
    UUID garden = fixtures.player("Garden");
    fixtures.fill(garden);
    UUID elsewhere = fixtures.queue(garden).get(3).id();
    fixtures.report(lobby, Fixtures.nextId(), songs[0], elsewhere, fixtures.now(), null, null);
    assertEquals(4, fixtures.queue(lobby).size());
    assertEquals(5, fixtures.queue(garden).size());
  }

  @Test
  void with_fewer_than_two_entries_left_it_tops_up_by_rotation() {
    UUID fourth = fixtures.queue(lobby).get(3).id();
    fixtures.report(lobby, Fixtures.nextId(), songs[3], fourth, fixtures.now(), null, null);
    List<UUID> queue = fixtures.queuedSongs(lobby);
    assertEquals(5, queue.size());
    assertEquals(List.of(songs[4], songs[0], songs[1], songs[2], songs[5]), queue);
  }

  @Test
  void with_two_entries_left_the_brain_has_its_time() {
    UUID third = fixtures.queue(lobby).get(2).id();
    fixtures.report(lobby, Fixtures.nextId(), songs[2], third, fixtures.now(), null, null);
    assertEquals(List.of(songs[3], songs[4]), fixtures.queuedSongs(lobby));
  }

  @Test
  void a_new_player_is_filled_at_once() {
    UUID garden = fixtures.player("Garden");
    assertEquals(answer("filled"), fixtures.topUp(garden));
    assertEquals(5, fixtures.queue(garden).size());
  }

  @Test
  void what_left_the_library_leaves_the_queue_but_what_is_next_stands() {
    fixtures.library(lobby, songs[1], songs[6], songs[7]);
    fixtures.topUp(lobby);
    assertEquals(List.of(songs[0], songs[1], songs[6]), fixtures.queuedSongs(lobby));
    assertEquals(List.of(1, 2, 3), fixtures.queue(lobby).stream().map(Entry::position).toList());
  }

  @Test
  void what_is_archived_leaves_even_the_first_place() {
    fixtures.archive(songs[0]);
    fixtures.archive(songs[2]);
    fixtures.topUp(lobby);
    assertEquals(
        List.of(songs[1], songs[3], songs[4], songs[5], songs[6]), fixtures.queuedSongs(lobby));
  }

  @Test
  void small_catalogues_never_fall_silent() {
    for (int number = 0; number <= 7; number++) {
      UUID room = fixtures.player("Room of " + number);
      if (number == 0) {
        UUID old = fixtures.song("Old", 1, 0, 0, 0, 0);
        fixtures.library(room, old);
        fixtures.archive(old);
      } else {
        fixtures.library(room, Arrays.copyOf(songs, number));
      }
      fixtures.topUp(room);
      assertEquals(Math.min(5, number), fixtures.queue(room).size());
      List<UUID> heard = new ArrayList<>();
      for (int i = 0; number > 0 && i < 20; i++) {
        UUID next = fixtures.queuedSongs(room).getFirst();
        heard.add(next);
        assertEquals(answer("recorded"), fixtures.reportStart(room, next));
        assertEquals(number > 0, !fixtures.queue(room).isEmpty(), "something is next");
        fixtures.advance(Duration.ofMinutes(3));
      }
      // Half of the songs at most are kept from coming again.
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
      List<Entry> queue = fixtures.queue(lobby);
      Entry next = queue.getFirst();
      assertEquals(
          answer("recorded"),
          fixtures.report(
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
