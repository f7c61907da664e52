package roomtone.manager.device;

import static org.hamcrest.Matchers.contains;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.manager.PoolCounter;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What the tests of polls have in common: a clock to move, and calls of a device. */
@QuarkusTestResource(World.class)
abstract class Polls {

  World world;
  @Inject MovableClock clock;
  @Inject PoolCounter pool;
  @Inject PlayerChangeListener listener;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    awaitNotifications();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
    world.database().setClock(Duration.ZERO);
  }

  /** Proves that notifications arrive; the schedule that does it does not run in tests. */
  void awaitNotifications() {
    Await.until(
        "the service receives notifications",
        Duration.ofSeconds(20),
        () -> {
          listener.testItself();
          return listener.isComplete(listener.epoch());
        });
  }

  static ValidatableResponse poll(Room room) {
    return device(room.token()).get("/api/player/poll").then();
  }

  static ValidatableResponse poll(Room room, String etag) {
    return device(room.token()).header("If-None-Match", etag).get("/api/player/poll").then();
  }

  static String etag(Room room) {
    return poll(room).statusCode(200).extract().header("ETag");
  }

  static void report(Room room, UUID play, String song, String queueId, Instant startedAt) {
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

  void change(Room room, String body) {
    as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
  }
}
