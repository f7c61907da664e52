package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** Reports of plays that are late, early or invalid. */
class LateReportTest {

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
  void reports_out_of_order_do_not_move_the_queue_back() {
    queues.reportStart(lobby, songs[1]);
    List<UUID> queue = queues.songs(lobby);
    assertEquals(
        answer("recorded"),
        queues.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            ago(Duration.ofMinutes(3)),
            fixtures.now(),
            "finished"));
    assertEquals(queue, queues.songs(lobby));
    assertEquals(songs[1], currentSong());
    assertEquals(
        1,
        fixtures
            .owner()
            .integer("select count(*) from public.songs_playing where advanced_at is null"));
  }

  @Test
  void a_report_counts_as_of_its_arrival_however_long_the_database_hung() {
    Duration hung = Duration.ofSeconds(8);
    UUID play = Fixtures.nextId();
    Instant arrived = fixtures.now();
    Instant started = arrived.minus(Duration.ofMinutes(10).minusMillis(1));
    fixtures.advance(hung);
    assertEquals("recorded", reportedAt(arrived, play, started, null));
    assertFalse(queues.songs(lobby).contains(songs[0]), "it had started under ten minutes ago");
    assertEquals("updated", reportedAt(arrived, play, started, "skipped"));
    assertEquals(
        arrived,
        fixtures.owner().instant("select ended_at from public.songs_playing where id = ?", play));
    // A time of arrival in the future, of a clock that is wrong, counts as now.
    UUID other = Fixtures.nextId();
    assertEquals("recorded", reportedAt(null, other, fixtures.now(), null));
    fixtures.advance(Duration.ofMinutes(1));
    assertEquals(
        "updated",
        reportedAt(fixtures.now().plusSeconds(60), other, fixtures.now(), "interrupted"));
    assertEquals(
        fixtures.now(),
        fixtures.owner().instant("select ended_at from public.songs_playing where id = ?", other));
  }

  /** Reports the first song as the manager does when the report arrived at a time; null: now. */
  private String reportedAt(Instant arrived, UUID play, Instant started, String outcome) {
    return fixtures
        .manager()
        .text(
            "select result from roomtone.queue_advance(?, ?, ?, null, ?, null, ?, ?)",
            lobby,
            play,
            songs[0],
            started,
            outcome,
            arrived);
  }

  @Test
  void a_start_ten_minutes_ago_does_not_move_the_queue() {
    assertEquals(
        answer("recorded"),
        queues.report(
            lobby, Fixtures.nextId(), songs[0], null, ago(Duration.ofMinutes(10)), null, null));
    assertEquals(5, queues.entries(lobby).size());
    assertNull(currentSong());
    assertEquals("offline", status());
    assertEquals(
        answer("recorded"),
        queues.report(
            lobby,
            Fixtures.nextId(),
            songs[1],
            null,
            ago(Duration.ofMinutes(10).minusMillis(1)),
            null,
            null));
    assertEquals(List.of(songs[2], songs[3], songs[4]), queues.songs(lobby));
    assertNull(currentSong(), "its play is over by its length");
    assertEquals("idle", status());
  }

  @Test
  void late_reports_of_days_do_not_change_the_queue() {
    queues.reportStart(lobby, songs[0]);
    for (int day = 1; day <= 6; day++) {
      assertEquals(
          answer("recorded"),
          queues.report(
              lobby, Fixtures.nextId(), songs[7], null, ago(Duration.ofDays(day)), null, null));
    }
    assertEquals(
        answer("recorded"),
        queues.report(
            lobby, Fixtures.nextId(), songs[7], null, ago(Duration.ofDays(7)), null, null));
    assertEquals(
        rejected("too-old"),
        queues.report(
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
    queues.report(lobby, Fixtures.nextId(), songs[0], null, ago(Duration.ofDays(3)), null, null);
    assertNull(currentSong());
    assertEquals("offline", status());
  }

  @Test
  void a_late_play_from_the_queue_keeps_the_reason_of_the_entry_that_it_names() {
    UUID first = queues.entries(lobby).getFirst().id();
    queues.report(
        lobby, Fixtures.nextId(), songs[0], first, ago(Duration.ofMinutes(20)), null, null);
    assertEquals("rotation", fixtures.owner().text("select reason from public.songs_playing"));
    queues.report(
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
    queues.fill(lobby);
    String known =
        "distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation";
    Entry second = queues.entries(lobby).get(1);
    List<String> picked =
        fixtures
            .owner()
            .rows("select " + known + " from public.player_queue where id = ?", second.id())
            .getFirst();
    assertFalse(picked.contains(null), picked::toString);
    queues.report(lobby, Fixtures.nextId(), second.song(), second.id(), fixtures.now(), null, null);
    assertEquals(
        picked, fixtures.owner().rows("select " + known + " from public.songs_playing").getFirst());
  }

  @Test
  void an_entry_by_rotation_knows_whether_its_song_was_heard_here_before_it_was_picked() {
    queues.topUp(lobby);
    UUID first = queues.songs(lobby).getFirst();
    String heard = "select coalesce(heard_before::text, 'unknown') from public.";
    assertEquals(
        List.of("false"), fixtures.owner().column(heard + "player_queue where song_id = ?", first));
    queues.reportStart(lobby, first);
    assertEquals(
        List.of("false"),
        fixtures.owner().column(heard + "songs_playing where song_id = ?", first));
    fixtures
        .owner()
        .update("update public.songs set archived_at = roomtone.now() where id <> ?", first);
    fixtures.advance(Duration.ofHours(2));
    queues.fill(lobby);
    assertEquals(
        List.of("true"), fixtures.owner().column(heard + "player_queue where song_id = ?", first));
  }

  @Test
  void a_start_in_the_future_is_rejected_beyond_a_minute() {
    assertEquals(
        rejected("starts-in-the-future"),
        queues.report(
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
        queues.report(
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
  void invalid_reports_are_rejected_with_the_reason() {
    assertEquals(rejected("unknown-player"), queues.topUp(UUID.randomUUID()));
    assertEquals(rejected("unknown-song"), queues.reportStart(lobby, UUID.randomUUID()));
    assertEquals(rejected("unknown-song"), queues.reportStart(lobby, null));
    assertEquals(
        rejected("starts-never"),
        queues.report(lobby, Fixtures.nextId(), songs[0], null, null, null, null));
    assertEquals(
        rejected("ends-before-it-starts"),
        queues.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            fixtures.now(),
            ago(Duration.ofMillis(2_001)),
            null));
    assertEquals(
        rejected("ends-in-the-future"),
        queues.report(
            lobby,
            Fixtures.nextId(),
            songs[0],
            null,
            fixtures.now(),
            fixtures.now().plusMillis(60_001),
            null));
    assertEquals(0, plays());
    assertEquals(5, queues.entries(lobby).size());
  }

  @Test
  void a_play_belongs_to_one_player_and_one_song() {
    UUID play = Fixtures.nextId();
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    UUID garden = fixtures.player("Garden");
    assertEquals(
        rejected("play-of-another-player"),
        queues.report(garden, play, songs[0], null, fixtures.now(), fixtures.now(), "skipped"));
    assertEquals(
        rejected("play-of-another-song"),
        queues.report(lobby, play, songs[1], null, fixtures.now(), fixtures.now(), "skipped"));
    assertEquals(
        rejected("ends-before-it-starts"),
        queues.report(
            lobby, play, songs[0], null, fixtures.now(), ago(Duration.ofHours(1)), "skipped"));
    assertNull(
        fixtures.owner().text("select outcome from public.songs_playing where id = ?", play));
  }

  @Test
  void an_entry_of_another_players_queue_is_no_known_entry() {
    UUID garden = fixtures.player("Garden");
    queues.fill(garden);
    UUID elsewhere = queues.entries(garden).get(3).id();
    queues.report(lobby, Fixtures.nextId(), songs[0], elsewhere, fixtures.now(), null, null);
    assertEquals(4, queues.entries(lobby).size());
    assertEquals(5, queues.entries(garden).size());
  }
}
