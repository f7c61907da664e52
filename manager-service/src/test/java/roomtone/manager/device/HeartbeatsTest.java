package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.local.testing.Sql;
import roomtone.manager.PoolCounter;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class HeartbeatsTest {

  World world;
  @Inject Heartbeats heartbeats;
  @Inject OfflineSweep sweep;
  @Inject PlayerChangeListener listener;
  @Inject MovableClock clock;
  @Inject PoolCounter pool;
  @Inject DataSource connections;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    heartbeats.write();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
    heartbeats.databaseFailed();
  }

  private Room polled(String name) {
    Room room = world.room(admin, name);
    device(room.token()).get("/api/player/poll").then().statusCode(200);
    return room;
  }

  private Object of(UUID player, String expression) {
    return world.sql().value("select " + expression + " from public.players where id = ?", player);
  }

  @Test
  void many_polls_are_written_with_one_statement() {
    Room one = polled("One");
    Room two = polled("Two");
    device(one.token()).get("/api/player/poll").then().statusCode(200);
    assertEquals("offline", of(one.id(), "status"));
    assertEquals(1, pool.during(heartbeats::write));
    for (Room room : new Room[] {one, two}) {
      assertEquals("online", of(room.id(), "status"));
      assertEquals(
          true,
          of(room.id(), "last_poll between roomtone.now() - interval '10 s' and roomtone.now()"));
      // three times the interval that the device was told, 4 to 6 s
      assertEquals(
          true,
          of(room.id(), "offline_at - last_poll between interval '12 s' and interval '18 s'"));
    }
    assertEquals(0, pool.during(heartbeats::write));
  }

  private static void poll(Room room) {
    device(room.token()).get("/api/player/poll").then().statusCode(200);
  }

  @Test
  void coming_online_is_written_in_the_next_second_and_staying_online_every_other_second() {
    heartbeats.writeInTime();
    heartbeats.writeInTime();
    Room room = polled("Comes");
    assertEquals(1, pool.during(heartbeats::writeInTime));
    assertEquals("online", of(room.id(), "status"));
    clock.advance(Duration.ofSeconds(5));
    poll(room);
    assertEquals(0, pool.during(heartbeats::writeInTime));
    poll(room);
    assertEquals(1, pool.during(heartbeats::writeInTime));
    clock.advance(Duration.ofSeconds(19));
    poll(room);
    assertEquals(1, pool.during(heartbeats::writeInTime), "it was missed");
    poll(room);
    assertEquals(0, pool.during(heartbeats::writeInTime));
  }

  @Test
  void a_heartbeat_that_was_written_late_counts_from_its_poll() {
    Room room = polled("Waited");
    clock.advance(Duration.ofSeconds(2));
    heartbeats.write();
    assertEquals(
        true,
        of(
            room.id(),
            "last_poll between roomtone.now() - interval '10 s' and roomtone.now() - interval '2 s'"));
    assertEquals(
        true, of(room.id(), "offline_at - last_poll between interval '12 s' and interval '18 s'"));
  }

  @Test
  void a_locked_player_is_written_the_next_time() throws Exception {
    Room held = polled("Held");
    Room free = polled("Free");
    try (Sql other = world.database().sql("postgres")) {
      other.execute("begin");
      other.update("select from public.players where id = ? for update", held.id());
      heartbeats.write();
      assertEquals("online", of(free.id(), "status"));
      assertEquals("offline", of(held.id(), "status"));
    }
    heartbeats.writeInTime();
    assertEquals("online", of(held.id(), "status"));
  }

  @Test
  void a_heartbeat_is_not_notified() {
    Room room = polled("Quiet");
    heartbeats.write();
    String etag = device(room.token()).get("/api/player/poll").then().extract().header("ETag");
    heartbeats.write();
    device(room.token())
        .header("If-None-Match", etag)
        .get("/api/player/poll")
        .then()
        .statusCode(304);
  }

  @Test
  void a_playing_player_stays_playing() {
    Room room = polled("Playing");
    world.sql().update("update public.players set status = 'playing' where id = ?", room.id());
    heartbeats.write();
    assertEquals("playing", of(room.id(), "status"));
  }

  @Test
  void a_player_that_misses_three_polls_is_offline() {
    Room silent = polled("Silent");
    Room loud = polled("Loud");
    heartbeats.write();
    world
        .sql()
        .update(
            "update public.players set offline_at = roomtone.now() - interval '1 s' where id = ?",
            silent.id());
    clock.advance(Duration.ofSeconds(31));
    sweep.sweep();
    assertEquals("offline", of(silent.id(), "status"));
    assertEquals("online", of(loud.id(), "status"));
  }

  @Test
  void no_player_is_set_offline_until_heartbeats_have_been_written_for_a_while() {
    Room room = polled("Patience");
    heartbeats.write();
    world
        .sql()
        .update(
            "update public.players set offline_at = roomtone.now() - interval '1 s' where id = ?",
            room.id());
    heartbeats.databaseFailed();
    sweep.sweep();
    assertEquals("online", of(room.id(), "status"));
    clock.advance(Duration.ofSeconds(29));
    sweep.sweep();
    assertEquals("online", of(room.id(), "status"));
    clock.advance(Duration.ofSeconds(2));
    sweep.sweep();
    assertEquals("offline", of(room.id(), "status"));
  }

  @Test
  void after_an_outage_players_are_not_set_offline_for_a_while() throws SQLException {
    clock.advance(Duration.ofSeconds(60));
    Room room = polled("Outage");
    assertTrue(heartbeats.steadyFor().toSeconds() > 30);
    useTwoConnections();
    world.cutDatabase();
    try {
      heartbeats.write();
    } finally {
      world.mendDatabase();
    }
    assertTrue(heartbeats.steadyFor().toSeconds() < 30);
    assertEquals("offline", of(room.id(), "status"));
    awaitOnline(room);
  }

  /** The connections are broken after an outage; the pool notices it when it uses one. */
  private void useTwoConnections() throws SQLException {
    try (Connection one = connections.getConnection();
        Connection other = connections.getConnection()) {
      assertTrue(one.isValid(5) && other.isValid(5));
    }
  }

  /** Heartbeats that could not be written are tried again each second. */
  private void awaitOnline(Room room) {
    Await.until(
        "the heartbeat is written",
        Duration.ofSeconds(20),
        () -> {
          heartbeats.writeInTime();
          return of(room.id(), "status").equals("online");
        });
  }

  @Test
  void an_archived_player_stays_offline() {
    Room room = polled("Archived");
    world
        .sql()
        .update("update public.players set archived_at = roomtone.now() where id = ?", room.id());
    heartbeats.write();
    assertEquals("offline", of(room.id(), "status"));
  }

  /** A player that was playing and has not polled since. */
  private Room returned(String name, int playedSecondsAgo, int silentSeconds, String outcome) {
    Room room = polled(name);
    UUID song =
        (UUID)
            world
                .sql()
                .value("select song_id from public.player_queue where player_id = ?", room.id());
    try (Fixtures fixtures = Fixtures.in(world.database())) {
      fixtures.pastPlay(room.id(), song, Duration.ofSeconds(playedSecondsAgo), outcome);
    }
    world
        .sql()
        .update(
            "update public.players set status = 'offline', last_poll = roomtone.now() - make_interval(secs => ?) where id = ?",
            silentSeconds,
            room.id());
    heartbeats.write();
    return room;
  }

  @Test
  void a_player_that_returns_during_its_song_is_playing() {
    world.song(admin, "Something to play");
    assertEquals("playing", of(returned("Blink", 100, 60, null).id(), "status"));
    assertEquals("playing", of(returned("Long", 100, 90, null).id(), "status"));
  }

  @Test
  void a_player_that_returns_soon_without_a_running_play_is_idle() {
    world.song(admin, "Something to play");
    assertEquals("idle", of(returned("Ended", 100, 60, "finished").id(), "status"));
    assertEquals("idle", of(returned("Overdue", 400, 60, null).id(), "status"));
  }

  @Test
  void a_player_that_returns_after_long_is_online() {
    world.song(admin, "Something to play");
    assertEquals("online", of(returned("Yesterday", 86_400, 86_000, null).id(), "status"));
    assertEquals("online", of(returned("Off", 4000, 3900, "interrupted").id(), "status"));
  }

  @Test
  void a_thousand_unchanged_polls_cost_the_heartbeats_only() {
    Room[] fleet = new Room[20];
    for (int i = 0; i < fleet.length; i++) {
      fleet[i] = polled("Fleet " + i);
    }
    Await.until(
        "the service receives notifications",
        Duration.ofSeconds(20),
        () -> {
          listener.testItself();
          return listener.isComplete(listener.epoch());
        });
    heartbeats.write();
    awaitAllNotifications();
    pollAll(fleet, 1); // notifies that it came online
    assertEquals(0, pool.during(() -> pollAll(fleet, 50)));
    assertEquals(1, pool.during(heartbeats::write));
    assertEquals(1, pool.during(listener::testItself));
  }

  /** Notifications arrive in the order in which they were sent: after the last all have arrived. */
  private void awaitAllNotifications() {
    Room last = polled("Last");
    world.sql().update("update public.players set name = 'Heard' where id = ?", last.id());
    Await.until(
        "the poll of the last player is answered",
        Duration.ofSeconds(20),
        () ->
            device(last.token())
                .get("/api/player/poll")
                .jsonPath()
                .getString("player.name")
                .equals("Heard"));
  }

  private static void pollAll(Room[] fleet, int times) {
    for (int i = 0; i < times; i++) {
      for (Room room : fleet) {
        device(room.token()).get("/api/player/poll").then().statusCode(200);
      }
    }
  }
}
