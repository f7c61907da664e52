package roomtone.manager.device;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.MovableClock;
import roomtone.manager.PoolCounter;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class PollResourceTest {

  World world;
  @Inject MovableClock clock;
  @Inject PoolCounter pool;
  @Inject PlayerChangeListener news;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    listen();
  }

  @AfterEach
  void real_time() {
    clock.reset();
  }

  /** News are proven to arrive: the clockwork that does it elsewhere stands still in tests. */
  private void listen() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              news.testItself();
              return news.isComplete(news.epoch());
            });
  }

  private static ValidatableResponse poll(Room room) {
    return device(room.token()).get("/api/player/poll").then();
  }

  private static ValidatableResponse poll(Room room, String etag) {
    return device(room.token()).header("If-None-Match", etag).get("/api/player/poll").then();
  }

  private static String etag(Room room) {
    return poll(room).statusCode(200).extract().header("ETag");
  }

  private static void report(Room room, UUID play, String song, String queueId, Instant startedAt) {
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id",
                    play,
                    "song_id",
                    song,
                    "queue_id",
                    queueId,
                    "started_at",
                    startedAt.toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
  }

  private void change(Room room, String body) {
    as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
  }

  @Test
  void a_poll_tells_what_to_play() {
    Room room = world.roomWith(admin, "Poll", 6);
    poll(room)
        .statusCode(200)
        .header("ETag", matchesPattern("\"[A-Za-z0-9_-]{22}\""))
        .header("Date", notNullValue())
        .header("Roomtone-Poll-After", matchesPattern("[4-6]\\.\\d"))
        .body("player.id", equalTo(room.id().toString()))
        .body("player.name", equalTo("Poll"))
        .body("player.volume_db", equalTo(0f))
        .body("player.paused", equalTo(false))
        .body("player.open", equalTo(true))
        .body("player.skip", nullValue())
        .body("player.crossfade_seconds", equalTo(7f))
        .body("current", nullValue())
        .body("next", hasSize(5))
        .body("next.position", contains(1, 2, 3, 4, 5))
        .body("next.queue_id", everyItem(notNullValue()))
        .body("next.title", everyItem(matchesPattern("Poll \\d")))
        .body("next.type", everyItem(equalTo("soundscape")))
        .body("next.duration", everyItem(equalTo(2)))
        .body("next.play_seconds", everyItem(equalTo(180)))
        .body("next.loop", everyItem(equalTo(true)))
        // Noise at full scale has about -2.5 LUFS.
        .body("next.gain_db", everyItem(allOf(greaterThan(-18.5f), lessThan(-16.5f))))
        .body("next.sha256", everyItem(matchesPattern("[0-9a-f]{64}")))
        .body("next.size_bytes", everyItem(equalTo(32044)))
        .body("poll_after_seconds", allOf(greaterThanOrEqualTo(4f), lessThanOrEqualTo(6f)))
        .body("server_time", notNullValue());
  }

  @Test
  void the_bytes_at_a_signed_address_are_the_upload_and_without_signature_there_are_none()
      throws Exception {
    Room room = world.roomWith(admin, "Bytes", 2);
    ExtractableResponse<Response> answer = poll(room).statusCode(200).extract();
    String url = answer.path("next[0].url");
    byte[] bytes =
        given().urlEncodingEnabled(false).get(url).then().statusCode(200).extract().asByteArray();
    assertEquals(
        answer.<String>path("next[0].sha256"),
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    given().get(url.substring(0, url.indexOf('?'))).then().statusCode(403);
    given()
        .urlEncodingEnabled(false)
        .get(url.replaceFirst("Signature=.", "Signature=_"))
        .then()
        .statusCode(403);
  }

  @Test
  void nothing_new_is_answered_with_304_and_the_same_headers() {
    Room room = world.roomWith(admin, "Unchanged", 3);
    String etag = etag(room);
    for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      String body =
          poll(room, known)
              .statusCode(304)
              .header("ETag", etag)
              .header("Date", notNullValue())
              .header("Roomtone-Poll-After", matchesPattern("[4-6]\\.\\d"))
              .extract()
              .asString();
      assertEquals("", body);
    }
    poll(room, "\"other\"").statusCode(200);
    poll(room, "").statusCode(200);
  }

  @Test
  void a_304_costs_no_sql() {
    Room room = world.roomWith(admin, "Cheap", 3);
    String etag = etag(room);
    // The library's change may still be on its way as news.
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> pool.during(() -> poll(room, etag).statusCode(304)) == 0);
    clock.advance(Duration.ofMinutes(7));
    listen();
    String later = etag(room);
    assertEquals(
        0,
        pool.during(
            () -> {
              for (int i = 0; i < 50; i++) {
                poll(room, later).statusCode(304);
              }
            }));
  }

  @Test
  void after_ten_minutes_or_without_proof_of_news_the_database_is_asked_again() {
    Room room = world.roomWith(admin, "Aging", 3);
    etag(room);
    clock.advance(Duration.ofMinutes(11));
    assertEquals(1, pool.during(() -> etag(room)));
  }

  @Test
  void the_addresses_stay_for_the_hour_and_change_with_it() {
    Room room = world.roomWith(admin, "Hours", 2);
    Instant hour = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
    clock.set(hour.plusSeconds(10));
    String etag = etag(room);
    List<String> urls = poll(room).extract().path("next.url");
    clock.set(hour.plusSeconds(3500));
    assertEquals(urls, poll(room).extract().<List<String>>path("next.url"));
    assertEquals(etag, etag(room));
    clock.set(hour.plusSeconds(3601));
    assertNotEquals(urls, poll(room).extract().<List<String>>path("next.url"));
    assertNotEquals(etag, etag(room));
  }

  @Test
  void the_date_is_the_services_time() {
    Room room = world.roomWith(admin, "Date", 1);
    Instant then = Instant.parse("2030-05-01T10:20:30Z");
    clock.set(then);
    String date = poll(room).extract().header("Date");
    Instant told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    assertTrue(Duration.between(then, told).abs().toSeconds() < 5, date);
  }

  @Test
  void what_plays_is_shown_and_the_queue_moves_on() {
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
  void skip_names_the_play_until_it_has_ended() {
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
  void a_change_past_this_service_is_seen_by_notification() {
    Room room = world.roomWith(admin, "Notified", 2);
    String etag = etag(room);
    world.run("update public.players set volume_db = -6 where id = ?", room.id());
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> poll(room, etag).statusCode(200).body("player.volume_db", equalTo(-6f)));
  }

  @Test
  void opening_hours_open_and_close_without_any_change() {
    Room room = world.roomWith(admin, "Opening", 2);
    change(
        room,
        "{\"timezone\": \"Europe/Vienna\", \"opening_hours\": {\"mon\": [[\"08:00\", \"20:00\"]]}}");
    clock.set(Instant.parse("2030-11-25T06:59:00Z")); // a Monday
    String closed =
        poll(room)
            .statusCode(200)
            .body("player.open", equalTo(false))
            .body("next", not(empty()))
            .extract()
            .header("ETag");
    clock.advance(Duration.ofMinutes(2));
    poll(room, closed).statusCode(200).body("player.open", equalTo(true));
  }

  @Test
  void a_soundscape_loops_or_is_cut_and_an_instrumental_plays_once() {
    UUID instrumental = world.song(admin, "Once");
    UUID soundscape = world.song(admin, "Looped");
    as(admin)
        .contentType("application/json")
        .body("{\"type\": \"instrumental\"}")
        .patch("/api/admin/songs/" + instrumental)
        .then()
        .statusCode(200);
    Room room = world.room(admin, "Lengths");
    world.setLibrary(admin, room, List.of(instrumental, soundscape));
    change(room, "{\"soundscape_seconds\": 10}");
    poll(room)
        .body("next.find { it.title == 'Once' }.play_seconds", equalTo(2))
        .body("next.find { it.title == 'Once' }.loop", equalTo(false))
        .body("next.find { it.title == 'Looped' }.play_seconds", equalTo(10))
        .body("next.find { it.title == 'Looped' }.loop", equalTo(true));
    world.run("update public.songs set duration = 600 where id = ?", soundscape);
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> poll(room).body("next.find { it.title == 'Looped' }.loop", equalTo(false)));
  }

  @Test
  void gain_brings_a_known_loudness_to_the_target_and_spares_the_peaks() {
    UUID quiet = world.song(admin, "Quiet");
    UUID peaky = world.song(admin, "Peaky");
    UUID loud = world.song(admin, "Loud");
    world.run("update public.songs set loudness_lufs = -30, peak_dbfs = -15 where id = ?", quiet);
    world.run("update public.songs set loudness_lufs = -30, peak_dbfs = -4 where id = ?", peaky);
    world.run("update public.songs set loudness_lufs = -12.3, peak_dbfs = -0.1 where id = ?", loud);
    Room room = world.room(admin, "Loudness");
    world.setLibrary(admin, room, List.of(quiet, peaky, loud));
    poll(room)
        .body("next.find { it.title == 'Quiet' }.gain_db", equalTo(10f))
        .body("next.find { it.title == 'Peaky' }.gain_db", equalTo(3f))
        .body("next.find { it.title == 'Loud' }.gain_db", equalTo(-7.7f));
  }

  @Test
  void an_archived_song_leaves_the_queue_at_once() {
    Room room = world.roomWith(admin, "Archiving", 6);
    ExtractableResponse<Response> before = poll(room).extract();
    String song = before.path("next[0].song_id");
    as(admin).delete("/api/admin/songs/" + song).then().statusCode(204);
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () ->
                poll(room, before.header("ETag"))
                    .statusCode(200)
                    .body("next", hasSize(5))
                    .body("next.song_id", everyItem(not(equalTo(song))))
                    .body("next.position", contains(1, 2, 3, 4, 5)));
  }

  @Test
  void an_empty_queue_is_topped_up_when_it_is_first_seen() {
    Room room = world.roomWith(admin, "Emptied", 3);
    world.run("delete from public.player_queue where player_id = ?", room.id());
    poll(room).statusCode(200).body("next", hasSize(3));
  }

  @Test
  void a_token_that_opens_nothing_is_401() {
    for (String token : List.of("wrong", "0".repeat(64), " ", "x".repeat(5000))) {
      device(token)
          .get("/api/player/poll")
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:unknown-token"));
    }
    given().get("/api/player/poll").then().statusCode(401).contentType("application/problem+json");
    as(admin).get("/api/player/poll").then().statusCode(401);
    // Who reads the table cannot act as a device.
    Room room = world.roomWith(admin, "Hashed", 1);
    String stored = (String) world.ask("select token from public.players where id = ?", room.id());
    device(stored).get("/api/player/poll").then().statusCode(401);
  }

  @Test
  void an_unknown_token_is_remembered_for_ten_seconds() {
    String token = "demo-" + UUID.randomUUID();
    device(token).get("/api/player/poll").then().statusCode(401);
    assertEquals(
        0, pool.during(() -> device(token).get("/api/player/poll").then().statusCode(401)));
    world.run("insert into public.players (name, token) values ('By hand', ?)", token);
    clock.advance(Duration.ofSeconds(11));
    device(token)
        .get("/api/player/poll")
        .then()
        .statusCode(200)
        .body("player.name", equalTo("By hand"));
  }

  @Test
  void with_the_database_away_polls_go_on_from_the_last_snapshot() {
    Room room = world.roomWith(admin, "Outage", 3);
    Room unseen = world.roomWith(admin, "Unseen", 3);
    String etag = etag(room);
    world.cutDatabase();
    try {
      poll(room, etag).statusCode(304);
      clock.advance(Duration.ofMinutes(20));
      poll(room).statusCode(200).body("next", hasSize(3)).body("player.name", equalTo("Outage"));
      poll(unseen)
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue());
      device(room.token())
          .contentType("application/json")
          .body("[]")
          .post("/api/player/plays")
          .then()
          .statusCode(200);
      device(room.token())
          .contentType("application/json")
          .body(
              List.of(
                  Map.of(
                      "play_id",
                      UUID.randomUUID(),
                      "song_id",
                      UUID.randomUUID(),
                      "started_at",
                      Instant.now().toString())))
          .post("/api/player/plays")
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue());
      device(room.token()).get("/api/player/manifest").then().statusCode(503);
    } finally {
      world.mendDatabase();
    }
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> poll(unseen).statusCode(200));
    world.run("update public.players set name = 'Back' where id = ?", room.id());
    clock.advance(Duration.ofSeconds(6));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> poll(room).statusCode(200).body("player.name", equalTo("Back")));
    listen();
  }

  @Test
  void a_crowd_at_first_sight_asks_once() throws Exception {
    Room room = world.roomWith(admin, "Crowd", 3);
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService crowd = Executors.newFixedThreadPool(12)) {
      assertEquals(
          1,
          pool.during(
              () -> {
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                  answers.add(
                      crowd.submit(
                          () -> {
                            start.await();
                            return device(room.token()).get("/api/player/poll").statusCode();
                          }));
                }
                start.countDown();
                answers.forEach(
                    answer -> assertEquals(200, await().until(() -> answer.get(), code -> true)));
              }));
    }
  }
}
