package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.FaultProxy;
import roomtone.local.testing.LostConnections;
import roomtone.startup.SchemaReadiness;

/** A database that does not answer: it is stopped, or the network drops every packet. */
@QuarkusTest
class DatabaseHangsTest extends BrainTest {

  /** The limit of a call, 8 s, and some time for a busy machine. */
  private static final long CALL_MILLIS = 11_000;

  /** More than connect at a time. */
  private static final int STREAMS = 6;

  @TestHTTPResource("/api/players/")
  URI base;

  @Inject LiveRooms live;
  @Inject @Readiness SchemaReadiness readiness;

  /** Injected by the test resource. */
  FaultProxy network;

  private Person person;
  private Room room;
  private UUID song;

  @BeforeEach
  void a_listener_who_may_vote() {
    person = fixtures.person();
    room = fixtures.room();
    song = fixtures.song(BrainFixtures.RAIN);
    assertEquals(Status.UP, readiness.call().getStatus());
  }

  @AfterEach
  void mend() {
    network.pass();
    Await.passes(Duration.ofSeconds(30), () -> as(person).get("/api/me").then().statusCode(200));
  }

  @Test
  void while_it_is_stopped_calls_are_given_up_after_eight_seconds_and_streams_stay_open()
      throws Exception {
    try (EventStream stream = new EventStream(base.resolve(room.slug() + "/events"), "en")) {
      stream.line("data:");
      network.hold();
      List<Callable<Response>> calls =
          new ArrayList<>(
              List.of(
                  this::vote,
                  this::checkIn,
                  () -> as(person).get("/api/me"),
                  () -> anybody().get("/api/players/" + room.slug() + "/now-playing"),
                  () -> anybody().get("/api/leaderboard")));
      for (int i = 0; i < STREAMS; i++) {
        calls.add(() -> anybody().get("/api/players/" + room.slug() + "/events"));
      }
      assertAllGivenUp(calls);
      assertEquals(Status.UP, readiness.call().getStatus());
      assertEquals(":still here", stream.lineAfter(live::sendHeartbeats));

      network.pass();
      Await.passes(Duration.ofSeconds(5), () -> assertEquals(201, vote().statusCode()));
      Await.passes(Duration.ofSeconds(5), () -> assertEquals(201, checkIn().statusCode()));
    }
  }

  @Test
  @Tag("long")
  void after_the_network_has_forgotten_all_connections_calls_get_new_ones() throws Exception {
    network.drop();
    assertAllGivenUp(List.of(this::vote, this::checkIn));
    network.pass();
    Await.passes(Duration.ofSeconds(15), () -> assertEquals(201, vote().statusCode()));
    Await.passes(Duration.ofSeconds(15), () -> assertEquals(201, checkIn().statusCode()));
  }

  @Test
  @Tag("long")
  void a_vote_whose_commit_hangs_is_given_up_and_its_repetition_is_counted_once() throws Exception {
    LostConnections.hangingAtCommit(
        fixtures.database(),
        List.of("votes"),
        Duration.ofSeconds(12),
        () -> assertAllGivenUp(List.of(this::vote)));
    Await.passes(Duration.ofSeconds(30), () -> assertEquals(200, vote().statusCode()));
    assertEquals(
        1,
        fixtures.sql().integer("select count(*) from public.votes where user_id = ?", person.id()));
  }

  /** Makes calls at once, and checks that each is answered with 503 within the limit. */
  private static void assertAllGivenUp(List<Callable<Response>> calls) throws Exception {
    for (Response answer : LostConnections.atOnce(calls)) {
      problem(answer.then(), 503, "database-away").header("Retry-After", equalTo("5"));
      assertTrue(answer.time() < CALL_MILLIS, () -> "ms: " + answer.time());
    }
  }

  private Response vote() {
    return as(person).body(json("song_id", song, "vote_value", 5)).post("/api/votes");
  }

  private Response checkIn() {
    return as(person).body(json("player_id", room.id())).post("/api/checkin");
  }
}
