package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.player.Players;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;
import roomtone.limit.StreamLease;
import roomtone.model.Dimensions;

/** Streams begin and end, and send each change of their room once. */
@QuarkusTest
class EventsTest extends BrainTest {

  @TestHTTPResource("/api/players/")
  URI base;

  @Inject LiveRooms live;
  @Inject Players players;
  @Inject Session rows;
  @Inject Explanations explanations;
  @Inject Dimensions dimensions;
  @Inject Messages messages;
  @Inject Tick tick;

  @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
  int connections;

  @Test
  void a_stream_sends_the_state_on_connect_and_after_each_change() throws Exception {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(song, fixtures.song(BrainFixtures.FIRE));
    try (EventStream stream = open(room.slug())) {
      JsonPath first = stream.state();
      assertEquals(room.slug(), first.getString("player.slug"));
      assertNull(first.get("current"));

      fixtures.play(room, song);
      live.refresh();
      assertEquals(song.toString(), stream.state().getString("current.song_id"));

      live.refresh();
      assertEquals(
          ":still here",
          stream.lineAfter(live::sendHeartbeats),
          "an unchanged room sends nothing but the heartbeat");
    }
  }

  @Test
  void archiving_a_room_ends_its_streams() throws Exception {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    Room other = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    try (EventStream stream = open(room.slug());
        EventStream stays = open(other.slug())) {
      stream.state();
      stays.state();
      fixtures
          .sql()
          .update(
              "update players set archived_at = roomtone.now(), status = 'offline' where id = ?",
              room.id());
      live.refresh();
      assertEquals(EventStream.END, stream.line(EventStream.END));
      assertEquals(":still here", stays.lineAfter(live::sendHeartbeats));
    }
    problem(anybody().get(base.resolve(room.slug() + "/events")).then(), 404, "unknown-player");
  }

  @Test
  void a_change_during_the_subscription_is_sent_last() throws Exception {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    try (EventStream first = open(room.slug())) {
      first.state();
      AtomicBoolean changed = new AtomicBoolean();
      QuarkusMock.installMockForType(
          new NowPlaying(rows, explanations, dimensions, messages) {
            @Override
            RoomState translate(Snapshot snapshot, Locale language, RoomView view) {
              RoomState state = super.translate(snapshot, language, view);
              if (language.equals(Locale.GERMAN) && changed.compareAndSet(false, true)) {
                fixtures
                    .sql()
                    .update("update players set name = 'Renamed' where id = ?", room.id());
                live.refresh();
              }
              return state;
            }
          },
          NowPlaying.class);
      List<String> seen = new ArrayList<>();
      Cancellable watcher =
          live.subscribe(
                  () -> players.named(room.slug()),
                  Locale.GERMAN,
                  Optional.empty(),
                  StreamLease.ofNobody())
              .subscribe()
              .with(state -> seen.add(state.orElseThrow()));
      watcher.cancel();
      assertEquals("Renamed", JsonPath.from(seen.getLast()).getString("player.name"));
    }
  }

  @Test
  void a_stream_sends_no_changes_of_other_rooms() throws Exception {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room watched = fixtures.room(song);
    Room other = fixtures.room(song);
    try (EventStream stream = open(watched.slug())) {
      stream.state();
      fixtures.play(other, song);
      live.refresh();
      assertEquals(":still here", stream.lineAfter(live::sendHeartbeats));
    }
  }

  @Test
  void the_headers_keep_proxies_from_buffering_a_stream() throws Exception {
    try (EventStream stream = open(fixtures.room(fixtures.song(BrainFixtures.WIND)).slug())) {
      assertEquals("no", stream.response.headers().firstValue("X-Accel-Buffering").orElseThrow());
      assertTrue(
          stream
              .response
              .headers()
              .firstValue("Content-Type")
              .orElseThrow()
              .startsWith("text/event-stream"));
      assertEquals(
          List.of("no-store, no-transform"), stream.response.headers().allValues("Cache-Control"));
      assertTrue(stream.response.headers().firstValue("Content-Encoding").isEmpty());
      assertEquals("event:state", stream.line("event:"));
    }
  }

