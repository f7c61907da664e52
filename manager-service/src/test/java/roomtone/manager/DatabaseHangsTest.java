package roomtone.manager;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.FaultProxy;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LostConnections;
import roomtone.local.testing.MovableClock;
import roomtone.local.testing.TestRequests;
import roomtone.manager.World.Room;
import roomtone.startup.SchemaReadiness;

/** A database that does not answer: it is stopped, or the network drops every packet. */
@QuarkusTest
@QuarkusTestResource(World.class)
class DatabaseHangsTest {

  /** The limit of a call, 8 s, and some time for a busy machine. */
  private static final long CALL_MILLIS = 11_000;

  /** What no poll comes near that does not wait for the database. */
  private static final long POLL_MILLIS = 5_000;

  World world;
  @Inject MovableClock clock;
  @Inject @Readiness SchemaReadiness readiness;

  private FaultProxy network;
  private LocalAuth.Session admin;
  private Room room;
  private Room unseen;
  private String song;

  @BeforeEach
  void a_room_whose_device_has_polled() {
    network = world.network();
    admin = world.admin();
    room = world.roomWith(admin, "Hanging", 3);
    unseen = world.roomWith(admin, "Unseen", 3);
    song = poll(room).path("next[0].song_id");
    assertEquals(Status.UP, readiness.call().getStatus());
  }

  @AfterEach
  void mend() {
    network.pass();
    clock.reset();
    Await.passes(Duration.ofSeconds(30), () -> report(UUID.randomUUID()).then().statusCode(200));
  }

  @Test
  void while_it_is_stopped_known_devices_poll_on_and_calls_are_given_up_after_eight_seconds()
      throws Exception {
    UUID play = UUID.randomUUID();
    network.hold();
    clock.advance(Duration.ofMinutes(20));
    for (int i = 0; i < 20; i++) {
      assertLastSnapshot();
    }
    assertEquals(Status.UP, readiness.call().getStatus());
    assertAllGivenUp(
        List.of(
            () -> poll(unseen),
            () -> report(play),
            () -> device(room.token()).get("/api/player/manifest"),
            () -> as(admin).get("/api/admin/players"),
            this::createPlayer));
    assertLastSnapshot();

    network.pass();
    Await.passes(Duration.ofSeconds(5), () -> report(play).then().statusCode(200));
    Await.passes(Duration.ofSeconds(5), () -> createPlayer().then().statusCode(201));
    Await.passes(Duration.ofSeconds(5), () -> poll(unseen).then().statusCode(200));
    assertEquals(1, plays(play));
  }

  @Test
  @Tag("long")
  void after_the_network_has_forgotten_all_connections_calls_get_new_ones() throws Exception {
    UUID play = UUID.randomUUID();
    network.drop();
    clock.advance(Duration.ofMinutes(20));
    assertLastSnapshot();
    assertAllGivenUp(List.of(() -> report(play), this::createPlayer));
    assertLastSnapshot();

    network.pass();
    Await.passes(Duration.ofSeconds(15), () -> report(play).then().statusCode(200));
    world.sql().update("update public.players set name = 'Back' where id = ?", room.id());
    Await.passes(
        Duration.ofSeconds(30),
        () -> poll(room).then().statusCode(200).body("player.name", equalTo("Back")));
  }

  @Test
  @Tag("long")
  void a_report_whose_commit_hangs_is_given_up_and_its_repetition_is_stored_once()
      throws Exception {
    UUID play = UUID.randomUUID();
    LostConnections.hangingAtCommit(
        world.database(),
        List.of("songs_playing"),
        Duration.ofSeconds(12),
        () -> assertAllGivenUp(List.of(() -> report(play))));
    Await.passes(
        Duration.ofSeconds(30),
        () -> report(play).then().statusCode(200).body("[0].result", equalTo("duplicate")));
    assertEquals(1, plays(play));
  }

  private void assertLastSnapshot() {
    poll(room)
        .then()
        .statusCode(200)
        .body("next", hasSize(3))
        .time(lessThan(POLL_MILLIS), TimeUnit.MILLISECONDS);
  }

  /** Makes calls at once, and checks that each is answered with 503 within the limit. */
  private static void assertAllGivenUp(List<Callable<Response>> calls) throws Exception {
    for (Response answer : LostConnections.atOnce(calls)) {
      TestRequests.assertProblem(answer.then(), 503, "database-away")
          .header("Retry-After", equalTo("5"));
      assertTrue(answer.time() < CALL_MILLIS, () -> "ms: " + answer.time());
    }
  }

  private int plays(UUID play) {
    return world.sql().integer("select count(*) from public.songs_playing where id = ?", play);
  }

  private static Response poll(Room room) {
    return device(room.token()).get("/api/player/poll");
  }

  private Response report(UUID play) {
    return device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of("play_id", play, "song_id", song, "started_at", Instant.now().toString())))
        .post("/api/player/plays");
  }

  private Response createPlayer() {
    return as(admin)
        .contentType("application/json")
        .body("{\"name\": \"Late\"}")
        .post("/api/admin/players");
  }
}
