package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
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

/** Reports of plays: what a start and an end change. */
class PlayReportTest {

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
    assertEquals(answer("recorded"), queues.reportStart(lobby, songs[0]));
    assertEquals(List.of(songs[1], songs[2], songs[3], songs[4]), queues.songs(lobby));
    assertEquals(List.of(1, 2, 3, 4), queues.entries(lobby).stream().map(Entry::position).toList());
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
  void the_entry_that_the_device_names_is_removed_with_all_before_it() {
    UUID third = queues.entries(lobby).get(2).id();
    queues.report(lobby, Fixtures.nextId(), songs[2], third, fixtures.now(), null, null);
    assertEquals(List.of(songs[3], songs[4]), queues.songs(lobby));
  }

  @Test
  void without_a_known_entry_the_first_with_that_song_is_removed_with_all_before_it() {
    queues.report(
        lobby, Fixtures.nextId(), songs[1], UUID.randomUUID(), fixtures.now(), null, null);
    assertEquals(List.of(songs[2], songs[3], songs[4]), queues.songs(lobby));
  }

  @Test
  void a_song_that_is_not_queued_removes_no_entry() {
    assertEquals(
        answer("recorded"),
        queues.report(
            lobby, Fixtures.nextId(), songs[7], UUID.randomUUID(), fixtures.now(), null, null));
    assertEquals(5, queues.entries(lobby).size());
    assertEquals(songs[7], currentSong());
    assertNull(fixtures.owner().text("select reason from public.songs_playing"));
  }

  @Test
  void a_named_entry_counts_even_when_the_device_plays_another_song() {
    UUID second = queues.entries(lobby).get(1).id();
    queues.report(lobby, Fixtures.nextId(), songs[7], second, fixtures.now(), null, null);
    assertEquals(List.of(songs[2], songs[3], songs[4]), queues.songs(lobby));
    assertEquals(songs[7], currentSong());
    assertNull(
        fixtures.owner().text("select reason from public.songs_playing"),
        "the entry says nothing of this song");
  }

  @Test
  void a_report_that_comes_twice_is_recorded_once() {
    UUID play = Fixtures.nextId();
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    assertEquals(
        answer("duplicate"),
        queues.report(lobby, play, songs[0], null, fixtures.now(), null, null));
    assertEquals(1, plays());
    assertEquals(4, queues.entries(lobby).size());
  }

  @Test
  void an_end_updates_the_play_and_never_moves_the_queue() {
    UUID play = Fixtures.nextId();
    Instant start = fixtures.now();
    queues.report(lobby, play, songs[0], null, start, null, null);
    fixtures.advance(Duration.ofMinutes(3));
    assertEquals(
        answer("updated"),
        queues.report(lobby, play, songs[0], null, start, fixtures.now(), "finished"));
    assertEquals(4, queues.entries(lobby).size());
    assertEquals("idle", status());
    assertNull(currentSong());
    assertEquals(
        answer("duplicate"),
        queues.report(lobby, play, songs[0], null, start, fixtures.now(), "finished"));
    assertEquals(
        List.of(List.of("finished", "t")),
        fixtures
            .owner()
            .rows("select outcome, ended_at = roomtone.now() from public.songs_playing"));
  }

  @Test
  void an_outcome_that_is_reported_after_the_end_is_recorded() {
    UUID play = Fixtures.nextId();
    Instant start = fixtures.now();
    fixtures.advance(Duration.ofMinutes(3));
    queues.report(lobby, play, songs[0], null, start, fixtures.now(), null);
    assertEquals(
        answer("updated"),
        queues.report(lobby, play, songs[0], null, start, fixtures.now(), "skipped"));
    assertEquals("skipped", fixtures.owner().text("select outcome from public.songs_playing"));
    assertEquals(
        answer("duplicate"),
        queues.report(lobby, play, songs[0], null, start, fixtures.now(), "failed"));
    assertEquals("skipped", fixtures.owner().text("select outcome from public.songs_playing"));
  }

