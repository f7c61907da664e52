package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Votes that a signed-in browser inserts: where they count, and what is refused. */
class DirectVoteTest {

  private static final String VOTE =
      "insert into public.votes (user_id, song_id, vote_value, player_id) values (?, ?, ?, ?)";

  /** SQLSTATEs. */
  private static final String MISSING = "23503";

  private static final String GONE = "PT410";

  private static final String TOO_MANY = "PT429";
  private static final String OUT_OF_RANGE = "23514";

  private Fixtures fixtures;
  private UUID anna;

  private UUID boris;
  private UUID lobby;

  private UUID garden;
  private UUID rain;

  private Sql browser;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    lobby = fixtures.player("Lobby");
    garden = fixtures.player("Garden");
    anna = fixtures.listener(1, 0, 0, 0, 0);
    boris = fixtures.listener(0, 1, 0, 0, 0);
    browser = fixtures.browser(anna);
  }

  @AfterEach
  void close() {
    browser.close();
    fixtures.close();
  }

  @Test
  void a_vote_is_cast_in_the_room_of_the_session() {
    UUID session = fixtures.checkIn(anna, lobby);
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(
        rowOf("5", lobby.toString(), session.toString(), "t", null, null, null), vote(anna));
  }

  @Test
  void a_vote_without_a_player_is_cast_in_the_room_of_the_session() {
    fixtures.checkIn(anna, lobby);
    browser.update(
        "insert into public.votes (user_id, song_id, vote_value) values (?, ?, 2)", anna, rain);
    assertEquals(lobby.toString(), vote(anna).get(1));
  }

  @Test
  void a_vote_for_a_room_without_a_session_there_is_cast_in_no_room() {
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(rowOf("5", null, null, "t", null, null, null), vote(anna));
    fixtures.checkIn(anna, garden);
    browser.update(VOTE, anna, rain, 4, lobby);
    assertEquals(
        2, fixtures.owner().integer("select count(*) from public.votes where player_id is null"));
  }

  @Test
  void an_expired_or_ended_session_gives_a_vote_no_room() {
    UUID session = fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofHours(1));
    browser.update(VOTE, anna, rain, 5, lobby);
    assertNull(vote(anna).get(1));
    fixtures.checkOut(session);
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(
        2, fixtures.owner().integer("select count(*) from public.votes where player_id is null"));
  }

  @Test
  void a_vote_renews_the_session_of_which_less_than_50_minutes_are_left() {
    fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(10));
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(List.of("3600", "null"), session());
    fixtures.advance(Duration.ofMillis(1));
    // Also a vote that counts in no room shows that its listener is there.
    browser.update(VOTE, anna, rain, 4, garden);
    assertEquals(List.of("4200", "600"), session());
  }

  @Test
  void votes_renew_no_session_beyond_twelve_hours_and_none_that_is_over() {
    fixtures.checkIn(anna, lobby);
    for (int i = 0; i < 14; i++) {
      fixtures.advance(Duration.ofMinutes(55));
      browser.update(VOTE, anna, rain, 5, lobby);
    }
    assertEquals(List.of("43200", "39600"), session());
    assertEquals(
        13,
        fixtures.owner().integer("select count(*) from public.votes where player_id = ?", lobby));
  }

  /** Seconds from check-in to expiry and to the last renewal. */
  private List<String> session() {
    return fixtures
        .owner()
        .column(
            """
            select unnest(array[extract(epoch from expires_at - checked_in_at)::int::text,
              coalesce(extract(epoch from renewed_at - checked_in_at)::int::text, 'null')])
            from public.sessions
            """);
  }

  @Test
  void nobody_can_vote_for_others() {
    fixtures.checkIn(boris, lobby);
    assertEquals(Sql.FORBIDDEN, browser.sqlState(VOTE, boris, rain, 1, lobby));
    assertEquals(0, fixtures.owner().integer("select count(*) from public.votes"));
  }

  @Test
  void a_browser_cannot_set_what_the_brain_computes() {
    for (String column :
        List.of("applied_seq", "weight", "embedding", "vote_time", "session_id", "id")) {
      assertEquals(
          Sql.FORBIDDEN,
          browser.sqlState(
              "insert into public.votes (user_id, song_id, vote_value, %s) values (?, ?, 5, default)"
                  .formatted(column),
              anna,
              rain));
    }
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.votes set vote_value = 1"));
  }

  @Test
  void vote_values_outside_one_to_five_are_refused() {
    assertEquals(OUT_OF_RANGE, browser.sqlState(VOTE, anna, rain, 0, null));
    assertEquals(OUT_OF_RANGE, browser.sqlState(VOTE, anna, rain, 6, null));
  }

  @Test
  void above_the_limit_votes_are_refused_until_an_hour_has_gone_by() {
    fixtures.owner().update("update roomtone.installation set votes_per_hour = 3");
    browser.update(VOTE, anna, rain, 1, null);
    fixtures.advance(Duration.ofMinutes(10));
    browser.update(VOTE, anna, rain, 2, null);
    browser.update(VOTE, anna, rain, 3, null);
    assertEquals(TOO_MANY, browser.sqlState(VOTE, anna, rain, 4, null));
    assertEquals(
        "At most 3 votes in 60 minutes. You can vote again in 3000 s.",
        browser.serverError(VOTE, anna, rain, 4, null).getHint());
    try (Sql other = fixtures.browser(boris)) {
      other.update(VOTE, boris, rain, 4, null);
    }
    fixtures.advance(Duration.ofMinutes(50));
    browser.update(VOTE, anna, rain, 5, null);
  }

  @Test
  void of_two_reached_limits_the_longer_wait_is_reported() {
    fixtures
        .owner()
        .update("update roomtone.installation set votes_per_hour = 3, room_votes_per_hour = 2");
    browser.update(VOTE, anna, rain, 1, null);
    fixtures.advance(Duration.ofMinutes(10));
    fixtures.checkIn(anna, lobby);
    browser.update(VOTE, anna, rain, 2, lobby);
    fixtures.advance(Duration.ofMinutes(10));
    browser.update(VOTE, anna, rain, 3, lobby);
    assertEquals(
        "At most 2 votes in one room in 60 minutes. You can vote here again in 3000 s.",
        browser.serverError(VOTE, anna, rain, 4, lobby).getHint());
    assertEquals(
        "At most 3 votes in 60 minutes. You can vote again in 2400 s.",
        browser.serverError(VOTE, anna, rain, 4, garden).getHint());
  }

  @Test
  void nobody_votes_for_a_song_that_is_archived() {
    UUID old = fixtures.song("Old", 0, 0, 1, 0, 0);
    fixtures.archive(old);
    assertEquals(GONE, browser.sqlState(VOTE, anna, old, 5, null));
    assertEquals(
        "This song is no longer played. Vote for another.",
        browser.serverError(VOTE, anna, old, 5, null).getHint());
    assertEquals(0, fixtures.owner().integer("select count(*) from public.votes"));
    assertEquals(MISSING, browser.sqlState(VOTE, anna, UUID.randomUUID(), 5, null));
  }

  @Test
  void two_browsers_of_one_listener_share_the_limit() {
    fixtures.owner().update("update roomtone.installation set votes_per_hour = 2");
    browser.update(VOTE, anna, rain, 1, null);
    try (Sql phone = fixtures.browser(anna)) {
      browser.execute("begin");
      browser.update(VOTE, anna, rain, 2, null);
      var second = Background.start(() -> phone.sqlState(VOTE, anna, rain, 3, null));
      Await.until(
          "second waits for a lock or has ended",
          () -> second.isDone() || fixtures.waitingTransactions() > 0);
      browser.execute("commit");
      assertEquals(TOO_MANY, Background.result(second));
    }
    assertEquals(2, fixtures.owner().integer("select count(*) from public.votes"));
  }

  @Test
  void the_limit_in_one_room_is_lower_than_that_for_all_rooms() {
    fixtures
        .owner()
        .update("update roomtone.installation set votes_per_hour = 5, room_votes_per_hour = 2");
    fixtures.checkIn(anna, lobby);
    browser.update(VOTE, anna, rain, 1, lobby);
    fixtures.owner().update("delete from public.votes");
    fixtures.advance(Duration.ofMinutes(10));
    browser.update(VOTE, anna, rain, 2, null);
    assertEquals(TOO_MANY, browser.sqlState(VOTE, anna, rain, 3, lobby));
    assertEquals(
        "At most 2 votes in one room in 60 minutes. You can vote here again in 3000 s.",
        browser.serverError(VOTE, anna, rain, 4, null).getHint());
    browser.update(VOTE, anna, rain, 4, garden);
    fixtures.checkIn(anna, garden);
    browser.update(VOTE, anna, rain, 5, garden);
    fixtures.checkIn(boris, lobby);
    try (Sql other = fixtures.browser(boris)) {
      other.update(VOTE, boris, rain, 4, lobby);
    }
    fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(50).minusMillis(1));
    assertEquals(TOO_MANY, browser.sqlState(VOTE, anna, rain, 3, lobby));
    assertEquals(
        "At most 2 votes in one room in 60 minutes. You can vote here again in 1 s.",
        browser.serverError(VOTE, anna, rain, 3, lobby).getHint());
    fixtures.advance(Duration.ofMillis(1));
    browser.update(VOTE, anna, rain, 3, lobby);
  }

  @Test
  void one_statement_cannot_carry_more_votes_than_the_limit() {
    fixtures.owner().update("update roomtone.installation set votes_per_hour = 3");
    assertEquals(
        TOO_MANY,
        browser.sqlState(
            "insert into public.votes (user_id, song_id, vote_value) select ?, ?, 5 from generate_series(1, 4)",
            anna,
            rain));
  }

  /** Value, room, session, now?, applied, weight, embedding. */
  private List<String> vote(UUID listener) {
    return fixtures
        .owner()
        .rows(
            """
            select vote_value, player_id, session_id, vote_time = roomtone.now(), applied_seq, weight, embedding
            from public.votes where user_id = ?
            """,
            listener)
        .getFirst();
  }

  private static List<String> rowOf(Object... values) {
    return Arrays.stream(values).map(value -> value == null ? null : value.toString()).toList();
  }
}
