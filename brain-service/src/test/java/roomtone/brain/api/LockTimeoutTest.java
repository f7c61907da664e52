package roomtone.brain.api;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;
import roomtone.problem.DatabaseErrors;

/** Calls that wait for locks, and connections that hang. */
@QuarkusTest
class LockTimeoutTest extends BrainTest {

  @Inject Session rows;
  @Inject DataSource pool;

  @Test
  void a_vote_that_waits_too_long_for_a_lock_gets_503_and_may_be_repeated() throws SQLException {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    assertEquals(201, vote(person, song).statusCode());
    UUID other = fixtures.song(BrainFixtures.WAVES);
    try (Sql holder = fixtures.database().sql("postgres")) {
      holder.execute("begin");
      holder.update("select from profiles where id = ? for update", person.id());
      refused(() -> vote(person, other), 503, "database-away")
          .header("Retry-After", equalTo("5"))
          .body(
              "detail", equalTo("Another call is changing the same data. Try again in a moment."));
    }
    assertEquals(201, vote(person, other).statusCode());
  }

  @Test
  void a_transaction_that_was_idle_too_long_is_given_up() {
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    QuarkusTransaction.begin();
    rows.createNativeMutationQuery("set local idle_in_transaction_session_timeout = '50ms'")
        .executeUpdate();
    Await.until(
        "the idle transaction has ended",
        Duration.ofSeconds(10),
        () ->
            fixtures
                    .sql()
                    .integer(
                        "select count(*) from pg_stat_activity where usename = 'brain_service' and state = 'idle in transaction'")
                == 0);
    RuntimeException failure =
        assertThrows(
            RuntimeException.class,
            () -> rows.createNativeQuery("select 1", Integer.class).getSingleResult());
    assertTrue(DatabaseErrors.behind(failure).isPresent(), failure::toString);
    QuarkusTransaction.rollback();
    assertEquals(201, vote(person, song).statusCode());
  }

  @Test
  void a_connection_without_an_answer_for_eight_seconds_is_given_up() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertEquals(Duration.ofSeconds(8).toMillis(), connection.getNetworkTimeout());
    }
  }

  private static Response vote(Person person, UUID song) {
    return as(person).body(json("song_id", song, "vote_value", 5)).post("/api/votes");
  }
}