  @Test
  void an_outcome_without_an_end_ends_the_play_at_the_time_of_the_report() {
    UUID play = Fixtures.nextId();
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    fixtures.advance(Duration.ofMinutes(1));
    assertEquals(
        answer("updated"),
        queues.report(lobby, play, songs[0], null, ago(Duration.ofMinutes(1)), null, "skipped"));
    assertEquals(
        List.of(List.of("skipped", "t")),
        fixtures
            .owner()
            .rows("select outcome, ended_at = roomtone.now() from public.songs_playing"));
  }

  @Test
  void a_start_that_is_reported_when_the_play_is_over_moves_the_queue_on_and_nothing_plays() {
    queues.report(
        lobby, Fixtures.nextId(), songs[0], null, ago(Duration.ofSeconds(195)), null, null);
    assertEquals(List.of(songs[1], songs[2], songs[3], songs[4]), queues.songs(lobby));
    assertNull(currentSong());
    assertEquals("idle", status());
  }

  @Test
  void a_play_without_a_reported_end_is_over_15_seconds_after_its_length() {
    queues.reportStart(lobby, songs[0]);
    fixtures.advance(Duration.ofSeconds(180 + 15).minusMillis(1));
    assertEquals(0, endOverduePlays());
    assertEquals(songs[0], currentSong());
    fixtures.advance(Duration.ofMillis(1));
    assertEquals(1, endOverduePlays());
    assertNull(currentSong());
    assertEquals("idle", status());
    assertEquals(0, endOverduePlays());
  }

  @Test
  void a_play_is_over_too_when_its_device_is_offline() {
    queues.reportStart(lobby, songs[0]);
    fixtures.owner().update("update public.players set status = 'offline' where id = ?", lobby);
    fixtures.advance(Duration.ofSeconds(195));
    assertEquals(1, endOverduePlays());
    assertNull(currentSong());
    assertEquals("offline", status());
  }

  @Test
  void the_sweep_of_overdue_plays_waits_for_no_report() {
    queues.reportStart(lobby, songs[0]);
    fixtures.advance(Duration.ofSeconds(195));
    try (Sql other = fixtures.database().sql("postgres")) {
      other.execute("begin");
      other.update("select from roomtone.collectives where player_id = ? for no key update", lobby);
      assertEquals(0, endOverduePlays());
      other.execute("rollback");
      other.execute("begin");
      other.update("select from public.players where id = ? for no key update", lobby);
      assertEquals(0, endOverduePlays());
    }
    assertEquals(songs[0], currentSong());
    assertEquals(1, endOverduePlays());
  }

  private int endOverduePlays() {
    return fixtures.manager().integer("select roomtone.end_overdue_plays(100)");
  }

  @Test
  void the_end_of_the_song_before_does_not_stop_the_one_that_plays() {
    UUID first = Fixtures.nextId();
    Instant start = fixtures.now();
    queues.report(lobby, first, songs[0], null, start, null, null);
    fixtures.advance(Duration.ofMinutes(3));
    queues.reportStart(lobby, songs[1]);
    queues.report(lobby, first, songs[0], null, start, fixtures.now(), "finished");
    assertEquals(songs[1], currentSong());
    assertEquals("playing", status());
  }

  @Test
  void a_request_to_skip_is_cleared_when_the_play_has_ended() {
    UUID play = Fixtures.nextId();
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    fixtures
        .manager()
        .update("update public.players set skip_play_id = ? where id = ?", play, lobby);
    queues.report(lobby, play, songs[0], null, fixtures.now(), fixtures.now(), "skipped");
    assertNull(
        fixtures.owner().text("select skip_play_id from public.players where id = ?", lobby));
    fixtures
        .manager()
        .update("update public.players set skip_play_id = ? where id = ?", play, lobby);
    fixtures.advance(Duration.ofSeconds(1));
    queues.reportStart(lobby, songs[1]);
    assertNull(
        fixtures.owner().text("select skip_play_id from public.players where id = ?", lobby));
  }
}
