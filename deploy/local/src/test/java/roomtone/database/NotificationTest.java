package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Sql;

/** Which changes are notified on channel roomtone_player, and which are not. */
class NotificationTest {

  private static final String END = "end";

  private Fixtures fixtures;
  private Queues queues;
  private Sql subscriber;
  private UUID lobby;
  private UUID garden;
  private UUID[] songs;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    lobby = fixtures.player("Lobby");
    garden = fixtures.player("Garden");
    songs = new UUID[8];
    for (int i = 0; i < 8; i++) {
      songs[i] = fixtures.song("Song " + i, 1, 0.1 * i, 0, 0, 0);
    }
    queues.fill(lobby);
    subscriber = fixtures.as("manager_service");
    subscriber.execute("listen roomtone_player");
  }

  @AfterEach
  void close() {
    subscriber.close();
    fixtures.close();
  }

  /** The players that were notified since the last call, in order. */
  private List<UUID> notified() {
    fixtures.owner().execute("notify roomtone_player, '%s'".formatted(END));
    List<String> payloads = new ArrayList<>();
    Await.until(
        "the last notification has arrived",
        () -> {
          payloads.addAll(arrived());
          return payloads.contains(END);
        });
    payloads.remove(END);
    return payloads.stream().map(UUID::fromString).toList();
  }

  private List<String> arrived() {
    try {
      List<String> payloads = new ArrayList<>();
      PGNotification[] notifications =
          subscriber.connection().unwrap(PGConnection.class).getNotifications(10);
      for (PGNotification each : notifications) {
        payloads.add(each.getParameter());
      }
      return payloads;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void a_changed_queue_is_notified_once() {
    queues.fill(garden, lobby);
    assertEquals(List.of(garden), notified());
  }

  @Test
  void an_unchanged_queue_is_not_notified() {
    queues.fill(lobby, garden);
    notified();
    fixtures.advance(Duration.ofSeconds(30));
    queues.fill(lobby, garden);
    queues.topUp(lobby);
    assertEquals(List.of(), notified());
  }

  @Test
  void a_change_of_a_distance_alone_is_not_notified() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    fixtures.checkIn(anna, lobby);
    queues.fill(lobby);
    notified();
    fixtures.taste(anna, 1, 0.01, 0, 0, 0);
    var before = queues.entries(lobby);
    queues.fill(lobby);
    assertEquals(List.of(), notified());
    assertEquals(before.stream().map(Queues.Entry::song).toList(), queues.songs(lobby));
    assertEquals(
        List.of("t"),
        fixtures
            .owner()
            .column(
                "select distinct distance > 0 from public.player_queue where position > 2 and player_id = ?",
                lobby));
  }

  @Test
  void a_reason_that_becomes_disclosable_is_notified() {
    for (int i = 0; i < 4; i++) {
      fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    }
    queues.fill(lobby);
    notified();
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    queues.fill(lobby);
    assertEquals(List.of(lobby), notified());
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    queues.fill(lobby);
    assertEquals(List.of(), notified());
  }

  @Test
  void a_removed_entry_without_a_replacement_is_notified() {
    fixtures.library(lobby, songs[0], songs[1]);
    notified();
    queues.topUp(lobby);
    assertEquals(List.of(songs[0], songs[1]), queues.songs(lobby));
    assertEquals(List.of(lobby), notified());
  }

  @Test
  void new_starts_and_ends_are_notified_and_repeated_ones_are_not() {
    UUID play = Fixtures.nextId();
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    assertEquals(List.of(lobby), notified());
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    assertEquals(List.of(), notified());
    queues.report(lobby, play, songs[0], null, fixtures.now(), fixtures.now(), "finished");
    assertEquals(List.of(lobby), notified());
    queues.report(
        lobby,
        Fixtures.nextId(),
        songs[5],
        null,
        fixtures.now().minus(Duration.ofHours(5)),
        null,
        "finished");
    assertEquals(List.of(), notified(), "history");
  }

  @Test
  void heartbeats_are_not_notified_but_changes_of_a_player_are() {
    fixtures
        .manager()
        .update(
            "update public.players set last_poll = roomtone.now(), offline_at = roomtone.now() + interval '15 s'");
    assertEquals(List.of(), notified());
    fixtures.manager().update("update public.players set status = 'online' where id = ?", garden);
    assertEquals(List.of(garden), notified());
    fixtures.manager().update("update public.players set status = 'online' where id = ?", garden);
    assertEquals(List.of(), notified());
    for (String change :
        List.of(
            "paused = true",
            "name = 'Patio'",
            "volume_db = -3",
            "token = 'another'",
            "archived_at = now()",
            "skip_play_id = gen_random_uuid()",
            "opening_hours = '{}'",
            "presence = 'code'",
            "soundscape_seconds = 60")) {
      fixtures
          .manager()
          .update("update public.players set %s where id = ?".formatted(change), garden);
      assertEquals(List.of(garden), notified(), change);
    }
  }

  @Test
  void a_changed_song_is_notified_where_it_plays_or_is_queued() {
    queues.reportStart(garden, songs[7]);
    notified();
    fixtures.manager().update("update public.songs set title = 'Drizzle' where id = ?", songs[2]);
    assertEquals(2, notified().size(), "queued in both rooms");
    fixtures.manager().update("update public.songs set title = 'Surf' where id = ?", songs[7]);
    assertEquals(List.of(garden), notified());
    fixtures.manager().update("update public.songs set title = 'Fog' where id = ?", songs[6]);
    assertEquals(List.of(), notified());
    fixtures.manager().update("update public.songs set bpm = 60 where id = ?", songs[2]);
    assertEquals(List.of(), notified(), "nobody sees it");
  }

  @Test
  void a_new_secret_of_presence_codes_is_notified() {
    fixtures.manager().update("update public.players set presence = 'code' where id = ?", garden);
    notified();
    fixtures.manager().update("update roomtone.presence_secrets set secret = default");
    assertEquals(List.of(garden), notified());
  }

  @Test
  void a_new_player_is_notified() {
    UUID patio = fixtures.player("Patio");
    assertEquals(List.of(patio), notified());
  }
}
