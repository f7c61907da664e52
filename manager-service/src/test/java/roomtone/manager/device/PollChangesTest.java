package roomtone.manager.device;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What changes at a player is in the answer to the next poll. */
@QuarkusTest
class PollChangesTest extends Polls {

  @Test
  void the_running_play_is_shown_and_the_queue_moves_on() {
    Room room = world.roomWith(admin, "Moving", 6);
    ExtractableResponse<Response> before = poll(room).statusCode(200).extract();
    String first = before.path("next[0].queue_id");
    String second = before.path("next[1].queue_id");
    UUID play = UUID.randomUUID();
    Instant startedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    report(room, play, before.path("next[0].song_id"), first, startedAt);
    poll(room, before.header("ETag"))
        .statusCode(200)
        .body("current.play_id", equalTo(play.toString()))
        .body("current.queue_id", equalTo(first))
        .body("current.song_id", equalTo(before.path("next[0].song_id")))
        .body("current.title", equalTo(before.path("next[0].title")))
        .body("current.type", equalTo("soundscape"))
        .body("current.started_at", equalTo(startedAt.toString()))
        .body("current.play_seconds", equalTo(180))
        .body("next[0].queue_id", equalTo(second))
        .body("next[0].position", equalTo(1));
  }

  @Test
  void a_play_without_a_reported_end_is_over_15_seconds_after_its_length() {
    Room room = world.roomWith(admin, "Silent", 6);
    ExtractableResponse<Response> before = poll(room).extract();
    UUID play = UUID.randomUUID();
    Instant startedAt =
        Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS).plusSeconds(60);
    clock.set(startedAt);
    world.database().setClock(startedAt);
    report(room, play, before.path("next[0].song_id"), before.path("next[0].queue_id"), startedAt);
    as(admin).post("/api/admin/players/" + room.id() + "/skip").then().statusCode(200);
    String etag =
        poll(room)
            .body("current.play_id", equalTo(play.toString()))
            .body("player.skip", equalTo(play.toString()))
            .extract()
            .header("ETag");
    clock.set(startedAt.plusSeconds(180 + 1));
    poll(room, etag).statusCode(304);
    clock.set(startedAt.plusSeconds(180 + 15));
    String over =
        poll(room, etag)
            .statusCode(200)
            .body("current", nullValue())
            .body("player.skip", nullValue())
            .body("next", hasSize(4))
            .extract()
            .header("ETag");
    poll(room, over).statusCode(304);
    world.database().setClock(clock.instant());
    as(admin)
        .get("/api/admin/players/" + room.id())
        .then()
        .body("status", equalTo("idle"))
        .body("current", nullValue())
        .body("current_song_id", nullValue());
    as(admin)
        .post("/api/admin/players/" + room.id() + "/skip")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:nothing-plays"));
  }

  @Test
  void skip_holds_the_id_of_the_play_until_it_has_ended() {
    Room room = world.roomWith(admin, "Skipping", 4);
    as(admin)
        .post("/api/admin/players/" + room.id() + "/skip")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:nothing-plays"));
    ExtractableResponse<Response> before = poll(room).extract();
    UUID play = UUID.randomUUID();
    report(
        room, play, before.path("next[0].song_id"), before.path("next[0].queue_id"), Instant.now());
    as(admin)
        .post("/api/admin/players/" + room.id() + "/skip")
        .then()
        .statusCode(200)
        .body("skip_play_id", equalTo(play.toString()));
    poll(room).body("player.skip", equalTo(play.toString()));
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id",
                    play,
                    "song_id",
                    before.path("next[0].song_id"),
                    "started_at",
                    Instant.now().toString(),
                    "ended_at",
                    Instant.now().plusSeconds(1).toString(),
                    "outcome",
                    "skipped")))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("updated"));
    poll(room).body("player.skip", nullValue()).body("current", nullValue());
  }

  @Test
  void pause_and_resume_are_seen_at_the_next_poll() {
    Room room = world.roomWith(admin, "Pausing", 2);
    String etag = etag(room);
    as(admin)
        .post("/api/admin/players/" + room.id() + "/pause")
        .then()
        .statusCode(200)
        .body("paused", equalTo(true));
    poll(room, etag).statusCode(200).body("player.paused", equalTo(true)).body("next", hasSize(2));
    as(admin)
        .post("/api/admin/players/" + room.id() + "/resume")
        .then()
        .statusCode(200)
        .body("paused", equalTo(false));
    poll(room, etag).statusCode(304);
  }

  @Test
  void a_change_in_the_database_is_seen_by_notification() {
    Room room = world.roomWith(admin, "Notified", 2);
    String etag = etag(room);
    world.sql().update("update public.players set volume_db = -6 where id = ?", room.id());
    Await.passes(
        Duration.ofSeconds(2),
        () -> poll(room, etag).statusCode(200).body("player.volume_db", equalTo(-6f)));
  }

  @Test
  void another_slug_is_in_the_link_of_the_next_poll() {
    Room room = world.roomWith(admin, "Linked", 2);
    poll(room).body("player.join_url", equalTo(World.LISTENER + "/?player=" + room.slug()));
    String etag = etag(room);
    String slug = "s" + UUID.randomUUID().toString().substring(0, 8);
    change(room, "{\"slug\": \"" + slug + "\"}");
    String changed =
        poll(room, etag)
            .statusCode(200)
            .body("player.join_url", equalTo(World.LISTENER + "/?player=" + slug))
            .extract()
            .header("ETag");
    world.sql().update("update public.players set slug = ? where id = ?", room.slug(), room.id());
    Await.passes(Duration.ofSeconds(2), () -> poll(room, changed).statusCode(200));
    poll(room, etag).statusCode(304);
  }

  @Test
  void a_room_opens_and_closes_by_its_hours() {
    Room room = world.roomWith(admin, "Opening", 2);
    change(
        room,
        "{\"timezone\": \"Europe/Vienna\", \"opening_hours\": {\"mon\": [[\"08:00\", \"20:00\"]]}}");
    clock.set(Instant.parse("2030-11-25T06:59:00Z")); // a Monday
    String closed =
        poll(room)
            .statusCode(200)
            .body("player.open", equalTo(false))
            .body("player.opens_at", equalTo("2030-11-25T07:00:00Z"))
            .body("next", not(empty()))
            .extract()
            .header("ETag");
    clock.advance(Duration.ofMinutes(2));
    poll(room, closed)
        .statusCode(200)
        .body("player.open", equalTo(true))
        .body("player.opens_at", nullValue());
  }

  @Test
  void an_archived_song_leaves_the_queue_at_once() {
    Room room = world.roomWith(admin, "Archiving", 6);
    ExtractableResponse<Response> before = poll(room).extract();
    String song = before.path("next[0].song_id");
    as(admin).delete("/api/admin/songs/" + song).then().statusCode(204);
    Await.passes(
        Duration.ofSeconds(2),
        () ->
            poll(room, before.header("ETag"))
                .statusCode(200)
                .body("next", hasSize(5))
                .body("next.song_id", everyItem(not(equalTo(song))))
                .body("next.position", contains(1, 2, 3, 4, 5)));
  }
}
