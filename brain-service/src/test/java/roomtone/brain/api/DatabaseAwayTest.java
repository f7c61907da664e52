package roomtone.brain.api;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.LogLines;
import roomtone.local.testing.LostConnections;

/** Calls that get no connection, and calls that lose it at their commit. */
@QuarkusTest
class DatabaseAwayTest extends BrainTest {

  private static final int CALLS = 12;

  @Inject DataSource pool;

  @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
  int poolSize;

  @Test
  void calls_that_find_the_pool_exhausted_get_503_and_one_line_in_the_log() throws Exception {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    List<Callable<Response>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(i % 2 == 0 ? () -> vote(person, song) : () -> as(person).get("/api/me"));
    }
    LogLines log = LogLines.open();
    try {
      for (Response answer : LostConnections.whileExhausted(pool, poolSize, calls)) {
        away(answer);
      }
    } finally {
      log.close();
    }
    log.assertAtMostOneLine();
    assertEquals(201, vote(person, song).statusCode());
  }

  @Test
  void calls_that_lose_their_connection_at_the_commit_get_503_and_change_nothing()
      throws Exception {
    Person person = fixtures.person();
    Room room = fixtures.room();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    LogLines log = LogLines.open();
    try {
      LostConnections.atCommit(
          fixtures.database(),
          List.of("votes", "sessions"),
          () -> {
            for (int i = 0; i < 2; i++) {
              refused(() -> vote(person, song), 503, "database-away")
                  .header("Retry-After", equalTo("5"));
              refused(() -> checkIn(person, room), 503, "database-away")
                  .header("Retry-After", equalTo("5"));
            }
          });
    } finally {
      log.close();
    }
    log.assertAtMostOneLine();
    assertEquals(201, vote(person, song).statusCode());
    assertEquals(201, checkIn(person, room).statusCode());
  }

  private static void away(Response answer) {
    problem(answer.then(), 503, "database-away").header("Retry-After", equalTo("5"));
  }

  private static Response vote(Person person, UUID song) {
    return as(person).body(json("song_id", song, "vote_value", 5)).post("/api/votes");
  }

  private static Response checkIn(Person person, Room room) {
    return as(person).body(json("player_id", room.id())).post("/api/checkin");
  }
}
