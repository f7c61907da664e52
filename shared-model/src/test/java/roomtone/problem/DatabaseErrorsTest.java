package roomtone.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Which failures say that the database is away. */
class DatabaseErrorsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", "28P01", "28000", "3D000", "53100", "53300", "57014", "57P01", "57P03",
        "58030", "25P03", "25006", "3F000", "42P01", "42703", "42883"
      })
  void a_database_that_cannot_serve_is_known_by_the_sql_state(String state) {
    assertTrue(isAway(new SQLException("in any language", state)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "23514", "22003", "42501", "42601", "P0001", "PT403", "40001"})
  void errors_of_statements_are_not_taken_for_it(String state) {
    assertFalse(isAway(new SQLException("Acquisition timeout", state)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Acquisition timeout while waiting for new connection",
        "Sorry, acquisition timeout!"
      })
  void both_messages_of_an_exhausted_pool_are_known(String message) {
    assertTrue(isAway(new IllegalStateException(new SQLException(message))));
  }

  @Test
  void a_pool_that_cannot_connect_is_known_by_the_type_of_the_cause() {
    assertTrue(isAway(new SQLException(new ConnectException())));
    assertTrue(isAway(new SQLException(new SocketTimeoutException())));
    assertTrue(isAway(new SQLException(new TimeoutException())));
    assertFalse(isAway(new SQLException("the result set is closed")));
  }

  @Test
  void the_failure_of_a_commit_is_found_though_it_is_suppressed() {
    SQLException lost = new SQLException("terminated", "57P01");
    Exception resource = new Exception("error at the commit", lost);
    Exception rolledBack = new Exception("Could not commit transaction.");
    rolledBack.addSuppressed(resource);
    resource.addSuppressed(rolledBack);
    assertEquals(Optional.of(lost), DatabaseErrors.behind(new RuntimeException(rolledBack)));
    SQLException refused = new SQLException("deferred check", "23514");
    Exception failed = new Exception("Could not commit transaction.");
    failed.addSuppressed(refused);
    assertFalse(isAway(failed));
  }

  @Test
  void an_error_with_which_the_server_closes_the_connection_is_known_by_its_severity() {
    assertTrue(
        isAway(new PSQLException(new ServerErrorMessage("SFATAL\0CXX000\0Mno such tenant\0"))));
    assertFalse(
        isAway(new PSQLException(new ServerErrorMessage("SERROR\0CXX000\0Mno such tenant\0"))));
  }

  private static boolean isAway(Throwable failure) {
    return DatabaseErrors.behind(failure).isPresent();
  }
}
