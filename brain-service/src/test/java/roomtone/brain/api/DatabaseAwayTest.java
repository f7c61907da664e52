package roomtone.brain.api;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.LogLines;
import roomtone.local.testing.Sql;

/** Calls that get no connection, and calls that lose it at their commit. */
@QuarkusTest
class DatabaseAwayTest extends BrainTest {

  private static final int CALLS = 12;

  /** Ends the connection of the transaction whose deferred triggers run. */
  private static final String LOSE_AT_COMMIT =
      """
      create function public.test_lose_connection() returns trigger language plpgsql security definer as
      'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(30); return null; end';
      create constraint trigger test_lose_vote after insert on public.votes deferrable initially deferred
        for each row execute function public.test_lose_connection();
      create constraint trigger test_lose_session after insert on public.sessions deferrable initially deferred
        for each row execute function public.test_lose_connection()
      """;

  @Inject DataSource pool;

  @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
  int poolSize;

  @Test
  void calls_that_find_the_pool_exhausted_get_503_and_one_line_in_the_log() throws Exception {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    List<Connection> held = new ArrayList<>();
    LogLines log = LogLines.open();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < poolSize; i++) {
        held.add(pool.getConnection());
      }
      List<Callable<Response>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(i % 2 == 0 ? () -> vote(person, song) : () -> as(person).get("/api/me"));
      }
      for (Future<Response> answer : callers.invokeAll(calls)) {
        away(answer.get());
      }
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
      log.close();
    }
    assertOneLineWithoutTrace(log);
    assertEquals(201, vote(person, song).statusCode());
  }

  @Test
  void calls_that_lose_their_connection_at_the_commit_get_503_and_change_nothing()
      throws SQLException {
    Person person = fixtures.person();
    Room room = fixtures.room();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    LogLines log = LogLines.open();
    try (Sql superuser = fixtures.database().sql("supabase_admin")) {
      superuser.execute(LOSE_AT_COMMIT);
      try {
        for (int i = 0; i < 2; i++) {
          refused(() -> vote(person, song), 503, "database-away")
              .header("Retry-After", equalTo("5"));
          refused(() -> checkIn(person, room), 503, "database-away")
              .header("Retry-After", equalTo("5"));
        }
      } finally {
        superuser.execute("drop function public.test_lose_connection() cascade");
      }
    } finally {
      log.close();
    }
    assertOneLineWithoutTrace(log);
    assertEquals(201, vote(person, song).statusCode());
    assertEquals(201, checkIn(person, room).statusCode());
  }

  private static void away(Response answer) {
    problem(answer.then(), 503, "database-away").header("Retry-After", equalTo("5"));
  }

  /** Another test may have logged the same within the minute in which one line is logged. */
  private static void assertOneLineWithoutTrace(LogLines log) {
    String lines = String.join("\n", log.lines());
    assertTrue(log.lines().size() <= 1 && !lines.contains("+trace"), lines);
  }

  private static Response vote(Person person, UUID song) {
    return as(person).body(json("song_id", song, "vote_value", 5)).post("/api/votes");
  }

  private static Response checkIn(Person person, Room room) {
    return as(person).body(json("player_id", room.id())).post("/api/checkin");
  }
}
