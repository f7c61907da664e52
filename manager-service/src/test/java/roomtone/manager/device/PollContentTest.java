package roomtone.manager.device;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What a poll tells a device. */
@QuarkusTest
class PollContentTest extends Polls {

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
        .body("player.join_url", equalTo(World.LISTENER + "/?player=" + room.slug()))
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
    world.sql().update("update public.songs set duration = 600 where id = ?", soundscape);
    Await.passes(
        Duration.ofSeconds(2),
        () -> poll(room).body("next.find { it.title == 'Looped' }.loop", equalTo(false)));
  }

  @Test
  void gain_brings_a_known_loudness_to_the_target_below_the_peak_limit() {
    UUID quiet = world.song(admin, "Quiet");
    UUID peaky = world.song(admin, "Peaky");
    UUID loud = world.song(admin, "Loud");
    world
        .sql()
        .update("update public.songs set loudness_lufs = -30, peak_dbfs = -15 where id = ?", quiet);
    world
        .sql()
        .update("update public.songs set loudness_lufs = -30, peak_dbfs = -4 where id = ?", peaky);
    world
        .sql()
        .update(
            "update public.songs set loudness_lufs = -12.3, peak_dbfs = -0.1 where id = ?", loud);
    Room room = world.room(admin, "Loudness");
    world.setLibrary(admin, room, List.of(quiet, peaky, loud));
    poll(room)
        .body("next.find { it.title == 'Quiet' }.gain_db", equalTo(10f))
        .body("next.find { it.title == 'Peaky' }.gain_db", equalTo(3f))
        .body("next.find { it.title == 'Loud' }.gain_db", equalTo(-7.7f));
  }

  @Test
  void an_empty_queue_is_topped_up_when_it_is_first_seen() {
    Room room = world.roomWith(admin, "Emptied", 3);
    world.sql().update("delete from public.player_queue where player_id = ?", room.id());
    poll(room).statusCode(200).body("next", hasSize(3));
  }
}
