package roomtone.brain.api;

import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;

/** Ids, slugs and keys that do not exist, or are malformed, are refused and change nothing. */
@QuarkusTest
class InvalidIdTest extends CheckedInTest {

  @Test
  void unknown_ids_and_ids_of_others_are_refused() {
    UUID nobody = UUID.randomUUID();
    Room other = fixtures.room();
    String others =
        as(fixtures.person())
            .body(json("song_id", song, "vote_value", 4))
            .post("/api/votes")
            .path("id");
    refused(
        () -> as(person).body(json("song_id", nobody, "vote_value", 4)).post("/api/votes"),
        404,
        "unknown-song");
    as(person)
        .body(json("song_id", song, "vote_value", 4))
        .post("/api/votes")
        .then()
        .statusCode(201);
    for (UUID heard : List.of(song, fixtures.song(BrainFixtures.FIRE))) {
      refused(
          () ->
              as(person)
                  .body(json("song_id", heard, "vote_value", 5, "player_id", nobody))
                  .post("/api/votes"),
          404,
          "unknown-player");
    }
    for (Object vote : List.of(nobody, others)) {
      refused(
          () -> as(person).body(json("vote_value", 1)).put("/api/votes/" + vote),
          404,
          "unknown-vote");
      refused(() -> as(person).delete("/api/votes/" + vote), 404, "unknown-vote");
    }
    refused(
        () -> as(person).body(json("player_id", nobody)).post("/api/checkin"),
        404,
        "unknown-player");
    for (String slug : List.of("nowhere", "", "\u0000", "x".repeat(5000), "' or 1=1 --")) {
      refused(
          () -> as(person).body(json("slug", slug)).post("/api/checkin"), 404, "unknown-player");
    }
    refused(
        () ->
            as(person)
                .body(json("slug", room.slug(), "player_id", other.id()))
                .post("/api/checkin"),
        400,
        "contradicting-players");
    refused(
        () -> as(person).body(json("favourite", "silence")).post("/api/checkin"),
        400,
        "unknown-favourite");
    for (String call : List.of("now-playing", "collective", "events")) {
      for (String name : List.of("nowhere", nobody.toString(), "%00", "%F0%28")) {
        refused(
            () -> anybody().urlEncodingEnabled(false).get("/api/players/" + name + "/" + call),
            404,
            "unknown-player");
      }
    }
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    refused(() -> as(admin).get("/api/recommendations?player_id=" + nobody), 404, "unknown-player");
    refused(() -> as(person).get("/api/recommendations?player_id=" + room.id()), 403, "not-staff");
    refused(
        () -> as(admin).get("/api/recommendations?player_id=" + room.id()),
        409,
        "too-few-listeners");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "7", "1-1-1-1-1", "6f1e2d3c4b5a46789abcdef012345678", "%00"})
  void malformed_ids_are_refused(String id) {
    refused(
        () ->
            as(person)
                .urlEncodingEnabled(false)
                .body(json("vote_value", 1))
                .put("/api/votes/" + id),
        400,
        "malformed-id");
    refused(
        () -> as(person).urlEncodingEnabled(false).delete("/api/votes/" + id), 400, "malformed-id");
    refused(
        () -> as(person).urlEncodingEnabled(false).get("/api/recommendations?player_id=" + id),
        400,
        "malformed-id");
    refused(
        () -> as(person).body(json("song_id", id, "vote_value", 4)).post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () ->
            as(person)
                .body(json("song_id", song, "vote_value", 4, "player_id", id))
                .post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(json("player_id", id)).post("/api/checkin"), 400, "invalid-field");
  }

  @Test
  void a_reused_or_malformed_idempotency_key_is_refused() {
    UUID key = UUID.randomUUID();
    as(person)
        .header("Idempotency-Key", key)
        .body(json("song_id", song, "vote_value", 4))
        .post("/api/votes")
        .then()
        .statusCode(201);
    for (Map<String, Object> other :
        List.of(
            json("song_id", song, "vote_value", 5),
            json("song_id", fixtures.song(BrainFixtures.FIRE), "vote_value", 4),
            json("song_id", song, "vote_value", 4, "player_id", room.id()))) {
      refused(
          () -> as(person).header("Idempotency-Key", key).body(other).post("/api/votes"),
          409,
          "idempotency-key-reused");
    }
    for (String none : List.of("1", "x".repeat(500), key + "0")) {
      refused(
          () ->
              as(person)
                  .header("Idempotency-Key", none)
                  .body(json("song_id", song, "vote_value", 5))
                  .post("/api/votes"),
          400,
          "malformed-idempotency-key");
    }
  }

  @Test
  void archived_songs_and_players_are_refused() {
    UUID archived = fixtures.song(BrainFixtures.RAIN);
    fixtures.sql().update("update songs set archived_at = roomtone.now() where id = ?", archived);
    refused(
        () -> as(person).body(json("song_id", archived, "vote_value", 4)).post("/api/votes"),
        410,
        "song-archived");
    Room closed = fixtures.room();
    fixtures
        .sql()
        .update("update players set archived_at = roomtone.now() where id = ?", closed.id());
    refused(
        () -> as(person).body(json("slug", closed.slug())).post("/api/checkin"),
        404,
        "unknown-player");
    refused(
        () -> as(person).body(json("player_id", closed.id())).post("/api/checkin"),
        404,
        "unknown-player");
    refused(
        () -> anybody().get("/api/players/" + closed.slug() + "/now-playing"),
        404,
        "unknown-player");
  }
}
