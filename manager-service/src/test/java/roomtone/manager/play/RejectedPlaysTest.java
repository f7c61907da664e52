package roomtone.manager.play;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.manager.World.Room;

/** Reports that are rejected, and calls that are refused. */
@QuarkusTest
class RejectedPlaysTest extends PlayTestBase {

  @Test
  void plays_of_other_rooms_are_not_changed() {
    List<String> before = queue();
    Map<String, Object> play = play(UUID.randomUUID(), before.get(0), Instant.now());
    report(room, play).body("result", contains("recorded"));
    Room other = world.roomWith(admin, "Other", 2);
    report(other, with(play, "outcome", "failed"))
        .body("result", contains("rejected"))
        .body("reason", contains("play-of-another-player"));
    report(room, with(with(play, "song_id", before.get(1)), "outcome", "failed"))
        .body("result", contains("rejected"))
        .body("reason", contains("play-of-another-song"));
    assertEquals("playing", status());
  }

  @ParameterizedTest
  @CsvSource({
    "play_id, 7, malformed-play-id",
    "play_id, '\"1-1-1-1-1\"', malformed-play-id",
    "play_id, null, malformed-play-id",
    "song_id, '\"rain\"', malformed-song-id",
    "queue_id, '\"first\"', malformed-queue-id",
    "started_at, null, malformed-started-at",
    "started_at, '\"yesterday\"', malformed-started-at",
    "started_at, 1763805600, malformed-started-at",
    "started_at, '\"2026-11-22T10:00:00\"', malformed-started-at",
    "started_at, '\"+999999999-01-01T00:00:00Z\"', malformed-started-at",
    "started_at, '\"0001-01-01T00:00:00Z\"', malformed-started-at",
    "ended_at, '\"later\"', malformed-ended-at",
    "outcome, '\"enjoyed\"', malformed-outcome",
    "outcome, 5, malformed-outcome",
  })
  void a_malformed_item_is_rejected_with_its_reason(String field, String value, String reason) {
    Map<String, String> fields = new HashMap<>();
    fields.put("play_id", "\"" + UUID.randomUUID() + "\"");
    fields.put("song_id", "\"" + queue().get(0) + "\"");
    fields.put("started_at", "\"" + Instant.now() + "\"");
    fields.put(field, value);
    List<String> members = new ArrayList<>();
    fields.forEach((key, json) -> members.add("\"" + key + "\": " + json));
    device(room.token())
        .contentType("application/json")
        .body("[{" + String.join(",", members) + "}]")
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("rejected"))
        .body("reason", contains(reason));
  }

  @Test
  void items_that_are_no_objects_are_rejected_alone() {
    device(room.token())
        .contentType("application/json")
        .body(
            "[5, null, \"x\", [], {\"play_id\": \""
                + UUID.randomUUID()
                + "\", \"song_id\": \""
                + queue().get(0)
                + "\", \"started_at\": \""
                + Instant.now()
                + "\"}]")
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("rejected", "rejected", "rejected", "rejected", "recorded"))
        .body("[0].reason", equalTo("not-an-object"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "5", "null", "\"x\"", "", "[", "[{]"})
  void a_body_that_is_no_array_is_400(String body) {
    device(room.token())
        .contentType("application/json")
        .body(body)
        .post("/api/player/plays")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void without_a_known_token_nothing_is_recorded() {
    device("wrong")
        .contentType("application/json")
        .body("[]")
        .post("/api/player/plays")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:unknown-token"));
  }

  @Test
  void an_entry_of_another_rooms_queue_is_rejected() {
    List<String> before = queue();
    Room other = world.roomWith(admin, "Neighbour", 3);
    ValidatableResponse theirs = device(other.token()).get("/api/player/poll").then();
    String entry = theirs.extract().path("next[0].queue_id");
    List<String> theirQueue = theirs.extract().path("next.song_id");
    UUID id = UUID.randomUUID();
    report(
            room,
            with(play(id, before.get(0), Instant.now()), "queue_id", entry),
            play(UUID.randomUUID(), before.get(0), Instant.now()))
        .statusCode(200)
        .body("result", contains("rejected", "recorded"))
        .body("[0].reason", equalTo("queue-entry-of-another-player"));
    assertEquals(
        0L, world.sql().value("select count(*) from public.songs_playing where id = ?", id));
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
    assertEquals(
        theirQueue,
        device(other.token()).get("/api/player/poll").then().extract().path("next.song_id"));
  }

  @Test
  void an_end_before_the_start_or_in_the_future_is_rejected_and_the_play_runs_on() {
    Instant start = Instant.now().minusSeconds(60);
    Map<String, Object> play = play(UUID.randomUUID(), queue().get(0), start);
    report(room, play).body("result", contains("recorded"));
    report(
            room,
            with(play, "ended_at", start.minusSeconds(3).toString()),
            with(play, "ended_at", Instant.now().plusSeconds(90).toString()),
            with(
                play(UUID.randomUUID(), queue().get(0), start),
                "ended_at",
                start.minusSeconds(3).toString()))
        .body("result", contains("rejected", "rejected", "rejected"))
        .body(
            "reason",
            contains("ends-before-it-starts", "ends-in-the-future", "ends-before-it-starts"));
    assertEquals("playing", status());
  }
}
