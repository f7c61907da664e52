package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** What a browser may write by itself, through Supabase's Data API, and what it sees of others. */
class DirectInsertTest {

  private static final String CHECK_IN =
      "insert into public.sessions (user_id, player_id, expires_at) values (?, ?, ?)";
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
  void furnish() {
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

  private List<String> session(UUID listener) {
    return fixtures
        .owner()
        .rows(
            """
            select status, player_id, checked_in_at = roomtone.now(), ended_at,
              extract(epoch from expires_at - roomtone.now())::int
            from public.sessions where user_id = ? and status = 'active'
            """,
            listener)
        .getFirst();
  }

  @Test
  void an_expiry_within_twelve_hours_is_kept() {
    browser.update(CHECK_IN, anna, lobby, fixtures.now().plus(Duration.ofHours(12)));
    assertEquals(rowOf("active", lobby, "t", null, "43200"), session(anna));
  }

  @Test
  void an_expiry_beyond_twelve_hours_becomes_an_hour() {
    browser.update(CHECK_IN, anna, lobby, fixtures.now().plus(Duration.ofHours(12)).plusSeconds(1));
    assertEquals("3600", session(anna).get(4));
  }

  @Test
  void an_expiry_in_the_past_becomes_an_hour() {
    browser.update(CHECK_IN, anna, lobby, fixtures.now());
    assertEquals("3600", session(anna).get(4));
  }

  @Test
  void no_expiry_becomes_an_hour() {
    browser.update("insert into public.sessions (user_id, player_id) values (?, ?)", anna, lobby);
    assertEquals("3600", session(anna).get(4));
  }

  @Test
  void a_check_in_needs_no_player() {
    browser.update("insert into public.sessions (user_id) values (?)", anna);
    assertEquals(rowOf("active", null, "t", null, "3600"), session(anna));
  }

  @Test
  void a_check_in_ends_the_older_session() {
    UUID older = fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(5));
    browser.update(CHECK_IN, anna, garden, null);
    assertEquals(
        List.of(List.of("ended", "t")),
        fixtures
            .owner()
            .rows(
                "select status, ended_at = roomtone.now() from public.sessions where id = ?",
                older));
    assertEquals(garden.toString(), session(anna).get(1));
  }

  @Test
  void a_check_in_of_the_brain_ends_the_older_session_too() {
    browser.update(CHECK_IN, anna, garden, null);
    fixtures.checkIn(anna, lobby);
    assertEquals(
        1,
        fixtures.owner().integer("select count(*) from public.sessions where status = 'active'"));
    assertEquals(lobby.toString(), session(anna).get(1));
  }

  @Test
  void above_the_limit_check_ins_are_refused_until_an_hour_has_gone_by() {
    fixtures.owner().update("update roomtone.installation set sessions_per_hour = 3");
    browser.update(CHECK_IN, anna, lobby, null);
    fixtures.advance(Duration.ofMinutes(10));
    fixtures.checkIn(anna, lobby);
    browser.update(CHECK_IN, anna, garden, null);
    assertEquals(TOO_MANY, browser.sqlState(CHECK_IN, anna, lobby, null));
    assertEquals(
        "At most 3 check-ins in 60 minutes. You can check in again in 3000 s.",
        browser.serverError(CHECK_IN, anna, lobby, null).getHint());
    assertEquals(garden.toString(), session(anna).get(1), "one stays where one is");
    try (Sql other = fixtures.browser(boris)) {
      other.update(CHECK_IN, boris, lobby, null);
    }
    fixtures.advance(Duration.ofMinutes(50).minusMillis(1));
    assertEquals(TOO_MANY, browser.sqlState(CHECK_IN, anna, lobby, null));
    fixtures.advance(Duration.ofMillis(1));
    browser.update(CHECK_IN, anna, lobby, null);
  }

  @Test
  void one_statement_cannot_begin_more_sessions_than_the_limit() {
    fixtures.owner().update("update roomtone.installation set sessions_per_hour = 3");
    assertEquals(
        TOO_MANY,
        browser.sqlState(
            "insert into public.sessions (user_id) select ? from generate_series(1, 4)", anna));
  }

  @Test
  void times_and_status_are_not_a_browsers_to_set() {
    for (String column : List.of("status", "checked_in_at", "ended_at", "id")) {
      assertEquals(
          Sql.FORBIDDEN,
          browser.sqlState(
              "insert into public.sessions (user_id, %s) values (?, default)".formatted(column),
              anna));
    }
  }

  @Test
  void nobody_checks_somebody_else_in_or_out() {
    fixtures.checkIn(boris, lobby);
    assertEquals(Sql.FORBIDDEN, browser.sqlState(CHECK_IN, boris, garden, null));
    assertEquals("active", session(boris).getFirst());
    assertEquals(lobby.toString(), session(boris).get(1));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.sessions set status = 'ended'"));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("delete from public.sessions"));
  }

  @Test
  void a_room_that_is_not_there_cannot_be_entered() {
    assertEquals(MISSING, browser.sqlState(CHECK_IN, anna, UUID.randomUUID(), null));
    fixtures.owner().update("update public.players set archived_at = now() where id = ?", garden);
    assertEquals(MISSING, browser.sqlState(CHECK_IN, anna, garden, null));
  }