  @Test
  void a_stream_sends_the_delay_for_reconnecting() throws Exception {
    try (EventStream stream = open(fixtures.room(fixtures.song(BrainFixtures.WIND)).slug())) {
      int retry = Integer.parseInt(stream.line("retry:").substring("retry:".length()).strip());
      assertTrue(retry >= 2000 && retry <= 6000);
    }
  }

  @Test
  void two_streams_of_a_room_may_have_different_languages() throws Exception {
    Room room = fixtures.room(fixtures.song(BrainFixtures.WIND), fixtures.song(BrainFixtures.WIND));
    tick.run();
    try (EventStream english = open(room.slug(), "en-GB");
        EventStream german = open(room.slug(), "de")) {
      assertEquals("Not heard here yet", english.state().getString("next[0].why[0].text"));
      assertEquals("Hier noch nicht gehört", german.state().getString("next[0].why[0].text"));
    }
  }

  @Test
  void a_stream_sends_a_changed_collective_when_the_five_minutes_are_over() throws Exception {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
    Room room =
        fixtures.room(
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN));
    for (int i = 0; i < 5; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    }
    tick.run();
    try (EventStream stream = openInside(room)) {
      assertEquals(0.0f, stream.state().getFloat("next[1].dimensions[1].wanted"));
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.WAVES), room);
      tick.run();
      live.refresh();
      assertEquals(
          ":still here",
          stream.lineAfter(live::sendHeartbeats),
          "the new listener is not disclosed yet");
      fixtures.advance(PublicCollectives.PERIOD);
      live.refresh();
      // The direction of (5, 1, 0, 0, 0) is (0.98, 0.20, 0, 0, 0).
      assertEquals(0.25f, stream.state().getFloat("next[1].dimensions[1].wanted"));
      fixtures.advance(PublicCollectives.PERIOD);
      live.refresh();
      assertEquals(
          ":still here",
          stream.lineAfter(live::sendHeartbeats),
          "an unchanged state is not sent again");
    }
  }

  @Test
  void a_stream_discloses_nothing_of_four_listeners_even_after_a_fifth_has_left() throws Exception {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
    Room room =
        fixtures.room(
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN));
    for (int i = 0; i < 4; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    }
    tick.run();
    try (EventStream stream = openInside(room)) {
      assertNothingDisclosed(stream.state());
      Person fifth = fixtures.personWhoLikes(BrainFixtures.RAIN);
      fixtures.checkIn(fifth, room);
      tick.run();
      fixtures.play(room, fixtures.queue(room).getFirst());
      tick.run();
      live.refresh();
      assertEquals("collective", stream.state().getString("next[0].reason"));
      as(fifth).post("/api/checkout").then().statusCode(204);
      live.refresh();
      assertNothingDisclosed(stream.state());
    }
  }

  private static void assertNothingDisclosed(JsonPath state) {
    assertEquals(3, state.getInt("next.size()"));
    for (String field : List.of("reason", "dimensions", "why[0]")) {
      assertEquals(List.of(), state.getList("next.findAll { it.%s }".formatted(field)), field);
    }
  }

  @Test
  void more_rooms_have_streams_than_the_pool_has_connections() throws Exception {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    List<EventStream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * connections; i++) {
        EventStream stream = open(fixtures.room(song).slug());
        streams.add(stream);
        stream.state();
      }
      anybody().get("/api/players").then().statusCode(200);
    } finally {
      streams.forEach(EventStream::close);
    }
  }

  @Test
  void a_room_that_does_not_exist_has_no_events() {
    problem(anybody().get("/api/players/nowhere/events").then(), 404, "unknown-player")
        .body("detail", equalTo(unknown()));
  }

  private static String unknown() {
    return anybody().get("/api/players/nowhere/now-playing").then().extract().path("detail");
  }

  /** Opens a stream of a listener of unknown taste who is checked in. */
  private EventStream openInside(Room room) throws IOException, InterruptedException {
    return new EventStream(base.resolve(room.slug() + "/events"), "en", insider(room).token());
  }

  private EventStream open(String slug) throws IOException, InterruptedException {
    return open(slug, "en");
  }

  private EventStream open(String slug, String language) throws IOException, InterruptedException {
    return new EventStream(base.resolve(slug + "/events"), language);
  }
}
