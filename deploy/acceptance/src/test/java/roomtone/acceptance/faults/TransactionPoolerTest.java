package roomtone.acceptance.faults;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;

/**
 * Both services behind a PgBouncer in transaction mode, which gives each login two connections to
 * the server: fewer than the pool of a service has. Notifications do not pass it.
 */
@Tag("long")
class TransactionPoolerTest {

  private static final int CONNECTIONS = 2;

  /**
   * More often than the driver runs a statement before it prepares it on the server: five times.
   */
  private static final int TIMES = 8;

  private static PooledSystem rooms;

  @BeforeAll
  static void open() {
    rooms = new PooledSystem(CONNECTIONS);
  }

  @AfterAll
  static void shut() {
    if (rooms != null) {
      rooms.close();
    }
  }

  @AfterEach
  void neither_service_has_logged_an_error() {
    for (LocalService service : List.of(rooms.system.brain(), rooms.system.manager())) {
      assertEquals(
          List.of(),
          service
              .log()
              .lines()
              .filter(line -> line.contains(" ERROR ") || line.contains("prepared statement"))
              .toList());
    }
  }

  @Test
  void votes_make_the_queue_and_plays_move_it_on() {
    PooledSystem.Device device = rooms.device("lounge");
    List<String> listeners = rooms.arrive("lounge", 3);
    try (EventStream stream = new EventStream(rooms.brain.url(), "lounge")) {
      Await.until("the state on connect", ofSeconds(10), () -> stream.states() > 0);
      for (String listener : listeners) {
        for (String title : rooms.songs.keySet()) {
          rooms
              .brain
              .vote(listener, rooms.songs.get(title), title.equals("Rain") ? 5 : 2)
              .then()
              .statusCode(201)
              .body("preference_vector", notNullValue())
              .body("counts_for", equalTo(device.player().toString()));
        }
      }
      assertEquals(
          listeners.size() * rooms.songs.size(),
          rooms.count("select count(*) from public.votes where player_id = ?", device.player()));
      Await.until(
          "the queue is the listeners'",
          PooledSystem.TICK,
          () ->
              rooms.count(
                      "select count(*) from public.player_queue where reason = 'collective' and player_id = ?",
                      device.player())
                  >= 4);

      for (int play = 0; play < 3; play++) {
        String song = rooms.playNext(device);
        Await.until(
            "listeners hear of it", PooledSystem.TICK, () -> stream.newest().contains(song));
        rooms.system.database().advance(Duration.ofMinutes(3));
      }
    }
    for (String listener : listeners) {
      rooms.brain.checkOut(listener).then().statusCode(204);
    }
  }

  @Test
  void a_vote_is_changed_repeated_and_withdrawn() {
    rooms.device("studio");
    String listener = rooms.arrive("studio", 1).getFirst();
    for (int i = 0; i < TIMES; i++) {
      UUID key = UUID.randomUUID();
      String id = null;
      for (int attempt = 0; attempt < 2; attempt++) {
        id =
            rooms
                .asListener(listener)
                .header("Idempotency-Key", key)
                .body(Map.of("song_id", rooms.songs.get("Waves"), "vote_value", 1 + i % 5))
                .post("/api/votes")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
      }
      rooms
          .asListener(listener)
          .body(Map.of("vote_value", 3))
          .put("/api/votes/" + id)
          .then()
          .statusCode(200);
      rooms.asListener(listener).delete("/api/votes/" + id).then().statusCode(204);
      rooms.asListener(listener).body(Map.of()).post("/api/session/renew").then().statusCode(200);
    }
    assertEquals(
        0, rooms.asListener(listener).get("/api/votes").jsonPath().getList("items").size());
  }

  @Test
  void staff_change_what_devices_do_and_everything_is_seen_a_few_seconds_later() {
    PooledSystem.Device device = rooms.device("terrace");
    try (EventStream staff = EventStream.ofStaff(rooms.manager.url(), rooms.admin);
        Sql owner = rooms.system.database().sql("postgres")) {
      Await.until(
          "all players", PooledSystem.POLLED, () -> staff.contains(device.player().toString()));
      rooms
          .asAdmin()
          .body(Map.of("volume_db", -4))
          .patch("/api/admin/players/" + device.player())
          .then()
          .statusCode(200);
      assertEquals(-4, rooms.volume(device), "through the same pod at once");

      // As another service or another pod would.
      owner.update(
          "update public.players set volume_db = -9, name = 'Terrace, renamed' where id = ?",
          device.player());
      Await.until("the device hears of it", PooledSystem.POLLED, () -> rooms.volume(device) == -9);
      Await.until("staff see it", PooledSystem.POLLED, () -> staff.contains("Terrace, renamed"));
    }
    for (int i = 0; i < TIMES; i++) {
      rooms
          .asAdmin()
          .post("/api/admin/players/" + device.player() + "/pause")
          .then()
          .statusCode(200);
      rooms
          .asAdmin()
          .post("/api/admin/players/" + device.player() + "/resume")
          .then()
          .statusCode(200);
    }
    String token =
        rooms.asAdmin().post("/api/admin/players/" + device.player() + "/token").path("token");
    assertEquals(401, rooms.manager.poll(device.token()).statusCode());
    assertEquals(200, rooms.manager.poll(token).statusCode());
  }

