package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues.Entry;

/** Reports of entries that a device started after they were dropped from the queue. */
class DroppedEntryReportTest extends DroppedEntriesTestBase {

  /** Archives a song, and drops it as the manager does. */
  private void drop(int song) {
    fixtures.archive(songs[song]);
    queues.topUp(lobby);
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
        "distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at";
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
}
