package roomtone.manager.player;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World.Room;
import roomtone.manager.device.PlayerChangeListener;

/** What a stream of players sends. */
@QuarkusTest
class PlayerEventsTest extends PlayerEvents {

  @Test
  void a_player_is_shown_with_its_running_play_and_queue() {
    Room room = world.roomWith(admin, "Shown", 3);
    String path = "/api/admin/players/" + room.id();
    as(admin)
        .get(path)
        .then()
        .body("current", nullValue())
        .body("open", equalTo(true))
        .body("token_changed_at", notNullValue())
        .body("queue_length", equalTo(3));
    String song = device(room.token()).get("/api/player/poll").path("next[0].song_id");
    UUID play = play(room, song);
    as(admin)
        .get(path)
        .then()
        .body("status", equalTo("playing"))
        .body("current.play_id", equalTo(play.toString()))
        .body("current.song_id", equalTo(song))
        .body("current.started_at", notNullValue())
        .body("current.play_seconds", equalTo(180))
        .body("next.title", notNullValue());
    as(admin).post(path + "/skip").then().body("skip_play_id", equalTo(play.toString()));
  }

  @Test
  void all_players_are_sent_on_connect_and_then_changes() throws Exception {
    Room room = world.room(admin, "Watched");
    Room other = world.room(admin, "Unmoved");
    try (Stream stream = open(admin)) {
      List<String> first = stream.next().getList("players.id");
      assertTrue(first.contains(room.id().toString()) && first.contains(other.id().toString()));
      as(admin).post("/api/admin/players/" + room.id() + "/pause").then().statusCode(200);
      JsonPath changed = refreshed(stream, room);
      assertEquals(List.of(room.id().toString()), changed.getList("players.id"));
      assertEquals(List.of(true), changed.getList("players.paused"));
      as(admin).delete("/api/admin/players/" + room.id()).then().statusCode(204);
      assertEquals(List.of(room.id().toString()), refreshed(stream, room).getList("gone"));
    }
  }

  @Test
  void the_end_of_a_play_is_sent_though_nobody_reported_it() throws Exception {
    Room room = world.roomWith(admin, "Unplugged", 3);
    String song = device(room.token()).get("/api/player/poll").path("next[0].song_id");
    play(room, song);
    String ours = "players.find { it.id == '%s' }".formatted(room.id());
    try (Stream stream = open(admin)) {
      assertEquals("playing", stream.next().getString(ours + ".status"));
      Duration length = Duration.ofSeconds(180 + 15);
      clock.set(Instant.now().plus(length));
      world.database().setClock(length);
      live.refresh();
      JsonPath over = stream.next();
      assertEquals("idle", over.getString(ours + ".status"));
      assertNull(over.get(ours + ".current"));
    }
  }

  @Test
  void a_manager_watches_their_own_players_until_they_are_given_away() throws Exception {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Mine");
    Room others = world.room(admin, "Not mine");
    try (Stream stream = open(manager)) {
      assertEquals(List.of(own.id().toString()), stream.next().getList("players.id"));
      as(admin).post("/api/admin/players/" + others.id() + "/pause").then().statusCode(200);
      as(admin).post("/api/admin/players/" + own.id() + "/pause").then().statusCode(200);
      assertEquals(List.of(own.id().toString()), refreshed(stream, own).getList("players.id"));
      as(admin)
          .contentType("application/json")
          .body("{\"manager_id\": null}")
          .patch("/api/admin/players/" + own.id())
          .then()
          .statusCode(200);
      assertEquals(List.of(own.id().toString()), refreshed(stream, own).getList("gone"));
    }
  }

  @Test
  void many_watchers_cost_no_more_sql_than_one() throws Exception {
    Room room = world.room(admin, "Popular");
    try (Stream one = open(admin);
        Stream two = open(admin);
        Stream three = open(world.manager())) {
      one.next();
      two.next();
      three.next();
      live.onChange(new PlayerChangeListener.Changed(room.id()));
      long loads = pool.during(live::refresh);
      assertTrue(loads <= 2, "roles and players, not one for each stream: " + loads);
    }
  }

  @Test
  void a_role_taken_away_and_a_token_that_expires_end_the_stream() throws Exception {
    LocalAuth.Session manager = world.manager();
    try (Stream taken = open(manager);
        Stream kept = open(admin)) {
      taken.next();
      kept.next();
      world.sql().update("delete from public.roles where user_id = ?", manager.userId());
      live.refresh();
      taken.awaitEnd();
      live.everyFifteenSeconds();
      kept.line(":still here");
      clock.set(Instant.now().plus(Duration.ofDays(1)));
      live.refresh();
      kept.awaitEnd();
    }
  }

  @Test
  void headers_forbid_proxies_to_buffer_and_heartbeats_keep_the_stream_open() throws Exception {
    try (Stream stream = open(admin)) {
      assertEquals("no", stream.response.headers().firstValue("X-Accel-Buffering").orElseThrow());
      assertEquals("no-store", stream.response.headers().firstValue("Cache-Control").orElseThrow());
      stream.next();
      stream.awaitHeartbeat(live::everyFifteenSeconds);
      assertFalse(stream.response.headers().firstValue("Set-Cookie").isPresent());
    }
  }

  @Test
  void strangers_and_listeners_watch_nothing() {
    given().accept("text/event-stream").get(events).then().statusCode(401);
    as(world.listener()).accept("text/event-stream").get(events).then().statusCode(403);
  }
}
