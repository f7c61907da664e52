package roomtone.manager.device;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.World.Room;

/**
 * A song that may no longer play in a room leaves its queue, poll and manifest, from the first
 * place too; what has begun is still reported.
 */
@QuarkusTest
class UnplayableSongsTest extends Polls {

  private static final Duration SOON = Duration.ofSeconds(2);

  private ValidatableResponse setLibrary(Room room, String query, List<String> songs) {
    return as(admin)
        .contentType("application/json")
        .body(Map.of("song_ids", songs))
        .put("/api/admin/players/" + room.id() + "/library" + query)
        .then()
        .statusCode(200);
  }

  private static JsonPath polled(Room room) {
    return poll(room).statusCode(200).extract().jsonPath();
  }

  private static void reportFailure(Room room, String song, Instant start) {
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id",
                    UUID.randomUUID(),
                    "song_id",
                    song,
                    "started_at",
                    start.toString(),
                    "ended_at",
                    start.plusSeconds(1).toString(),
                    "outcome",
                    "failed")))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
  }

  @Test
  void the_first_entry_follows_the_library() {
    Room room = world.roomWith(admin, "Binding", 6);
    List<String> queue = polled(room).getList("next.song_id");
    List<String> allowed = List.of(queue.get(2), queue.get(4));
    setLibrary(room, "", allowed);
    Await.passes(
        SOON,
        () ->
            poll(room)
                .statusCode(200)
                .body("next.song_id", equalTo(allowed))
                .body("next.position", contains(1, 2)));
    device(room.token())
        .get("/api/player/manifest")
        .then()
        .body("items.song_id", containsInAnyOrder(allowed.toArray()));
  }

  @Test
  void what_plays_goes_on_when_its_library_is_emptied() {
    Room room = world.roomWith(admin, "Emptied", 2);
    JsonPath before = polled(room);
    String song = before.getString("next[0].song_id");
    UUID play = UUID.randomUUID();
    report(room, play, song, before.getString("next[0].queue_id"), Instant.now());
    setLibrary(room, "?global=true", List.of());
    Await.passes(
        SOON,
        () ->
            poll(room)
                .statusCode(200)
                .body("current.play_id", equalTo(play.toString()))
                .body("next", not(empty())));
  }

  @Test
  void with_nothing_left_to_play_the_queue_is_empty_and_what_plays_goes_on() {
    Room room = world.roomWith(admin, "Archived", 2);
    JsonPath before = polled(room);
    String first = before.getString("next[0].song_id");
    report(room, UUID.randomUUID(), first, before.getString("next[0].queue_id"), Instant.now());
    for (String song : before.<String>getList("next.song_id")) {
      as(admin).delete("/api/admin/songs/" + song).then().statusCode(204);
    }
    Await.passes(
        SOON,
        () ->
            poll(room)
                .statusCode(200)
                .body("current.song_id", equalTo(first))
                .body("next", empty()));
  }

  @Test
  void a_song_archived_between_a_poll_and_its_report_is_current_and_what_stood_before_it_leaves() {
    Room room = world.roomWith(admin, "Late", 6);
    JsonPath before = polled(room);
    String song = before.getString("next[1].song_id");
    as(admin).delete("/api/admin/songs/" + song).then().statusCode(204);
    UUID play = UUID.randomUUID();
    report(room, play, song, before.getString("next[1].queue_id"), Instant.now());
    Await.passes(
        SOON,
        () ->
            poll(room)
                .statusCode(200)
                .body("current.play_id", equalTo(play.toString()))
                .body("current.song_id", equalTo(song))
                .body("current.queue_id", equalTo(before.getString("next[1].queue_id")))
                .body("next[0].queue_id", equalTo(before.getString("next[2].queue_id"))));
    assertEquals(
        "playing", world.sql().value("select status from public.players where id = ?", room.id()));
  }

  @Test
  void a_song_leaves_with_the_report_of_its_third_failure() {
    Room room = world.roomWith(admin, "Failing", 6);
    String song = polled(room).getString("next[4].song_id");
    Instant start = Instant.now().minusSeconds(1200);
    for (int n = 0; n < 2; n++) {
      reportFailure(room, song, start.plusSeconds(n));
    }
    poll(room).body("next", hasSize(5)).body("next[4].song_id", equalTo(song));
    reportFailure(room, song, start.plusSeconds(2));
    Await.passes(
        SOON,
        () ->
            poll(room)
                .statusCode(200)
                .body("next.find { it.song_id == '" + song + "' }", nullValue()));
  }
}
