package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Queues.Advanced;
import roomtone.local.testing.Queues.Entry;

/** Entries that leave a queue because their song may no longer play, and late reports of them. */
class DroppedEntriesTest {

  private static final Advanced RECORDED = new Advanced("recorded", null);

  private Fixtures fixtures;
  private Queues queues;
  private UUID lobby;

  private UUID[] songs;

  /** The entries as they were before anything was dropped: songs 0 to 4. */
  private List<Entry> before;

  @BeforeEach
  void furnish() {
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

  /** Archives a song, and drops it as the manager does. */
  private void drop(int song) {
    fixtures.archive(songs[song]);
    queues.topUp(lobby);
  }

  /** Reports that one of the first entries starts now, a minute after the last start. */
  private Advanced start(int entry) {
    fixtures.advance(Duration.ofMinutes(1));
    return reported(entry, fixtures.now());
  }

  private Advanced reported(int entry, Instant startedAt) {
    return queues.report(
        lobby,
        Fixtures.nextId(),
        songs[entry],
        before.get(entry).id(),
        startedAt,
        /* endedAt= */ null,
        /* outcome= */ null);
  }

  private void queueIs(int... numbers) {
    assertEquals(Arrays.stream(numbers).mapToObj(i -> songs[i]).toList(), queued());
    assertEquals(
        IntStream.rangeClosed(1, numbers.length).boxed().toList(),
        queues.entries(lobby).stream().map(Entry::position).toList(),
        "positions without gaps");
  }

  private List<UUID> queued() {
    return queues.songs(lobby);
  }

  private UUID currentSong() {
    return fixtures.owner().uuid("select current_song_id from public.players where id = ?", lobby);
  }

  private void removeFromLibrary(UUID... removed) {
    for (UUID song : removed) {
      fixtures
          .owner()
          .update(
              "delete from public.player_library where player_id = ? and song_id = ?", lobby, song);
    }
  }

  private int roomChanges() {
    return fixtures
        .owner()
        .integer("select count(*) from roomtone.room_changes where player_id = ?", lobby);
  }

  /** A room whose library is songs 0 to 4, all queued; song 4 has failed twice and plays. */
  private UUID playThatMayFailForTheThirdTime() {
    fixtures.library(lobby, songs[0], songs[1], songs[2], songs[3], songs[4]);
    fixtures.pastPlay(lobby, songs[4], Duration.ofHours(4), "failed");
    fixtures.pastPlay(lobby, songs[4], Duration.ofHours(3), "failed");
    UUID play = fixtures.pastPlay(lobby, songs[4], Duration.ofHours(2), null);
    queues.fill(lobby);
    queueIs(0, 1, 2, 3, 4);
    return play;
  }

  @Test
  void a_fill_drops_the_first_entry_when_its_song_left_the_library() {
    fixtures.library(lobby, songs[1], songs[2], songs[3], songs[6], songs[7], songs[8]);
    assertEquals(1, queues.fill(lobby).size());
    queueIs(1, 2, 3, 6, 7);
    assertEquals(before.get(1).id(), queues.entries(lobby).getFirst().id());
    removeFromLibrary(songs[1]);
    queues.fill(lobby);
    queueIs(2, 3, 6, 7, 8);
  }

  @Test
  void the_manager_drops_the_first_entry_when_its_song_left_the_library() {
    fixtures.library(lobby, songs[1], songs[6], songs[7]);
    queues.topUp(lobby);
    queueIs(1, 6, 7);
    removeFromLibrary(songs[1], songs[6]);
    queues.topUp(lobby);
    queueIs(7);
  }

  @Test
  void a_room_without_a_library_keeps_its_queue_when_it_loses_one() {
    fixtures.library(lobby, songs);
    queues.fill(lobby);
    removeFromLibrary(songs);
    queues.fill(lobby);
    queueIs(0, 1, 2, 3, 4);
  }

  @Test
  void the_report_of_the_third_failure_drops_the_song_and_marks_the_room() {
    UUID play = playThatMayFailForTheThirdTime();
    int changes = roomChanges();
    queues.report(lobby, play, songs[4], null, fixtures.now(), fixtures.now(), "failed");
    queueIs(0, 1, 2, 3);
    assertEquals(changes + 1, roomChanges());
    queues.fill(lobby);
    queueIs(0, 1, 2, 3);
  }

  @Test
  void a_fill_drops_the_first_entry_when_its_song_is_suspended() {
    UUID play = playThatMayFailForTheThirdTime();
    for (int i = 0; i < 4; i++) {
      start(i);
    }
    fixtures
        .owner()
        .update("delete from public.player_queue where player_id = ? and position > 1", lobby);
    assertEquals(List.of(songs[4]), queued());
    fixtures
        .owner()
        .update(
            "update public.songs_playing set outcome = 'failed', ended_at = played_at where id = ?",
            play);
    fixtures
        .owner()
        .update(
            "update public.songs_playing set booked_at = roomtone.now() where booked_at is null");
    queues.fill(lobby);
    assertEquals(4, queued().size());
    assertEquals(List.of(), queued().stream().filter(songs[4]::equals).toList());
  }

  @Test
  void a_reported_dropped_entry_is_current_and_removes_the_entries_before_its_place() {
    drop(2);
    queueIs(0, 1, 3, 4, 5);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5);
    assertEquals(songs[2], currentSong());
    assertEquals(
        List.of(List.of("playing", before.get(2).id().toString(), "rotation", "t")),
        fixtures
            .owner()
            .rows(
                "select p.status, s.queue_id, s.reason, s.advanced_at is not null from public.players p join public.songs_playing s on s.player_id = p.id"));
  }