  @Test
  void every_page_of_listeners_and_staff_is_answered_again_and_again() {
    PooledSystem.Device device = rooms.device("library");
    String listener = rooms.arrive("library", 1).getFirst();
    for (int i = 0; i < TIMES; i++) {
      for (String path :
          List.of(
              "/api/me",
              "/api/me/export",
              "/api/session",
              "/api/preferences",
              "/api/votes",
              "/api/players",
              "/api/players/library/now-playing",
              "/api/players/library/collective",
              "/api/players/library/songs",
              "/api/leaderboard",
              "/api/leaderboard/me")) {
        assertEquals(200, rooms.asListener(listener).get(path).statusCode(), path);
      }
      for (String path :
          List.of(
              "/api/admin/me",
              "/api/admin/overview",
              "/api/admin/audit",
              "/api/admin/roles",
              "/api/admin/songs?search=rain",
              "/api/admin/songs/" + rooms.songs.get("Rain"),
              "/api/admin/songs/" + rooms.songs.get("Rain") + "/outline",
              "/api/admin/uploads",
              "/api/admin/players",
              "/api/admin/players/" + device.player(),
              "/api/admin/players/" + device.player() + "/queue",
              "/api/admin/players/" + device.player() + "/library",
              "/api/admin/players/" + device.player() + "/history")) {
        assertEquals(200, rooms.asAdmin().get(path).statusCode(), path);
      }
      given()
          .baseUri(rooms.manager.url())
          .header("X-API-Key", device.token())
          .get("/api/player/manifest")
          .then()
          .statusCode(200);
    }
  }

  @Test
  void more_callers_than_connections_wait_and_none_fails() throws Exception {
    List<PooledSystem.Device> devices = List.of(rooms.device("north"), rooms.device("south"));
    List<Future<List<Integer>>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 12; caller++) {
        PooledSystem.Device device = devices.get(caller % devices.size());
        String listener = rooms.system.listener().accessToken();
        callers.add(threads.submit(() -> rooms.evening(listener, device)));
      }
    }
    for (Future<List<Integer>> caller : callers) {
      assertEquals(List.of(), caller.get().stream().filter(status -> status >= 300).toList());
    }
    assertEquals(
        12 * rooms.songs.size(),
        rooms.count(
            "select count(*) from public.votes where player_id in (?, ?)",
            devices.get(0).player(),
            devices.get(1).player()));
  }

  @Test
  void each_login_has_the_connections_of_the_pooler_alone() {
    for (String login : List.of("brain_service", "manager_service")) {
      int connections =
          rooms.count(
              "select count(*) from pg_stat_activity where datname = current_database() and usename = ?",
              login);
      assertTrue(connections > 0 && connections <= CONNECTIONS, login + ": " + connections);
    }
  }

  @Test
  void the_settings_of_the_logins_hold_behind_it() {
    for (String login : List.of("brain_service", "manager_service")) {
      try (Sql service = rooms.pooler.connect(login)) {
        assertEquals("4s", service.text("show lock_timeout"));
        assertEquals("10s", service.text("show idle_in_transaction_session_timeout"));
        assertEquals("public, extensions", service.text("show search_path"));
      }
    }
  }

  @Test
  void the_manager_says_once_that_notifications_do_not_arrive_and_leaves_nothing_listening() {
    LocalService service = rooms.system.manager();
    Await.until(
        "it says so", ofSeconds(40), () -> service.log().contains("notifications do not arrive"));
    assertEquals(1, service.log().lines().filter(line -> line.contains("cannot listen")).count());
    assertFalse(service.log().contains("listening for changes"), service.log());

    // Each on another connection to the server, as both are in a transaction.
    try (Sql one = rooms.pooler.connect("manager_service");
        Sql two = rooms.pooler.connect("manager_service")) {
      one.execute("begin");
      two.execute("begin");
      assertFalse(one.text("select pg_backend_pid()").equals(two.text("select pg_backend_pid()")));
      for (Sql connection : List.of(one, two)) {
        assertFalse(
            connection.column("select pg_listening_channels()").contains("roomtone_player"),
            "notifications would reach whoever uses this connection next");
        connection.execute("commit");
      }
    }
  }
}
