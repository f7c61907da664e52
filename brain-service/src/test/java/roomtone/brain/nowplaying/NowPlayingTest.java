package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;

@QuarkusTest
class NowPlayingTest extends BrainTest {

  @Inject Tick tick;

  @Test
  void everybody_sees_the_players_that_are_not_archived() {
    Room room = fixtures.room();
    Room archived = fixtures.room();
    fixtures
        .sql()
        .update("update players set archived_at = roomtone.now() where id = ?", archived.id());
    anybody()
        .get("/api/players")
        .then()
        .statusCode(200)
        .body("slug", hasItem(room.slug()))
        .body("slug", not(hasItem(archived.slug())))
        .body("find { it.slug == '%s' }.status".formatted(room.slug()), equalTo("offline"))
        .body("find { it.slug == '%s' }.size()".formatted(room.slug()), equalTo(8));
  }

  @Test
  void the_list_says_of_each_room_whether_it_plays_and_when_it_opens() {
    // A Tuesday.
    fixtures.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room playing = fixtures.room(song);
    fixtures.play(playing, song);
    Room closed = fixtures.room();
    close(closed);
    String room = "find { it.slug == '%s' }.";
    anybody()
        .get("/api/players")
        .then()
        .body(room.formatted(playing.slug()) + "state", equalTo("playing"))
        .body(room.formatted(playing.slug()) + "opens_at", nullValue())
        .body(room.formatted(closed.slug()) + "state", equalTo("closed"))
        .body(room.formatted(closed.slug()) + "opens_at", equalTo("2026-11-25T09:00:00Z"))
        .body("server_time", everyItem(equalTo("2026-11-24T12:00:00Z")));
  }

  @Test
  void now_playing_says_whether_the_room_plays_and_when_it_opens() {
    // A Tuesday.
    fixtures.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    Room room = fixtures.room();
    String path = "/api/players/" + room.slug() + "/now-playing";
    anybody()
        .get(path)
        .then()
        .body("server_time", equalTo("2026-11-24T12:00:00Z"))
        .body("state", equalTo("offline"))
        .body("opens_at", nullValue());
    close(room);
    anybody()
        .get(path)
        .then()
        .body("state", equalTo("closed"))
        .body("opens_at", equalTo("2026-11-25T09:00:00Z"));
  }

  /** Lets a room open on Wednesdays from 9 to 10 UTC alone. */
  private void close(Room room) {
    fixtures
        .sql()
        .update(
            "update players set opening_hours = '{\"wed\": [[\"09:00\", \"10:00\"]]}' where id = ?",
            room.id());
  }

  @Test
  void now_playing_shows_the_song_and_the_queue() {
    Room room = room();
    tick.run();
    UUID first = fixtures.queue(room).getFirst();
    fixtures.play(room, first);
    tick.run();
    for (String name : List.of(room.slug(), room.id().toString())) {
      inside(room)
          .get("/api/players/" + name + "/now-playing")
          .then()
          .statusCode(200)
          .body("player.slug", equalTo(room.slug()))
          .body("player.status", equalTo("playing"))
          .body("current.song_id", equalTo(first.toString()))
          .body("current.title", notNullValue())
          .body("current.artist", equalTo("Nature"))
          .body("current.started_at", notNullValue())
          .body("current.play_seconds", equalTo(180))
          .body("next", hasSize(5))
          .body("next.artist", everyItem(equalTo("Nature")))
          .body("next.position", equalTo(List.of(1, 2, 3, 4, 5)))
          .body("next.changeable", equalTo(List.of(false, true, true, true, true)))
          .body("next.reason", everyItem(equalTo("rotation")))
          .body("next.queue_id", everyItem(notNullValue()));
    }
  }

  @Test
  void an_instrumental_plays_once() {
    Room room = room();
    UUID song = fixtures.song(BrainFixtures.WIND);
    fixtures
        .sql()
        .update("update songs set type = 'instrumental', duration = 251 where id = ?", song);
    fixtures.play(room, song);
    anybody()
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .body("current.play_seconds", equalTo(251));
  }

  @Test
  void nothing_plays_without_a_report_or_after_the_reported_end() {
    Room room = room();
    anybody()
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .statusCode(200)
        .body("current", nullValue());
    UUID play = fixtures.play(room, fixtures.song(BrainFixtures.RAIN));
    fixtures
        .sql()
        .update(
            "update songs_playing set ended_at = roomtone.now(), outcome = 'finished' where id = ?",
            play);
    anybody()
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .body("current", nullValue());
  }

  @ParameterizedTest
  @CsvSource({"playing, idle", "offline, offline"})
  void a_play_without_a_reported_end_is_over_15_seconds_after_its_length(
      String status, String afterwards) {
    fixtures.database().setClock(fixtures.now());
    Room room = room();
    fixtures.play(room, fixtures.song(BrainFixtures.RAIN));
    fixtures.sql().update("update players set status = ? where id = ?", status, room.id());
    fixtures.advance(Duration.ofSeconds(180 + 15).minusMillis(1));
    shown(room, status).body("current", notNullValue());
    fixtures.advance(Duration.ofMillis(1));
    shown(room, afterwards).body("current", nullValue());
    fixtures.advance(Duration.ofSeconds(570 - 195));
    shown(room, afterwards).body("current", nullValue());
    fixtures.play(room, fixtures.song(BrainFixtures.RAIN));
    assertEquals(
        "playing", fixtures.sql().text("select status from players where id = ?", room.id()));
    shown(room, "playing").body("current", notNullValue());
  }

  /** What now-playing shows, where it and the list of players tell this status. */
  private ValidatableResponse shown(Room room, String status) {
    anybody()
        .get("/api/players")
        .then()
        .body("find { it.slug == '%s' }.status".formatted(room.slug()), equalTo(status));
    return anybody()
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .statusCode(200)
        .body("player.status", equalTo(status));
  }

  @Test
  void reasons_disclose_nothing_of_fewer_than_five_listeners() {
    Room room = room();
    for (int i = 0; i < 4; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    }
    tick.run();
    inside(room)
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .body("next.reason", everyItem(nullValue()));
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.WAVES), room);
    tick.run();
    inside(room)
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .body("next[1].reason", equalTo("collective"))
        .body("next[0].reason", nullValue());
  }

  @Test
  void an_unknown_player_is_a_problem() {
    for (String name : List.of("nowhere", UUID.randomUUID().toString(), "%20", "x".repeat(200))) {
      problem(anybody().get("/api/players/" + name + "/now-playing").then(), 404, "unknown-player");
    }
  }

  private Room room() {
    return fixtures.room(
        Stream.of(
                BrainFixtures.RAIN,
                BrainFixtures.RAIN,
                BrainFixtures.WAVES,
                BrainFixtures.WAVES,
                BrainFixtures.FIRE,
                BrainFixtures.WIND)
            .map(fixtures::song)
            .toArray(UUID[]::new));
  }
}