  @Test
  void the_play_of_a_dropped_entry_keeps_what_it_was_picked_for() {
    UUID listener = fixtures.listener(1, 0, 0, 0, 0);
    fixtures.checkIn(listener, lobby);
    fixtures.vote(listener, lobby, songs[1], 5, 1);
    queues.fill(lobby);
    String known =
        "distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation";
    Entry second = queues.entries(lobby).get(1);
    List<String> picked =
        fixtures
            .owner()
            .rows("select " + known + " from public.player_queue where id = ?", second.id())
            .getFirst();
    fixtures.archive(second.song());
    queues.fill(lobby);
    queues.report(lobby, Fixtures.nextId(), second.song(), second.id(), fixtures.now(), null, null);
    assertEquals(
        picked, fixtures.owner().rows("select " + known + " from public.songs_playing").getFirst());
  }

  @Test
  void the_place_of_a_dropped_entry_moves_up_when_an_entry_before_it_starts() {
    drop(2);
    start(0);
    queueIs(1, 3, 4, 5);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5);
  }

  @Test
  void a_report_removes_nothing_when_all_entries_before_the_place_have_started() {
    drop(2);
    start(0);
    start(1);
    queueIs(3, 4, 5);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5);
    assertEquals(songs[2], currentSong());
  }

  @Test
  void a_report_removes_nothing_when_an_entry_behind_the_place_has_started() {
    drop(1);
    start(3);
    queueIs(4, 5);
    assertEquals(RECORDED, start(1));
    queueIs(4, 5);
  }

  @Test
  void two_entries_dropped_one_after_the_other_keep_their_places() {
    drop(1);
    drop(2);
    queueIs(0, 3, 4, 5, 6);
    assertEquals(RECORDED, start(1));
    queueIs(3, 4, 5, 6);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5, 6);
  }

  @Test
  void the_place_of_a_dropped_entry_moves_up_when_an_entry_before_it_is_dropped() {
    drop(2);
    drop(0);
    queueIs(1, 3, 4, 5, 6);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5, 6);
  }

  @Test
  void the_places_of_entries_dropped_together_count_only_the_entries_that_stay() {
    fixtures.archive(songs[1]);
    fixtures.archive(songs[2]);
    queues.fill(lobby);
    queueIs(0, 3, 4, 5, 6);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5, 6);
  }

  @Test
  void a_report_without_queue_id_removes_nothing() {
    drop(2);
    queues.reportStart(lobby, songs[2]);
    queueIs(0, 1, 3, 4, 5);
    assertEquals(songs[2], currentSong());
  }

  @Test
  void a_report_that_is_not_the_latest_is_history_and_removes_nothing() {
    drop(2);
    start(0);
    assertEquals(RECORDED, reported(2, fixtures.now().minusSeconds(30)));
    queueIs(1, 3, 4, 5);
    assertEquals(songs[0], currentSong());
    assertEquals(
        "rotation",
        fixtures
            .owner()
            .text("select reason from public.songs_playing where song_id = ?", songs[2]));
  }

  @Test
  void a_dropped_entry_is_unknown_after_an_hour() {
    drop(2);
    fixtures.advance(Duration.ofMinutes(60));
    assertEquals(RECORDED, reported(2, fixtures.now()));
    queueIs(0, 1, 3, 4, 5);
    assertEquals(songs[2], currentSong());
    assertNull(fixtures.owner().text("select reason from public.songs_playing"));
  }

  @Test
  void a_dropped_entry_is_known_until_just_before_the_hour() {
    drop(2);
    fixtures.advance(Duration.ofMinutes(60).minusMillis(1));
    reported(2, fixtures.now());
    queueIs(3, 4, 5);
  }

  @Test
  void a_dropped_entry_of_another_room_is_no_known_entry() {
    UUID garden = fixtures.player("Garden");
    queues.fill(garden);
    List<UUID> elsewhere = queues.songs(garden);
    drop(2);
    queues.report(
        garden, Fixtures.nextId(), songs[2], before.get(2).id(), fixtures.now(), null, null);
    assertEquals(elsewhere.subList(3, 5), queues.songs(garden), "the first with that song leaves");
  }

  @Test
  void a_report_removes_a_later_entry_of_the_same_song_too() {
    drop(2);
    start(0);
    fixtures.owner().update("update public.songs set archived_at = null where id = ?", songs[2]);
    queues.topUp(lobby);
    queueIs(1, 3, 4, 5, 2);
    assertEquals(RECORDED, start(2));
    queueIs(3, 4, 5);
  }

  @Test
  void a_report_of_another_song_under_its_id_moves_the_queue_and_has_no_reason() {
    drop(2);
    fixtures.advance(Duration.ofMinutes(1));
    queues.report(
        lobby, Fixtures.nextId(), songs[8], before.get(2).id(), fixtures.now(), null, null);
    queueIs(3, 4, 5);
    assertEquals(songs[8], currentSong());
    assertNull(fixtures.owner().text("select reason from public.songs_playing"));
  }

  @Test
  void emptying_a_library_while_its_first_song_plays_keeps_what_plays_and_a_full_queue() {
    fixtures.library(lobby, songs[0], songs[1]);
    queues.topUp(lobby);
    queueIs(0, 1);
    start(0);
    removeFromLibrary(songs[0], songs[1]);
    queues.topUp(lobby);
    assertEquals(songs[0], currentSong());
    assertEquals(5, queued().size());
    assertEquals(songs[1], queued().getFirst(), "it may play in a room without a library");
  }

  @Test
  void archiving_all_songs_while_one_plays_does_not_change_what_plays() {
    start(0);
    for (UUID song : songs) {
      fixtures.archive(song);
    }
    queues.fill(lobby);
    queueIs();
    assertEquals(songs[0], currentSong());
    assertEquals(RECORDED, start(1), "begun before the device knew");
    assertEquals(songs[1], currentSong());
  }

  @Test
  void a_report_tops_up_when_drops_leave_fewer_than_two_entries() {
    for (int i = 3; i < songs.length; i++) {
      fixtures.archive(songs[i]);
    }
    fixtures.archive(songs[1]);
    fixtures.owner().update("update public.songs set archived_at = null where id = ?", songs[8]);
    assertEquals(RECORDED, start(0));
    queueIs(2, 8, 0);
  }

  @Test
  void an_archived_song_marks_the_rooms_that_queue_it_alone() {
    UUID garden = fixtures.player("Garden", songs[7], songs[8]);
    queues.fill(garden);
    fixtures.owner().execute("delete from roomtone.room_changes");
    fixtures.archive(songs[7]);
    assertEquals(
        List.of(garden.toString()),
        fixtures.owner().column("select player_id from roomtone.room_changes"));
    fixtures.owner().update("update public.songs set title = 'Fog' where id = ?", songs[0]);
    fixtures.owner().update("update public.songs set archived_at = null where id = ?", songs[7]);
    assertEquals(1, fixtures.owner().integer("select count(*) from roomtone.room_changes"));
  }

  @Test
  void a_dropped_entry_is_kept_with_the_time_of_the_drop() {
    fixtures.library(lobby, songs[0], songs[2], songs[3]);
    queues.fill(lobby);
    queues.fill(lobby);
    assertEquals(
        List.of(
            List.of(before.get(1).id().toString(), "2", "t"),
            List.of(before.get(4).id().toString(), "4", "t")),
        fixtures
            .owner()
            .rows(
                "select queue_id, position, dropped_at = roomtone.now() from roomtone.dropped_entries order by position"));
  }
}
