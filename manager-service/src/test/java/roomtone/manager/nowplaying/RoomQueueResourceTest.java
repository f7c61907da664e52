package roomtone.manager.nowplaying;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What staff see of a room's queue, and what they do not. */
@QuarkusTest
@QuarkusTestResource(World.class)
class RoomQueueResourceTest {

  private static final int ENOUGH = 5;

  World world;
  LocalAuth.Session manager;
  Fixtures fixtures;
  Room room;

  @BeforeEach
  void a_room_with_eight_songs() {
    manager = world.manager();
    fixtures = Fixtures.in(world.database());
    room = world.room(manager, "Queued");
    world.sql().update("delete from public.player_queue where player_id = ?", room.id());
    UUID[] songs =
        IntStream.range(0, 8)
            .mapToObj(i -> fixtures.song("Rain " + i, 1, i / 10.0, 0, 0, 0))
            .toArray(UUID[]::new);
    fixtures.library(room.id(), songs);
  }

  @AfterEach
  void removeSongs() {
    // They have no files, so that other tests must not find them.
    world
        .sql()
        .update(
            "update public.songs set archived_at = roomtone.now() where title like 'Rain _' and artist = 'Nature' and archived_at is null");
    fixtures.close();
  }

  private ValidatableResponse queue(LocalAuth.Session staff) {
    return as(staff).get("/api/admin/players/" + room.id() + "/queue").then();
  }

  private void fill() {
    fixtures.queues().fill(room.id());
  }

  private UUID start(ValidatableResponse queue) {
    UUID play = UUID.randomUUID();
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id", play,
                    "song_id", queue.extract().<String>path("next[0].song_id"),
                    "queue_id", queue.extract().<String>path("next[0].queue_id"),
                    "started_at", Instant.now().toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
    return play;
  }

  private ValidatableResponse change(String body) {
    return as(manager)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
  }

  @Test
  void staff_see_what_plays_and_the_whole_queue() {
    fill();
    ValidatableResponse before =
        queue(manager)
            .statusCode(200)
            .body("current", nullValue())
            .body("next", hasSize(5))
            .body("next.position", contains(1, 2, 3, 4, 5))
            .body("next.type", everyItem(equalTo("soundscape")))
            .body("next.play_seconds", everyItem(equalTo(180)))
            .body("next.artist", everyItem(equalTo("Nature")))
            .body("next.added_at", everyItem(notNullValue()))
            .body("server_time", notNullValue());
    UUID play = start(before);
    queue(manager)
        .body("current.play_id", equalTo(play.toString()))
        .body("current.song_id", equalTo(before.extract().path("next[0].song_id")))
        .body("current.title", equalTo(before.extract().path("next[0].title")))
        .body("current.play_seconds", equalTo(180))
        .body("current.reason", equalTo("rotation"))
        .body("next", hasSize(4))
        .body("next[0].queue_id", equalTo(before.extract().path("next[1].queue_id")))
        .body("next[0].position", equalTo(1));
  }

  @Test
  void the_state_is_the_first_that_holds() {
    fill();
    queue(manager).body("state", equalTo("offline")).body("opens_at", nullValue());
    world.sql().update("update public.players set status = 'online' where id = ?", room.id());
    ValidatableResponse idle = queue(manager).body("state", equalTo("idle"));
    start(idle);
    queue(manager).body("state", equalTo("playing"));
    change("{\"paused\": true}");
    queue(manager).body("state", equalTo("paused")).body("current", notNullValue());
    change("{\"opening_hours\": {}}");
    queue(manager).body("state", equalTo("closed")).body("opens_at", nullValue());
  }

  @Test
  void below_five_listeners_nothing_says_that_anybody_is_there() {
    fill();
    String nobody = shape(queue(manager));
    for (int i = 1; i < ENOUGH; i++) {
      fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), room.id());
      fill();
      assertEquals(nobody, shape(queue(manager)), i + " listeners");
    }
    assertEquals(
        4,
        world
            .sql()
            .integer(
                "select count(*)::int from public.player_queue where player_id = ? and reason = 'collective'",
                room.id()),
        "there is something to hide");
    start(queue(manager));
    fill();
    start(queue(manager));
    String playing =
        queue(manager).body("current.reason", equalTo("rotation")).extract().asString();
    for (String word : List.of("collective", "house", "listeners", "distance", "taste")) {
      assertFalse(playing.contains(word), playing);
    }
  }

  /** An answer without what differs from song to song. */
  private static String shape(ValidatableResponse queue) {
    return queue
        .statusCode(200)
        .extract()
        .asString()
        .replaceAll("Rain \\d", "Rain")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "time");
  }

  @Test
  void five_listeners_are_the_reason_until_one_of_them_leaves() {
    UUID last = null;
    for (int i = 0; i < ENOUGH; i++) {
      last = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), room.id());
    }
    fill();
    queue(manager).body("next.reason", everyItem(equalTo("collective")));
    start(queue(manager));
    queue(manager).body("current.reason", equalTo("collective"));
    fixtures.checkOut(last);
    queue(manager)
        .body("current.reason", equalTo("rotation"))
        .body("next.reason", everyItem(equalTo("rotation")));
  }

  @Test
  void managers_see_the_queues_of_their_own_players_in_use_only() throws Exception {
    String path = "/api/admin/players/" + room.id() + "/queue";
    LocalAuth.Session other = world.manager();
    world.refused(() -> as(other).get(path), 404, "unknown-player");
    LocalAuth.Session listener = world.listener();
    world.refused(() -> as(listener).get(path), 403, "forbidden");
    assertEquals(401, anybody().get(path).statusCode());
    assertEquals(401, device(room.token()).get(path).statusCode());
    LocalAuth.Session admin = world.admin();
    queue(admin).statusCode(200);
    as(admin).delete("/api/admin/players/" + room.id()).then().statusCode(204);
    world.refused(() -> as(admin).get(path), 404, "unknown-player");
  }
}
