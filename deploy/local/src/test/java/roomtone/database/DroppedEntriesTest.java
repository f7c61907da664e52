package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Entries that leave a queue because their song may no longer play. */
class DroppedEntriesTest extends DroppedEntriesTestBase {

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

  private void fillChanged() {
    fixtures.brain().rows("select * from roomtone.fill_changed_rooms(array[?])", lobby);
  }

  @Test
  void a_fill_of_changed_rooms_drops_what_left_the_library_and_what_was_archived() {
    fixtures.library(lobby, songs[1], songs[2], songs[3], songs[6], songs[7], songs[8]);
    fillChanged();
    queueIs(1, 2, 3, 6, 7);
    fixtures.archive(songs[1]);
    fillChanged();
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
