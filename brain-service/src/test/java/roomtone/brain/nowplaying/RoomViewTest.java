package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;
import roomtone.local.testing.LocalAuth.Signature;

/** Strangers see what plays and the first entry; those who are in the room see all entries. */
@QuarkusTest
class RoomViewTest extends BrainTest {

  @TestHTTPResource("/api/players/")
  URI base;

  @Inject LiveRooms live;
  @Inject Tick tick;
  @Inject SubscriberViews views;
  @Inject PresentListeners listeners;

  private Room room;

  @BeforeEach
  void makeARoomThatPlays() {
    room =
        fixtures.room(
            Stream.generate(() -> fixtures.song(BrainFixtures.RAIN)).limit(8).toArray(UUID[]::new));
    tick.run();
    fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
  }

  @Test
  void a_stranger_sees_what_plays_and_the_first_entry() {
    Person stranger = fixtures.person();
    for (var call : new ValidatableResponse[] {nowPlaying(null), nowPlaying(stranger.token())}) {
      call.statusCode(200)
          .body("current.song_id", notNullValue())
          .body("next", hasSize(1))
          .body("next[0].position", equalTo(1))
          .body("next[0].changeable", equalTo(false))
          .header("Vary", containsString("Authorization"));
    }
  }

  @Test
  void a_listener_who_is_checked_in_sees_all_entries() {
    Person listener = fixtures.person();
    fixtures.checkIn(listener, room);
    nowPlaying(listener.token()).statusCode(200).body("next", hasSize(5));
    fixtures.checkIn(listener, fixtures.room());
    nowPlaying(listener.token()).body("next", hasSize(1));
    fixtures.checkIn(listener, room);
    fixtures.advance(Duration.ofMinutes(59));
    nowPlaying(listener.token()).body("next", hasSize(5));
    fixtures.advance(Duration.ofMinutes(1));
    nowPlaying(listener.token()).body("next", hasSize(1));
    // A session without a room is in no room.
    as(listener).body("{}").post("/api/checkin").then().statusCode(201);
    nowPlaying(listener.token()).body("next", hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"now-playing", "events"})
  void an_invalid_token_is_refused(String call) {
    String path = base.resolve(room.slug() + "/" + call).toString();
    Person gone = fixtures.person();
    fixtures.sql().update("delete from auth.users where id = ?", gone.id());
    for (String header :
        new String[] {
          "Bearer x.y.z",
          "Bearer sb_publishable_x",
          "Basic eDp5",
          "x",
          "Bearer " + token(claims -> claims.put("exp", Instant.now().getEpochSecond() - 60))
        }) {
      problem(anybody().header("Authorization", header).get(path).then(), 401, "unauthorized")
          .header("WWW-Authenticate", "Bearer");
    }
    problem(as(gone).get(path).then(), 401, "account-gone");
    String anon = token(claims -> claims.put("role", "anon"));
    problem(anybody().header("Authorization", "Bearer " + anon).get(path).then(), 403, "forbidden");
    RestAssured.given().header("Authorization", "Bearer x.y.z").head(path).then().statusCode(401);
  }

  @Test
  void a_stream_follows_check_in_check_out_and_expiry() throws Exception {
    Person listener = fixtures.person();
    try (EventStream stream = open(listener.token())) {
      assertEquals(1, entries(stream));
      as(listener)
          .body(BrainFixtures.json("player_id", room.id()))
          .post("/api/checkin")
          .then()
          .statusCode(201);
      live.refresh();
      assertEquals(5, entries(stream));
      as(listener).post("/api/checkout").then().statusCode(204);
      live.refresh();
      assertEquals(1, entries(stream));
      fixtures.checkIn(listener, room);
      live.refresh();
      assertEquals(5, entries(stream));
      fixtures.advance(Duration.ofHours(1));
      live.refresh();
      assertEquals(1, entries(stream));
    }
  }

  @Test
  void a_stream_begins_with_what_the_listener_sees() throws Exception {
    Person listener = fixtures.person();
    fixtures.checkIn(listener, room);
    try (EventStream stranger = new EventStream(base.resolve(room.slug() + "/events"), "en");
        EventStream stream = open(listener.token())) {
      assertEquals(1, entries(stranger));
      assertEquals(5, entries(stream));
    }
  }

  @Test
  void a_change_of_the_other_entries_is_not_sent_to_strangers() throws Exception {
    try (EventStream stranger = new EventStream(base.resolve(room.slug() + "/events"), "en");
        EventStream stream = open(insider(room).token())) {
      assertEquals(1, entries(stranger));
      assertEquals(5, entries(stream));
      fixtures
          .sql()
          .update(
              "update songs set title = 'Drizzle' where id = ?", fixtures.queue(room).getLast());
      live.refresh();
      assertEquals("Drizzle", stream.state().getString("next[4].title"));
      assertEquals(":still here", stranger.lineAfter(live::sendHeartbeats));
    }
  }

  @Test
  void a_stream_ends_with_its_token() throws Exception {
    Person listener = fixtures.person();
    Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 600);
    String token = token(listener, claims -> claims.put("exp", end.getEpochSecond()));
    try (EventStream stream = open(token);
        EventStream longer = open(listener.token())) {
      entries(stream);
      entries(longer);
      setClock(end.minusMillis(1));
      live.refresh();
      assertEquals(":still here", stream.lineAfter(live::sendHeartbeats));
      setClock(end);
      live.refresh();
      assertEquals(EventStream.END, stream.line(EventStream.END));
      assertEquals(":still here", longer.lineAfter(live::sendHeartbeats));
    }
  }

  @Test
  void a_stream_ends_with_the_account() throws Exception {
    Person listener = fixtures.person();
    try (EventStream stream = open(listener.token())) {
      entries(stream);
      fixtures.sql().update("delete from auth.users where id = ?", listener.id());
      live.refresh();
      assertEquals(EventStream.END, stream.line(EventStream.END));
    }
  }

  /** Sets the clock by which tokens of streams end, until the test ends. */
  private void setClock(Instant now) {
    QuarkusMock.installMockForInstance(
        new SubscriberViews(listeners, Clock.fixed(now, ZoneOffset.UTC)), views);
  }

  private static int entries(EventStream stream) throws InterruptedException {
    JsonPath state = stream.state();
    assertNotNull(state.get("current.song_id"));
    return state.getInt("next.size()");
  }

  private EventStream open(String token) throws Exception {
    return new EventStream(base.resolve(room.slug() + "/events"), "en", token);
  }

  private ValidatableResponse nowPlaying(String token) {
    var call = token == null ? anybody() : as(new Person(null, token));
    return call.get(base.resolve(room.slug() + "/now-playing")).then();
  }

  private String token(Consumer<Map<String, Object>> change) {
    return token(fixtures.person(), change);
  }

  private String token(Person person, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = fixtures.auth().claims(person.id());
    change.accept(claims);
    return fixtures.auth().sign(claims, Signature.OURS);
  }
}
