package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Vote exclusions that are made while votes are being written. */
class VoteExclusionConcurrencyTest {

  private Fixtures fixtures;
  private UUID lobby;
  private UUID rain;
  private UUID anna;
  private UUID session;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    anna = fixtures.listener();
    session = fixtures.checkIn(anna, lobby);
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  /** Excludes the votes of the last hour, now included. */
  private int exclude(Sql brain) {
    return Integer.parseInt(
        brain
            .rows(
                """
                select excluded_votes
                from roomtone.exclude_votes(?, roomtone.now() - interval '1 hour', roomtone.now() + interval '1 second', ?, null)
                """,
                lobby,
                anna)
            .getFirst()
            .getFirst());
  }

  private void vote(Sql brain, boolean held) {
    brain.update(
        """
        insert into public.votes (user_id, song_id, vote_value, player_id, session_id, weight, held)
        values (?, ?, 5, ?, ?, 1, ?)
        """,
        anna,
        rain,
        lobby,
        session,
        held);
  }

  private int counted() {
    return fixtures.owner().integer("select count(*) from roomtone.song_reputations");
  }

  private void awaitWait() {
    Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
  }

  @Test
  void an_exclusion_waits_for_a_vote_that_is_being_written_and_covers_it() {
    try (Sql staff = fixtures.as("brain_service")) {
      fixtures.brain().execute("begin");
      vote(fixtures.brain(), false);
      var excluded = Background.start(() -> exclude(staff));
      awaitWait();
      fixtures.brain().execute("commit");
      assertEquals(1, Background.result(excluded));
    }
    assertEquals(0, counted());
  }

  @Test
  void a_vote_waits_for_an_exclusion_that_is_being_made_and_is_covered() {
    try (Sql staff = fixtures.as("brain_service")) {
      staff.execute("begin");
      assertEquals(0, exclude(staff));
      var voted =
          Background.start(
              () -> {
                vote(fixtures.brain(), false);
                return true;
              });
      awaitWait();
      staff.execute("commit");
      Background.result(voted);
    }
    assertEquals(0, counted());
    assertEquals(List.of("t"), fixtures.owner().column("select excluded from public.votes"));
  }

  @Test
  void a_stay_that_is_confirmed_while_an_exclusion_is_made_does_not_let_its_votes_count() {
    vote(fixtures.brain(), true);
    fixtures.advance(Duration.ofMinutes(5));
    try (Sql staff = fixtures.as("brain_service")) {
      staff.execute("begin");
      assertEquals(1, exclude(staff));
      var shown =
          Background.start(
              () ->
                  fixtures
                      .brain()
                      .bool("select roomtone.confirm_stay(?, roomtone.now())", session));
      awaitWait();
      staff.execute("commit");
      assertEquals(true, Background.result(shown));
    }
    assertEquals(0, counted());
    assertEquals(List.of("f"), fixtures.owner().column("select held from public.votes"));
  }

  @Test
  void a_rebuild_waits_for_both_and_nothing_deadlocks() {
    try (Sql staff = fixtures.as("brain_service")) {
      fixtures.brain().execute("begin");
      vote(fixtures.brain(), false);
      var excluded = Background.start(() -> exclude(staff));
      awaitWait();
      var rebuilt =
          Background.start(
              () -> {
                fixtures.rebuild("roomtone.song_reputations");
                return true;
              });
      Await.until("two transactions wait", () -> fixtures.waitingTransactions() == 2);
      fixtures.brain().execute("commit");
      assertEquals(1, Background.result(excluded));
      Background.result(rebuilt);
    }
    assertEquals(0, counted());
  }
}
