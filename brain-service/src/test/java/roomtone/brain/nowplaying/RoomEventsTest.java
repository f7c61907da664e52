package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;

/** Streams send what plays in their room and what state it is in. */
@QuarkusTest
class RoomEventsTest extends BrainTest {

  @TestHTTPResource("/api/players/")
  URI base;

  @Inject LiveRooms live;
  @Inject Tick tick;

  @Test
  void a_stream_sends_changes_of_the_song_that_plays() throws Exception {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(song, fixtures.song(BrainFixtures.FIRE));
    fixtures.play(room, song);
    try (EventStream stream = open(room.slug())) {
      assertEquals(180, stream.state().getInt("current.play_seconds"));
      fixtures.sql().update("update songs set title = 'Drizzle' where id = ?", song);
      live.refresh();
      assertEquals("Drizzle", stream.state().getString("current.title"));
      fixtures.sql().update("update songs set artist = 'Weather' where id = ?", song);
      live.refresh();
      assertEquals("Weather", stream.state().getString("current.artist"));
      fixtures.sql().update("update players set soundscape_seconds = 60 where id = ?", room.id());
      live.refresh();
      assertEquals(60, stream.state().getInt("current.play_seconds"));
      fixtures
          .sql()
          .update("update songs set type = 'instrumental', duration = 77 where id = ?", song);
      live.refresh();
      assertEquals(77, stream.state().getInt("current.play_seconds"));
    }
  }

  @Test
  void a_stream_follows_the_library_in_the_first_place_too() throws Exception {
    UUID[] songs = {
      fixtures.song(BrainFixtures.RAIN),
      fixtures.song(BrainFixtures.RAIN),
      fixtures.song(BrainFixtures.RAIN)
    };
    Room room = fixtures.room(songs);
    tick.run();
    List<UUID> queue = fixtures.queue(room);
    try (EventStream stream = open(room.slug())) {
      assertEquals(queue.getFirst().toString(), stream.state().getString("next[0].song_id"));
      fixtures
          .sql()
          .update(
              "delete from player_library where player_id = ? and song_id = ?",
              room.id(),
              queue.getFirst());
      tick.run();
      live.refresh();
      assertEquals(queue.get(1).toString(), stream.state().getString("next[0].song_id"));
    }
    anybody()
        .get(base.resolve(room.slug() + "/now-playing"))
        .then()
        .body("next[0].song_id", equalTo(queue.get(1).toString()));
  }

  @Test
  void the_song_of_an_offline_device_ends_on_open_and_new_streams() throws Exception {
    fixtures.database().setClock(fixtures.now());
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(song, fixtures.song(BrainFixtures.FIRE));
    fixtures.play(room, song);
    try (EventStream stream = open(room.slug())) {
      assertEquals(song.toString(), stream.state().getString("current.song_id"));
      fixtures.advance(Duration.ofSeconds(20));
      fixtures.sql().update("update players set status = 'offline' where id = ?", room.id());
      live.refresh();
      JsonPath away = stream.state();
      assertEquals("offline", away.getString("player.status"));
      assertEquals(song.toString(), away.getString("current.song_id"));
      fixtures.advance(Duration.ofSeconds(180 + 15 - 20));
      live.refresh();
      assertNull(stream.state().get("current"));
      try (EventStream next = open(room.slug())) {
        assertNull(next.state().get("current"));
      }
    }
  }

  @Test
  void a_stream_sends_that_a_room_asks_for_presence_codes() throws Exception {
    Room room = fixtures.room();
    try (EventStream stream = open(room.slug())) {
      assertEquals("open", stream.state().getString("player.presence"));
      fixtures.setPresence(room, "code");
      live.refresh();
      assertEquals("code", stream.state().getString("player.presence"));
    }
  }

  @Test
  void a_stream_sends_that_a_room_pauses_closes_and_opens() throws Exception {
    // A Tuesday.
    Instant start = Instant.parse("2026-11-24T08:59:50Z");
    fixtures.database().setClock(start);
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    set(room, "status = 'online'");
    try (EventStream stream = open(room.slug())) {
      JsonPath first = stream.state();
      assertEquals("idle", first.getString("state"));
      Instant sent = Instant.parse(first.getString("server_time"));
      assertFalse(sent.isBefore(start) || sent.isAfter(start.plusSeconds(60)), sent.toString());
      set(room, "paused = true");
      live.refresh();
      assertEquals("paused", stream.state().getString("state"));
      set(
          room,
          "paused = false, opening_hours = '{\"tue\": [[\"09:00\", \"10:00\"]], \"wed\": [[\"09:00\", \"10:00\"]]}'");
      live.refresh();
      JsonPath closed = stream.state();
      assertEquals("closed", closed.getString("state"));
      assertEquals("2026-11-24T09:00:00Z", closed.getString("opens_at"));
      fixtures.advance(Duration.ofSeconds(10));
      live.refresh();
      JsonPath open = stream.state();
      assertEquals("idle", open.getString("state"));
      assertNull(open.get("opens_at"));
      fixtures.advance(Duration.ofHours(1));
      live.refresh();
      assertEquals("2026-11-25T09:00:00Z", stream.state().getString("opens_at"));
    }
  }

  private void set(Room room, String values) {
    fixtures.sql().update("update players set " + values + " where id = ?", room.id());
  }

  @Test
  void a_stream_tells_that_a_play_is_over_though_nobody_reported_its_end() throws Exception {
    fixtures.database().setClock(fixtures.now());
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(song, fixtures.song(BrainFixtures.FIRE));
    fixtures.play(room, song);
    try (EventStream stream = open(room.slug())) {
      assertEquals("playing", stream.state().getString("player.status"));
      fixtures.advance(Duration.ofSeconds(180 + 15).minusMillis(1));
      live.refresh();
      assertEquals(":still here", stream.lineAfter(live::sendHeartbeats), "it still plays");
      fixtures.advance(Duration.ofMillis(1));
      live.refresh();
      JsonPath over = stream.state();
      assertEquals("idle", over.getString("player.status"));
      assertNull(over.get("current"));
    }
  }

  private EventStream open(String slug) throws IOException, InterruptedException {
    return new EventStream(base.resolve(slug + "/events"), "en");
  }
}