  @Test
  void who_is_not_signed_in_writes_nothing() {
    try (Sql anybody = fixtures.as("anon")) {
      assertEquals(Sql.FORBIDDEN, anybody.sqlState(CHECK_IN, anna, lobby, null));
      assertEquals(Sql.FORBIDDEN, anybody.sqlState(VOTE, anna, rain, 5, lobby));
      assertEquals(Sql.FORBIDDEN, anybody.sqlState("select id from public.votes"));
      assertEquals(Sql.FORBIDDEN, anybody.sqlState("select id from public.profiles"));
    }
  }

  @Test
  void a_vote_is_cast_where_its_listener_is() {
    UUID session = fixtures.checkIn(anna, lobby);
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(
        rowOf("5", lobby.toString(), session.toString(), "t", null, null, null), vote(anna));
  }

  @Test
  void a_vote_that_names_no_room_is_cast_where_its_listener_is() {
    fixtures.checkIn(anna, lobby);
    browser.update(
        "insert into public.votes (user_id, song_id, vote_value) values (?, ?, 2)", anna, rain);
    assertEquals(lobby.toString(), vote(anna).get(1));
  }

  @Test
  void a_vote_at_a_room_that_one_is_not_in_is_cast_nowhere() {
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(rowOf("5", null, null, "t", null, null, null), vote(anna));
    fixtures.checkIn(anna, garden);
    browser.update(VOTE, anna, rain, 4, lobby);
    assertEquals(
        2, fixtures.owner().integer("select count(*) from public.votes where player_id is null"));
  }

  @Test
  void a_session_that_has_expired_or_ended_is_no_place_to_vote_at() {
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
  void nobody_votes_for_somebody_else() {
    fixtures.checkIn(boris, lobby);
    assertEquals(Sql.FORBIDDEN, browser.sqlState(VOTE, boris, rain, 1, lobby));
    assertEquals(0, fixtures.owner().integer("select count(*) from public.votes"));
  }

  @Test
  void what_the_brain_works_out_is_not_a_browsers_to_say() {
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
  void values_outside_one_to_five_are_no_votes() {
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
  void of_two_limits_the_one_that_holds_longer_is_told() {
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
  void two_browsers_of_one_listener_are_let_in_as_often_as_one() {
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
  void in_one_room_fewer_votes_are_let_in_than_in_all_together() {
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

  @Test
  void a_listener_sees_ones_own_rows_and_nobody_elses() {
    for (UUID listener : List.of(anna, boris)) {
      fixtures.checkIn(listener, lobby);
      fixtures.vote(listener, lobby, rain, 5, 1);
      fixtures
          .owner()
          .update("insert into public.roles (user_id, role) values (?, 'manager')", listener);
    }
    assertEquals(List.of(anna.toString()), browser.column("select user_id from public.sessions"));
    assertEquals(List.of(anna.toString()), browser.column("select user_id from public.votes"));
    assertEquals(List.of(anna.toString()), browser.column("select user_id from public.roles"));
    assertEquals(
        List.of(rowOf(anna.toString(), anna + "@example.org", "[1,0,0,0,0]")),
        browser.rows("select id, email, preference_vector from public.profiles"));
  }

  @Test
  void nobody_becomes_staff_by_writing_it() {
    assertEquals(
        Sql.FORBIDDEN,
        browser.sqlState("insert into public.roles (user_id, role) values (?, 'admin')", anna));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.roles set role = 'admin'"));
    assertEquals(
        Sql.FORBIDDEN, browser.sqlState("update public.profiles set preference_vector = null"));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.players set manager_id = ?", anna));
  }

  @Test
  void a_players_token_is_for_the_manager_alone() {
    assertEquals(Sql.FORBIDDEN, browser.sqlState("select token from public.players"));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("select * from public.players"));
    assertEquals(Sql.FORBIDDEN, fixtures.brain().sqlState("select token from public.players"));
    try (Sql anybody = fixtures.as("anon")) {
      assertEquals(Sql.FORBIDDEN, anybody.sqlState("select token from public.players"));
    }
    assertTrue(
        fixtures
            .manager()
            .text("select token from public.players where id = ?", lobby)
            .startsWith("sha256:"));
  }

  @Test
  void what_is_archived_is_out_of_sight() {
    UUID old = fixtures.song("Old", 0, 0, 1, 0, 0);
    fixtures.archive(old);
    fixtures.owner().update("update public.players set archived_at = now() where id = ?", garden);
    try (Sql anybody = fixtures.as("anon")) {
      assertEquals(List.of("Rain"), anybody.column("select title from public.songs"));
      assertEquals(List.of("lobby"), anybody.column("select slug from public.players"));
    }
    assertEquals(List.of("Rain"), browser.column("select title from public.songs"));
  }

  @Test
  void a_second_check_in_waits_for_the_first_of_the_same_listener() {
    // Both begin before either is done; the unique index alone would refuse one of them.
    try (Sql other = fixtures.browser(anna)) {
      browser.execute("begin");
      browser.update(CHECK_IN, anna, lobby, null);
      var second = Background.start(() -> other.update(CHECK_IN, anna, garden, null));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
      browser.execute("commit");
      assertEquals(1, Background.result(second));
      assertEquals(garden.toString(), session(anna).get(1));
    }
  }

  @Test
  void the_clock_of_the_database_counts_and_no_other() {
    Instant before = fixtures.now();
    fixtures.checkIn(anna, lobby);
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(before, fixtures.owner().instant("select vote_time from public.votes"));
    assertNotEquals(
        before,
        fixtures.owner().instant("select clock_timestamp()"),
        "the clock should stand apart");
    assertFalse(
        fixtures.owner().bool("select bool_or(vote_time > roomtone.now()) from public.votes"));
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
