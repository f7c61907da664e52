package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;
import roomtone.local.testing.Sql.SqlFailure;

/** A pod that hangs within a transaction, and the transactions that wait for its locks. */
class HungTransactionTest {

  /** SQLSTATE of a lock timeout. */
  private static final String NOT_IN_TIME = "55P03";

  private Fixtures fixtures;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"brain_service", "manager_service"})
  void a_service_waits_four_seconds_for_a_lock_and_may_idle_ten_seconds_in_a_transaction(
      String login) throws SQLException {
    try (Sql service = fixtures.database().sql(login)) {
      assertEquals("4s", service.text("show lock_timeout"));
      assertEquals("10s", service.text("show idle_in_transaction_session_timeout"));
    }
  }

  @Test
  void a_hung_vote_blocks_others_no_longer_than_that() throws SQLException {
    UUID lobby = fixtures.player("Lobby");
    UUID rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    UUID anna = fixtures.listener();
    UUID boris = fixtures.listener();
    shorten("brain_service", "idle_in_transaction_session_timeout", "3s");
    shorten("manager_service", "lock_timeout", "1s");
    String move = "update public.songs set embedding = '[0,0,1,0,0]' where id = ?";
    try (Sql hung = fixtures.database().sql("brain_service");
        Sql staff = fixtures.database().sql("manager_service")) {
      hung.execute("begin");
      vote(hung, anna, lobby, rain);
      var moved = Background.start(() -> staff.sqlState(move, rain));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() == 1);
      // It waits for the change of the song, which has locked the catalogue and waits for the song.
      var listed =
          Background.start(
              () ->
                  fixtures
                      .manager()
                      .update(
                          "insert into public.player_library (player_id, song_id) values (?, ?)",
                          lobby,
                          rain));
      var voted = Background.start(() -> vote(fixtures.brain(), boris, lobby, rain));
      assertEquals(NOT_IN_TIME, Background.result(moved));
      assertEquals(1, Background.result(listed));
      assertEquals(1, Background.result(voted));

      Await.until("the lock is released", () -> staff.sqlState(move, rain).equals("done"));
      assertEquals(1, staff.update(move, rain));
      assertThrows(SqlFailure.class, () -> hung.execute("commit"));
    }
    assertEquals(
        List.of(List.of("1", "[0,0,1,0,0]")),
        fixtures.owner().rows("select votes, direction from roomtone.song_reputations"),
        "what hung has not happened");
  }

  /** Sets a shorter time limit for the connections that a role opens from now on. */
  private void shorten(String login, String setting, String time) {
    fixtures
        .owner()
        .execute(
            "alter role %s in database \"%s\" set %s = '%s'"
                .formatted(login, fixtures.database().name(), setting, time));
  }

  private static int vote(Sql sql, UUID listener, UUID room, UUID song) {
    return sql.update(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, 5, ?, 1)",
        listener,
        song,
        room);
  }
}
