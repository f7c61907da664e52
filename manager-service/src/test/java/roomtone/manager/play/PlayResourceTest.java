package roomtone.manager.play;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class PlayResourceTest {

  World world;
  LocalAuth.Session admin;
  Room room;

  @BeforeEach
  void a_room_with_six_songs() {
    admin = world.admin();
    room = world.roomWith(admin, "Room", 6);
  }

  private static ValidatableResponse report(Room room, Object... plays) {
    return device(room.token())
        .contentType("application/json")
        .body(Arrays.asList(plays))
        .post("/api/player/plays")
        .then();
  }

  private static Map<String, Object> play(UUID id, Object song, Instant startedAt) {
    Map<String, Object> play = new HashMap<>();
    play.put("play_id", id);
    play.put("song_id", song);
    play.put("started_at", startedAt.toString());
    return play;
  }

  private static Map<String, Object> with(Map<String, Object> play, String key, Object value) {
    Map<String, Object> changed = new HashMap<>(play);
    changed.put(key, value);
    return changed;
  }

  private List<String> queue() {
    return device(room.token()).get("/api/player/poll").then().extract().path("next.song_id");
  }

  private String status() {
    return (String) world.ask("select status from public.players where id = ?", room.id());
  }

  @Test
  void a_start_is_recorded_once_and_moves_the_queue_on() {
    List<String> before = queue();
    Map<String, Object> play = play(UUID.randomUUID(), before.get(0), Instant.now());
    report(room, play)
        .statusCode(200)
        .body("result", contains("recorded"))
        .body("[0].play_id", equalTo(play.get("play_id").toString()))
        .body("[0].reason", nullValue());
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
    assertEquals("playing", status());
    report(room, play).statusCode(200).body("result", contains("duplicate"));
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
  }

  @Test
  void an_end_completes_a_start_and_never_moves_the_queue() {
    List<String> before = queue();
    Map<String, Object> play =
        play(UUID.randomUUID(), before.get(0), Instant.now().minusSeconds(60));
    report(room, play).body("result", contains("recorded"));
    List<String> after = queue();
    Map<String, Object> ended =
        with(with(play, "ended_at", Instant.now().toString()), "outcome", "finished");
    report(room, ended).statusCode(200).body("result", contains("updated"));
    assertEquals(after, queue());
    assertEquals("idle", status());
    report(room, ended).body("result", contains("duplicate"));
  }

  @Test
  void the_entry_named_leaves_with_all_before_it() {
    List<String> before = queue();
    String third =
        device(room.token()).get("/api/player/poll").then().extract().path("next[2].queue_id");
    report(room, with(play(UUID.randomUUID(), before.get(2), Instant.now()), "queue_id", third))
        .body("result", contains("recorded"));
    assertEquals(before.subList(3, 5), queue().subList(0, 2));
  }

  @Test
  void a_batch_is_answered_item_by_item_in_its_order() {
    List<String> before = queue();
    UUID first = UUID.randomUUID();
    Map<String, Object> start = play(first, before.get(0), Instant.now().minusSeconds(200));
    report(
            room,
            start,
            with(
                with(start, "ended_at", Instant.now().minusSeconds(20).toString()),
                "outcome",
                "finished"),
            start,
            play(UUID.randomUUID(), UUID.randomUUID(), Instant.now()),
            play(UUID.randomUUID(), before.get(1), Instant.now().minusSeconds(20)))
        .statusCode(200)
        .body("result", contains("recorded", "updated", "duplicate", "rejected", "recorded"))
        .body("[3].reason", equalTo("unknown-song"));
    assertEquals(before.subList(2, 5), queue().subList(0, 3));
  }

  @Test
  void a_late_report_is_history_and_moves_nothing() {
    List<String> before = queue();
    report(room, play(UUID.randomUUID(), before.get(0), Instant.now().minus(Duration.ofDays(6))))
        .body("result", contains("recorded"));
    assertEquals(before, queue());
    report(room, play(UUID.randomUUID(), before.get(0), Instant.now().minus(Duration.ofDays(8))))
        .body("result", contains("rejected"))
        .body("reason", contains("too-old"));
    report(room, play(UUID.randomUUID(), before.get(0), Instant.now().plusSeconds(90)))
        .body("result", contains("rejected"))
        .body("reason", contains("starts-in-the-future"));
  }

  @Test
  void plays_of_other_rooms_stay_theirs() {
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
  void an_item_that_is_no_play_is_rejected_with_its_reason(
      String field, String value, String reason) {
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
  void items_that_are_no_objects_do_not_hold_up_the_others() {
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
  void five_hundred_at_once_are_taken_and_more_are_not() {
    String song = queue().get(0);
    List<Object> plays = new ArrayList<>();
    Instant start = Instant.now().minus(Duration.ofDays(3));
    for (int i = 0; i < 500; i++) {
      plays.add(
          with(play(UUID.randomUUID(), song, start.plusSeconds(180L * i)), "outcome", "finished"));
    }
    report(room, plays.toArray()).statusCode(200).body("$", hasSize(500));
    plays.add(play(UUID.randomUUID(), song, start));
    report(room, plays.toArray())
        .statusCode(413)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-many-plays"));
  }

  @Test
  void a_device_whose_clock_is_off_is_corrected() {
    Instant wrong = Instant.now().minus(Duration.ofDays(400));
    UUID id = UUID.randomUUID();
    device(room.token())
        .header("Roomtone-Device-Time", wrong.toString())
        .contentType("application/json")
        .body(List.of(play(id, queue().get(0), wrong.minusSeconds(30))))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
    Instant stored =
        ((Timestamp) world.ask("select played_at from public.songs_playing where id = ?", id))
            .toInstant();
    assertTrue(
        Duration.between(stored.plusSeconds(30), Instant.now()).abs().toSeconds() < 10,
        stored.toString());
    device(room.token())
        .header("Roomtone-Device-Time", "noon")
        .contentType("application/json")
        .body("[]")
        .post("/api/player/plays")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void a_play_that_failed_as_it_started_ends_where_it_began() {
    UUID id = UUID.randomUUID();
    Instant start = Instant.now();
    Map<String, Object> play = play(id, queue().get(0), start);
    report(room, play).body("result", contains("recorded"));
    report(
            room,
            with(with(play, "ended_at", start.minusMillis(900).toString()), "outcome", "failed"))
        .body("result", contains("updated"));
    assertEquals(
        true, world.ask("select ended_at = played_at from public.songs_playing where id = ?", id));
    assertEquals("idle", status());
  }

  @Test
  void without_a_known_token_nothing_is_taken() {
    device("wrong")
        .contentType("application/json")
        .body("[]")
        .post("/api/player/plays")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:unknown-token"));
  }

  private ValidatableResponse at(Instant deviceTime, Object... plays) {
    return device(room.token())
        .header("Roomtone-Device-Time", deviceTime.toString())
        .contentType("application/json")
        .body(Arrays.asList(plays))
        .post("/api/player/plays")
        .then();
  }

  private Instant playedAt(UUID play) {
    return ((Timestamp) world.ask("select played_at from public.songs_playing where id = ?", play))
        .toInstant();
  }

  @Test
  void a_clock_that_nobody_has_set_is_corrected_and_the_queue_moves_on() {
    List<String> before = queue();
    Instant sinceBoot = Instant.EPOCH.plusSeconds(75);
    UUID id = UUID.randomUUID();
    at(sinceBoot, play(id, before.get(0), sinceBoot.minusSeconds(5)))
        .statusCode(200)
        .body("result", contains("recorded"));
    assertTrue(Duration.between(playedAt(id), Instant.now()).toSeconds() < 30);
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
  }

  @Test
  void the_way_of_a_request_is_no_fault_of_the_clock() {
    UUID id = UUID.randomUUID();
    Instant start = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
    at(Instant.now().minusMillis(900), play(id, queue().get(0), start))
        .body("result", contains("recorded"));
    assertEquals(start, playedAt(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "noon",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "1763805600",
        "2026-11-22T10:00:00"
      })
  void a_device_time_that_is_none_is_refused_and_nothing_is_taken(String time) {
    UUID id = UUID.randomUUID();
    device(room.token())
        .header("Roomtone-Device-Time", time)
        .contentType("application/json")
        .body(List.of(play(id, queue().get(0), Instant.now())))
        .post("/api/player/plays")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-header"));
    assertEquals(0L, world.ask("select count(*) from public.songs_playing where id = ?", id));
  }

  @Test
  void a_time_that_correction_makes_absurd_is_rejected() {
    at(
            Instant.EPOCH,
            play(UUID.randomUUID(), queue().get(0), Instant.parse("2190-01-01T00:00:00Z")))
        .statusCode(200)
        .body("reason", contains("malformed-started-at"));
  }

  @Test
  void an_entry_of_another_rooms_queue_is_not_for_this_one() {
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
    assertEquals(0L, world.ask("select count(*) from public.songs_playing where id = ?", id));
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
    assertEquals(
        theirQueue,
        device(other.token()).get("/api/player/poll").then().extract().path("next.song_id"));
  }

  @Test
  void an_entry_that_is_gone_is_no_reason_to_lose_a_play() {
    List<String> before = queue();
    report(
            room,
            with(
                play(UUID.randomUUID(), before.get(1), Instant.now()),
                "queue_id",
                UUID.randomUUID()))
        .body("result", contains("recorded"));
    assertEquals(before.subList(2, 5), queue().subList(0, 3));
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

  @Test
  void an_end_that_came_first_is_a_play_and_its_start_then_a_duplicate() {
    Instant start = Instant.now().minusSeconds(200);
    Map<String, Object> play = play(UUID.randomUUID(), queue().get(0), start);
    Map<String, Object> ended =
        with(with(play, "ended_at", start.plusSeconds(180).toString()), "outcome", "finished");
    report(room, ended).body("result", contains("recorded"));
    report(room, play).body("result", contains("duplicate"));
    assertEquals("idle", status());
  }

  @Test
  void what_was_reported_out_of_order_is_history_in_order() {
    List<String> before = queue();
    Instant now = Instant.now();
    report(room, play(UUID.randomUUID(), before.get(1), now.minusSeconds(10)))
        .body("result", contains("recorded"));
    List<String> after = queue();
    UUID earlier = UUID.randomUUID();
    report(room, play(earlier, before.get(0), now.minusSeconds(190)))
        .body("result", contains("recorded"));
    // Not the latest: it is written down and moves nothing.
    assertEquals(after, queue());
    assertEquals(now.minusSeconds(190).toEpochMilli(), playedAt(earlier).toEpochMilli());
  }

  @Test
  void a_batch_whose_answer_was_lost_counts_once() {
    List<String> before = queue();
    Instant start = Instant.now().minusSeconds(200);
    Map<String, Object> one = play(UUID.randomUUID(), before.get(0), start);
    Map<String, Object> ended =
        with(with(one, "ended_at", start.plusSeconds(180).toString()), "outcome", "finished");
    Map<String, Object> two = play(UUID.randomUUID(), before.get(1), start.plusSeconds(180));
    report(room, one, ended, two).body("result", contains("recorded", "updated", "recorded"));
    List<String> after = queue();
    report(room, one, ended, two).body("result", contains("duplicate", "duplicate", "duplicate"));
    assertEquals(after, queue());
    assertEquals(
        2L, world.ask("select count(*) from public.songs_playing where player_id = ?", room.id()));
  }
}
