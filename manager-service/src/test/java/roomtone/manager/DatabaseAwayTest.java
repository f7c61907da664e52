package roomtone.manager;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LogLines;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestRequests;
import roomtone.manager.World.Room;

/** Calls that get no connection, and calls that lose it at their commit. */
@QuarkusTest
@QuarkusTestResource(World.class)
class DatabaseAwayTest {

  private static final int CALLS = 12;

  /** Ends the connection of the transaction whose deferred triggers run. */
  private static final String LOSE_AT_COMMIT =
      """
      create function public.test_lose_connection() returns trigger language plpgsql security definer as
      'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(30); return null; end';
      create constraint trigger test_lose_play after insert on public.songs_playing deferrable initially deferred
        for each row execute function public.test_lose_connection();
      create constraint trigger test_lose_player after insert on public.players deferrable initially deferred
        for each row execute function public.test_lose_connection()
      """;

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
    List<Connection> held = new ArrayList<>();
    LogLines log = LogLines.open();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < poolSize; i++) {
        held.add(pool.getConnection());
      }
      List<Callable<Response>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(i % 2 == 0 ? this::report : () -> as(admin).get("/api/admin/players"));
      }
      for (Future<Response> answer : callers.invokeAll(calls)) {
        TestRequests.assertProblem(answer.get().then(), 503, "database-away")
            .header("Retry-After", equalTo("5"));
      }
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
      log.close();
    }
    assertOneLineWithoutTrace(log);
    report().then().statusCode(200);
  }

  @Test
  void calls_that_lose_their_connection_at_the_commit_get_503_and_change_nothing()
      throws Exception {
    LogLines log = LogLines.open();
    try (Sql superuser = world.database().sql("supabase_admin")) {
      superuser.execute(LOSE_AT_COMMIT);
      try {
        for (int i = 0; i < 2; i++) {
          world.refused(this::report, 503, "database-away").header("Retry-After", equalTo("5"));
          world
              .refused(this::createPlayer, 503, "database-away")
              .header("Retry-After", equalTo("5"));
        }
      } finally {
        superuser.execute("drop function public.test_lose_connection() cascade");
      }
    } finally {
      log.close();
    }
    assertOneLineWithoutTrace(log);
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

  /** Another test may have logged the same within the minute in which one line is logged. */
  private static void assertOneLineWithoutTrace(LogLines log) {
    String lines = String.join("\n", log.lines());
    assertTrue(log.lines().size() <= 1 && !lines.contains("+trace"), lines);
  }
}
