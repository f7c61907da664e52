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
import roomtone.database.Sql.SqlFailure;

/** A pod that is cut off within a transaction, and those who want what it holds. */
class HungTransactionTest {

  /** SQLSTATE of a lock that was not to be had in time. */
  private static final String NOT_IN_TIME = "55P03";

  private Scene scene;

  @BeforeEach
  void furnish() {
    scene = Scene.open();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"brain_service", "manager_service"})
  void a_service_waits_four_seconds_for_a_lock_and_hangs_ten_within_a_transaction(String login)
      throws SQLException {
    try (Sql service = scene.login(login)) {
      assertEquals("4s", service.text("show lock_timeout"));
      assertEquals("10s", service.text("show idle_in_transaction_session_timeout"));
    }
  }

  @Test
  void a_vote_that_hangs_stops_nobody_for_longer_than_that() throws SQLException {
    UUID lobby = scene.room("Lobby");
    UUID rain = scene.song("Rain", 1, 0, 0, 0, 0);
    UUID anna = scene.listener();
    UUID boris = scene.listener();
    scene.shorten("brain_service", "idle_in_transaction_session_timeout", "3s");
    scene.shorten("manager_service", "lock_timeout", "1s");
    String move = "update public.songs set embedding = '[0,0,1,0,0]' where id = ?";
    try (Sql hung = scene.login("brain_service");
        Sql staff = scene.login("manager_service")) {
      hung.script("begin");
      vote(hung, anna, lobby, rain);
      var moved = Waiting.beside(() -> staff.refusal(move, rain));
      Waiting.until(() -> scene.waiting() == 1);
      // Behind the one who moves, who holds the row of the catalogue and waits for the song's lock.
      var listed =
          Waiting.beside(
              () ->
                  scene
                      .manager()
                      .run(
                          "insert into public.player_library (player_id, song_id) values (?, ?)",
                          lobby,
                          rain));
      var voted = Waiting.beside(() -> vote(scene.brain(), boris, lobby, rain));
      assertEquals(NOT_IN_TIME, Waiting.result(moved));
      assertEquals(1, Waiting.result(listed));
      assertEquals(1, Waiting.result(voted));

      Waiting.until(() -> staff.refusal(move, rain).equals("done"));
      assertEquals(1, staff.run(move, rain));
      assertThrows(SqlFailure.class, () -> hung.script("commit"));
    }
    assertEquals(
        List.of(List.of("1", "[0,0,1,0,0]")),
        scene.owner().rows("select votes, direction from roomtone.song_reputations"),
        "what hung has not happened");
  }

  private static int vote(Sql sql, UUID listener, UUID room, UUID song) {
    return sql.run(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, 5, ?, 1)",
        listener,
        song,
        room);
  }
}
