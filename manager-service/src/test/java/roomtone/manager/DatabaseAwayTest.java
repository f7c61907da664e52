package roomtone.manager;

import static org.hamcrest.Matchers.equalTo;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LogLines;
import roomtone.local.testing.LostConnections;
import roomtone.local.testing.TestRequests;
import roomtone.manager.World.Room;

/** Calls that get no connection, and calls that lose it at their commit. */
@QuarkusTest
@QuarkusTestResource(World.class)
class DatabaseAwayTest {

  private static final int CALLS = 12;

  World world;
  @Inject DataSource pool;

  @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
  int poolSize;

  private LocalAuth.Session admin;
  private Room room;
  private String song;

  @BeforeEach
  void a_room_whose_device_has_polled() {
    admin = world.admin();
    room = world.roomWith(admin, "Cut off", 2);
    song = device(room.token()).get("/api/player/poll").path("next[0].song_id");
  }

  @Test
  void calls_that_find_the_pool_exhausted_get_503_and_one_line_in_the_log() throws Exception {
    List<Callable<Response>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(i % 2 == 0 ? this::report : () -> as(admin).get("/api/admin/players"));
    }
    LogLines log = LogLines.open();
    try {
      for (Response answer : LostConnections.whileExhausted(pool, poolSize, calls)) {
        TestRequests.assertProblem(answer.then(), 503, "database-away")
            .header("Retry-After", equalTo("5"));
      }
    } finally {
      log.close();
    }
    log.assertAtMostOneLine();
    report().then().statusCode(200);
  }

  @Test
  void calls_that_lose_their_connection_at_the_commit_get_503_and_change_nothing()
      throws Exception {
    LogLines log = LogLines.open();
    try {
      LostConnections.atCommit(
          world.database(),
          List.of("songs_playing", "players"),
          () -> {
            for (int i = 0; i < 2; i++) {
              world.refused(this::report, 503, "database-away").header("Retry-After", equalTo("5"));
              world
                  .refused(this::createPlayer, 503, "database-away")
                  .header("Retry-After", equalTo("5"));
            }
          });
    } finally {
      log.close();
    }
    log.assertAtMostOneLine();
    report().then().statusCode(200);
    createPlayer().then().statusCode(201);
  }

  private Response report() {
    return device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id", UUID.randomUUID(),
                    "song_id", song,
                    "started_at", Instant.now().toString())))
        .post("/api/player/plays");
  }

  private Response createPlayer() {
    return as(admin)
        .contentType("application/json")
        .body("{\"name\": \"Lost\"}")
        .post("/api/admin/players");
  }
}
