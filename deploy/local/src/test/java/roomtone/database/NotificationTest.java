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

/** Of what changes roomtone_player tells, and of what it is silent. */
class NotificationTest {

  private static final String END = "end";

  private Fixtures fixtures;
  private Queues queues;
  private Sql ear;
  private UUID lobby;
  private UUID garden;
  private UUID[] songs;

  @BeforeEach
  void furnish() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    lobby = fixtures.player("Lobby");
    garden = fixtures.player("Garden");
    songs = new UUID[8];
    for (int i = 0; i < 8; i++) {
      songs[i] = fixtures.song("Song " + i, 1, 0.1 * i, 0, 0, 0);
    }
    queues.fill(lobby);
    ear = fixtures.as("manager_service");
    ear.execute("listen roomtone_player");
  }

  @AfterEach
  void close() {
    ear.close();
    fixtures.close();
  }

  /** The rooms told of since the last call, in order. */
  private List<UUID> told() {
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
          ear.connection().unwrap(PGConnection.class).getNotifications(10);
      for (PGNotification each : notifications) {
        payloads.add(each.getParameter());
      }
      return payloads;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void a_queue_that_changes_is_told_of_once() {
    queues.fill(garden, lobby);
    assertEquals(List.of(garden), told());
  }

  @Test
  void an_unchanged_queue_is_not_told_of() {
    queues.fill(lobby, garden);
    told();
    fixtures.advance(Duration.ofSeconds(30));
    queues.fill(lobby, garden);
    queues.topUp(lobby);
    assertEquals(List.of(), told());
  }

  @Test
  void a_distance_alone_is_nothing_that_is_shown() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    fixtures.checkIn(anna, lobby);
    queues.fill(lobby);
    told();
    fixtures.taste(anna, 1, 0.01, 0, 0, 0);
    var before = queues.entries(lobby);
    queues.fill(lobby);
    assertEquals(List.of(), told());
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
  void a_reason_that_may_be_told_from_now_on_is_shown() {
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    queues.fill(lobby);
    told();
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    queues.fill(lobby);
    assertEquals(List.of(lobby), told());
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    queues.fill(lobby);
    assertEquals(List.of(), told());
  }

  @Test
  void an_entry_that_leaves_without_another_in_its_place_is_told_of() {
    fixtures.library(lobby, songs[0], songs[1]);
    told();
    queues.topUp(lobby);
    assertEquals(List.of(songs[0], songs[1]), queues.songs(lobby));
    assertEquals(List.of(lobby), told());
  }

  @Test
  void what_starts_and_what_ends_is_told_of_and_what_is_known_is_not() {
    UUID play = Fixtures.nextId();
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    assertEquals(List.of(lobby), told());
    queues.report(lobby, play, songs[0], null, fixtures.now(), null, null);
    assertEquals(List.of(), told());
    queues.report(lobby, play, songs[0], null, fixtures.now(), fixtures.now(), "finished");
    assertEquals(List.of(lobby), told());
    queues.report(
        lobby,
        Fixtures.nextId(),
        songs[5],
        null,
        fixtures.now().minus(Duration.ofHours(5)),
        null,
        "finished");
    assertEquals(List.of(), told(), "history");
  }

  @Test
  void signs_of_life_are_no_news_but_what_they_mean_is() {
    fixtures
        .manager()
        .update(
            "update public.players set last_poll = roomtone.now(), offline_at = roomtone.now() + interval '15 s'");
    assertEquals(List.of(), told());
    fixtures.manager().update("update public.players set status = 'online' where id = ?", garden);
    assertEquals(List.of(garden), told());
    fixtures.manager().update("update public.players set status = 'online' where id = ?", garden);
    assertEquals(List.of(), told());
    for (String change :
        List.of(
            "paused = true",
            "name = 'Patio'",
            "volume_db = -3",
            "token = 'another'",
            "archived_at = now()",
            "skip_play_id = gen_random_uuid()",
            "opening_hours = '{}'",
            "soundscape_seconds = 60")) {
      fixtures
          .manager()
          .update("update public.players set %s where id = ?".formatted(change), garden);
      assertEquals(List.of(garden), told(), change);
    }
  }

  @Test
  void a_song_that_changes_is_told_of_where_it_plays_or_is_queued() {
    queues.reportStart(garden, songs[7]);
    told();
    fixtures.manager().update("update public.songs set title = 'Drizzle' where id = ?", songs[2]);
    assertEquals(2, told().size(), "queued in both rooms");
    fixtures.manager().update("update public.songs set title = 'Surf' where id = ?", songs[7]);
    assertEquals(List.of(garden), told());
    fixtures.manager().update("update public.songs set title = 'Fog' where id = ?", songs[6]);
    assertEquals(List.of(), told());
    fixtures.manager().update("update public.songs set bpm = 60 where id = ?", songs[2]);
    assertEquals(List.of(), told(), "nobody sees it");
  }

  @Test
  void a_new_player_is_told_of() {
    UUID patio = fixtures.player("Patio");
    assertEquals(List.of(patio), told());
  }
}
