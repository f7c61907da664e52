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

/** Of what changes roomtone_player tells, and of what it is silent. */
class NotificationTest {

  private static final String END = "end";

  private Scene scene;
  private Sql ear;
  private UUID lobby;
  private UUID garden;
  private UUID[] songs;

  @BeforeEach
  void furnish() {
    scene = Scene.open();
    lobby = scene.room("Lobby");
    garden = scene.room("Garden");
    songs = new UUID[8];
    for (int i = 0; i < 8; i++) {
      songs[i] = scene.song("Song " + i, 1, 0.1 * i, 0, 0, 0);
    }
    scene.fill(lobby);
    ear = scene.as("manager_service");
    ear.script("listen roomtone_player");
  }

  @AfterEach
  void close() {
    ear.close();
    scene.close();
  }

  /** The rooms told of since the last call, in order. */
  private List<UUID> told() {
    scene.owner().script("notify roomtone_player, '%s'".formatted(END));
    List<String> payloads = new ArrayList<>();
    Waiting.until(
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
    scene.fill(garden, lobby);
    assertEquals(List.of(garden), told());
  }

  @Test
  void an_unchanged_queue_is_not_told_of() {
    scene.fill(lobby, garden);
    told();
    scene.wait(Duration.ofSeconds(30));
    scene.fill(lobby, garden);
    scene.topUp(lobby);
    assertEquals(List.of(), told());
  }

  @Test
  void a_distance_alone_is_nothing_that_is_shown() {
    UUID anna = scene.listener(1, 0, 0, 0, 0);
    scene.checkIn(anna, lobby);
    scene.fill(lobby);
    told();
    scene.taste(anna, 1, 0.01, 0, 0, 0);
    var before = scene.queue(lobby);
    scene.fill(lobby);
    assertEquals(List.of(), told());
    assertEquals(before.stream().map(Scene.Entry::song).toList(), scene.queuedSongs(lobby));
    assertEquals(
        List.of("t"),
        scene
            .owner()
            .column(
                "select distinct distance > 0 from public.player_queue where position > 2 and player_id = ?",
                lobby));
  }

  @Test
  void a_reason_that_may_be_told_from_now_on_is_shown() {
    scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.fill(lobby);
    told();
    scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.fill(lobby);
    assertEquals(List.of(lobby), told());
    scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.fill(lobby);
    assertEquals(List.of(), told());
  }

  @Test
  void an_entry_that_leaves_without_another_in_its_place_is_told_of() {
    scene.library(lobby, songs[0], songs[1]);
    told();
    scene.topUp(lobby);
    assertEquals(List.of(songs[0], songs[1]), scene.queuedSongs(lobby));
    assertEquals(List.of(lobby), told());
  }

  @Test
  void what_starts_and_what_ends_is_told_of_and_what_is_known_is_not() {
    UUID play = scene.nextId();
    scene.report(lobby, play, songs[0], null, scene.now(), null, null);
    assertEquals(List.of(lobby), told());
    scene.report(lobby, play, songs[0], null, scene.now(), null, null);
    assertEquals(List.of(), told());
    scene.report(lobby, play, songs[0], null, scene.now(), scene.now(), "finished");
    assertEquals(List.of(lobby), told());
    scene.report(
        lobby,
        scene.nextId(),
        songs[5],
        null,
        scene.now().minus(Duration.ofHours(5)),
        null,
        "finished");
    assertEquals(List.of(), told(), "history");
  }

  @Test
  void signs_of_life_are_no_news_but_what_they_mean_is() {
    scene
        .manager()
        .run(
            "update public.players set last_poll = roomtone.now(), offline_at = roomtone.now() + interval '15 s'");
    assertEquals(List.of(), told());
    scene.manager().run("update public.players set status = 'online' where id = ?", garden);
    assertEquals(List.of(garden), told());
    scene.manager().run("update public.players set status = 'online' where id = ?", garden);
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
      scene.manager().run("update public.players set %s where id = ?".formatted(change), garden);
      assertEquals(List.of(garden), told(), change);
    }
  }

  @Test
  void a_song_that_changes_is_told_of_where_it_plays_or_is_queued() {
    scene.starts(garden, songs[7]);
    told();
    scene.manager().run("update public.songs set title = 'Drizzle' where id = ?", songs[2]);
    assertEquals(2, told().size(), "queued in both rooms");
    scene.manager().run("update public.songs set title = 'Surf' where id = ?", songs[7]);
    assertEquals(List.of(garden), told());
    scene.manager().run("update public.songs set title = 'Fog' where id = ?", songs[6]);
    assertEquals(List.of(), told());
    scene.manager().run("update public.songs set bpm = 60 where id = ?", songs[2]);
    assertEquals(List.of(), told(), "nobody sees it");
  }

  @Test
  void a_new_player_is_told_of() {
    UUID patio = scene.room("Patio");
    assertEquals(List.of(patio), told());
  }
}
