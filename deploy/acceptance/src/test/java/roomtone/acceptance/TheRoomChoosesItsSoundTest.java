package roomtone.acceptance;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.acceptance.TwoRooms.ATTIC;
import static roomtone.acceptance.TwoRooms.CELLAR;
import static roomtone.acceptance.TwoRooms.SOON;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import roomtone.local.testing.Await;

/**
 * One evening in two rooms, from the first upload to a brain that has stopped. Each test continues
 * where the one before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TheRoomChoosesItsSoundTest {

  private static final Duration SONG = Duration.ofMinutes(3);

  private static TwoRooms rooms;

  @BeforeAll
  static void start() {
    rooms = new TwoRooms();
  }

  @AfterAll
  static void stop() {
    if (rooms != null) {
      rooms.close();
    }
  }

  @Test
  @Order(1)
  void an_admin_uploads_seven_songs_and_makes_two_rooms() {
    for (Sound sound : Sound.seven()) {
      Response uploaded = rooms.manager().upload(rooms.admin, sound);
      uploaded
          .then()
          .statusCode(201)
          .body("sha256", equalTo(TwoRooms.sha256(sound.bytes())))
          .body("duration", notNullValue());
      rooms.songs.put(uploaded.path("id"), sound);
    }
    Sound first = rooms.songs.values().iterator().next();
    rooms
        .manager()
        .upload(rooms.admin, first)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:song-exists"));
    rooms.manager().songs(rooms.admin).then().statusCode(200).body("total", equalTo(7));

    for (String slug : List.of(ATTIC, CELLAR)) {
      Response created = rooms.manager().createPlayer(rooms.admin, "The " + slug, slug);
      created.then().statusCode(201).body("slug", equalTo(slug));
      rooms.deviceTokens.put(slug, created.path("token"));
      rooms.played.put(slug, new ArrayList<>());
    }
    rooms
        .brain()
        .players()
        .then()
        .statusCode(200)
        .body("slug", hasItem(ATTIC))
        .body("slug", hasItem(CELLAR));
  }

  @Test
  @Order(2)
  void listeners_and_strangers_may_neither_upload_nor_poll_nor_vote() {
    String listener = rooms.system.listener().accessToken();
    rooms
        .manager()
        .upload(listener, Sound.seven().getFirst())
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
    rooms
        .manager()
        .poll("no-such-token")
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
    rooms
        .brain()
        .vote("not-a-token", UUID.randomUUID().toString(), 5)
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
  }

  @Test
  @Order(2)
  void each_service_serves_its_openapi_document_and_swagger_ui() {
    for (String url : List.of(rooms.system.brain().url(), rooms.system.manager().url())) {
      given().baseUri(url).get("/q/openapi").then().statusCode(200).body(containsString("/api/"));
      given()
          .baseUri(url)
          .get("/q/swagger-ui/")
          .then()
          .statusCode(200)
          .contentType(ContentType.HTML);
    }
  }

  @Test
  @Order(3)
  void a_device_downloads_the_uploaded_bytes_and_reports_a_play() {
    for (String slug : List.of(ATTIC, CELLAR)) {
      JsonPath poll = rooms.poll(slug);
      assertEquals(5, poll.getList("next").size());
      byte[] fetched = Manager.download(poll.getString("next[0].url"));
      assertEquals(poll.getString("next[0].sha256"), TwoRooms.sha256(fetched));
      assertArrayEquals(rooms.songs.get(poll.getString("next[0].song_id")).bytes(), fetched);
      String unsigned = poll.getString("next[0].url").replaceFirst("\\?.*", "");
      given().urlEncodingEnabled(false).get(unsigned).then().statusCode(403);

      String next = poll.getString("next[1].song_id");
      rooms.play(slug);
      rooms.awaitNext(slug, 0, next);
      rooms.awaitBooked();
      rooms
          .brain()
          .nowPlaying(slug)
          .then()
          .body("current.song_id", equalTo(rooms.lastPlayed(slug)));
      rooms
          .brain()
          .players()
          .then()
          .body("find { it.slug == '" + slug + "' }.status", equalTo("playing"));
    }
  }

  @Test
  @Order(4)
  void an_unchanged_poll_is_answered_304() {
    String token = rooms.deviceTokens.get(ATTIC);
    Await.until(
        "a poll with the ETag of the one before is answered 304",
        SOON,
        () -> {
          String etag = rooms.manager().poll(token).then().statusCode(200).extract().header("ETag");
          return rooms.manager().pollIfChanged(token, etag).statusCode() == 304;
        });
  }

  @Test
  @Order(5)
  void votes_change_the_queue_of_their_room_and_of_no_other() {
    rooms.arrive(ATTIC, 3);
    rooms.arrive(CELLAR, 2);
    String rain = rooms.song("Rain");
    String fire = rooms.song("Fireplace");
    for (String listener : rooms.listeners.get(ATTIC)) {
      rooms
          .brain()
          .vote(listener, rain, 5)
          .then()
          .statusCode(201)
          .body("preference_vector[0]", notNullValue());
      rooms.brain().vote(listener, fire, 1).then().statusCode(201);
    }
    for (String listener : rooms.listeners.get(CELLAR)) {
      rooms.brain().vote(listener, fire, 5).then().statusCode(201);
      rooms.brain().vote(listener, rain, 1).then().statusCode(201);
    }
    rooms.awaitNext(ATTIC, 1, rooms.bestFor("Rain", ATTIC, 1));
    rooms.awaitNext(CELLAR, 1, rooms.bestFor("Fireplace", CELLAR, 1));
  }

  @Test
  @Order(6)
  void the_first_entry_follows_the_votes_after_the_next_start() {
    for (Map.Entry<String, String> wish : Map.of(ATTIC, "Rain", CELLAR, "Fireplace").entrySet()) {
      String slug = wish.getKey();
      String standing = rooms.next(slug).getFirst();
      rooms.system.database().advance(SONG);
      rooms.play(slug);
      assertEquals(standing, rooms.lastPlayed(slug), "what is next is not taken back");
      rooms.awaitNext(slug, 0, rooms.bestFor(wish.getValue(), slug, 0));
      rooms.awaitBooked();
    }
  }

  @Test
  @Order(7)
  void a_report_that_is_sent_twice_counts_once() {
    rooms.system.database().advance(SONG);
    JsonPath poll = rooms.poll(ATTIC);
    UUID play = UUID.randomUUID();
    String song = poll.getString("next[0].song_id");
    String entry = poll.getString("next[0].queue_id");
    var start = rooms.system.now();
    rooms
        .manager()
        .report(rooms.deviceTokens.get(ATTIC), play, song, entry, start)
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
    rooms.played.get(ATTIC).add(song);
    rooms.awaitCurrent(ATTIC, song);
    rooms.awaitFullQueue(ATTIC, SOON);
    List<String> after = rooms.next(ATTIC);
    rooms
        .manager()
        .report(rooms.deviceTokens.get(ATTIC), play, song, entry, start)
        .then()
        .statusCode(200)
        .body("result", contains("duplicate"));
    assertEquals(after.size(), rooms.next(ATTIC).size());
    rooms.brain().nowPlaying(ATTIC).then().body("current.song_id", equalTo(song));
    rooms.awaitBooked();
  }

  @Test
  @Order(8)
  void no_song_repeats_within_its_cool_down_in_fifteen_songs() {
    for (int i = 0; i < 15; i++) {
      rooms.system.database().advance(SONG);
      rooms.play(ATTIC);
      rooms.play(CELLAR);
      rooms.awaitBooked();
    }
    rooms.assertNothingRepeats(ATTIC);
    rooms.assertNothingRepeats(CELLAR);
    assertTrue(
        rooms.times("Rain", ATTIC) > rooms.times("Fireplace", ATTIC),
        () -> "the attic loves rain: " + rooms.played.get(ATTIC));
    assertTrue(
        rooms.times("Fireplace", CELLAR) > rooms.times("Rain", CELLAR),
        () -> "the cellar loves fire: " + rooms.played.get(CELLAR));
  }

  @Test
  @Order(9)
  void a_room_without_listeners_plays_on() {
    rooms
        .listeners
        .values()
        .forEach(
            all ->
                all.forEach(listener -> rooms.brain().checkOut(listener).then().statusCode(204)));
    for (int i = 0; i < 4; i++) {
      rooms.system.database().advance(SONG);
      rooms.play(CELLAR);
      rooms.awaitBooked();
    }
    rooms.assertNothingRepeats(CELLAR);
    Await.value(
        "five songs in the cellar's poll",
        SOON,
        () -> rooms.poll(CELLAR).getList("next").size(),
        next -> next == 5);
  }

  @Test
  @Order(10)
  void without_the_brain_the_queue_never_is_empty() {
    rooms.system.brain().close();
    for (int i = 0; i < 12; i++) {
      rooms.system.database().advance(SONG);
      assertFalse(rooms.poll(ATTIC).getList("next").isEmpty());
      rooms.play(ATTIC);
    }
    rooms.assertNothingRepeats(ATTIC);
  }

  @Test
  @Order(11)
  void a_restarted_brain_fills_the_queue() {
    rooms.system.startBrain(Map.of());
    rooms.awaitFullQueue(ATTIC, Duration.ofSeconds(5));
  }
}
