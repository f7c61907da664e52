package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

/** What a browser may write through Supabase's Data API, and which rows of others it reads. */
class DirectInsertTest {

  private static final String CHECK_IN =
      "insert into public.sessions (user_id, player_id, expires_at) values (?, ?, ?)";

  private static final String VOTE =
      "insert into public.votes (user_id, song_id, vote_value, player_id) values (?, ?, ?, ?)";

  /** SQLSTATEs. */
  private static final String MISSING = "23503";

  private static final String TOO_MANY = "PT429";

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
  void checking_in_again_in_the_same_room_continues_the_stay_and_elsewhere_begins_another() {
    UUID first = fixtures.checkIn(anna, lobby);
    fixtures
        .owner()
        .update(
            "update public.sessions set stay_confirmed_at = roomtone.now() where id = ?", first);
    fixtures.advance(Duration.ofMinutes(1));
    browser.update(CHECK_IN, anna, lobby, null);
    String stay =
        "select stay_id = ?, roomtone.now() - stay_since = interval '1 minute', stay_confirmed_at is not null from public.sessions where status = 'active'";
    assertEquals(List.of("t", "t", "t"), fixtures.owner().rows(stay, first).getFirst());
    browser.update(CHECK_IN, anna, garden, null);
    assertEquals(List.of("f", "f", "f"), fixtures.owner().rows(stay, first).getFirst());
  }

  @Test
  void an_expiry_within_an_hour_is_kept() {
    browser.update(CHECK_IN, anna, lobby, fixtures.now().plus(Duration.ofMinutes(59)));
    assertEquals(rowOf("active", lobby, "t", null, "3540"), session(anna));
  }

  @Test
  void an_expiry_beyond_an_hour_becomes_an_hour() {
    browser.update(CHECK_IN, anna, lobby, fixtures.now().plus(Duration.ofHours(12)));
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
        List.of(List.of("inactive", "t", "moved")),
        fixtures
            .owner()
            .rows(
                "select status, ended_at = roomtone.now(), end_reason from public.sessions where id = ?",
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
  void a_browser_cannot_set_times_and_status() {
    for (String column : List.of("status", "checked_in_at", "ended_at", "id")) {
      assertEquals(
          Sql.FORBIDDEN,
          browser.sqlState(
              "insert into public.sessions (user_id, %s) values (?, default)".formatted(column),
              anna));
    }
  }

  @Test
  void nobody_can_check_others_in_or_out() {
    fixtures.checkIn(boris, lobby);
    assertEquals(Sql.FORBIDDEN, browser.sqlState(CHECK_IN, boris, garden, null));
    assertEquals("active", session(boris).getFirst());
    assertEquals(lobby.toString(), session(boris).get(1));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.sessions set status = 'inactive'"));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("delete from public.sessions"));
  }

  @Test
  void nobody_can_check_in_to_an_unknown_room() {
    assertEquals(MISSING, browser.sqlState(CHECK_IN, anna, UUID.randomUUID(), null));
    fixtures.owner().update("update public.players set archived_at = now() where id = ?", garden);
    assertEquals(MISSING, browser.sqlState(CHECK_IN, anna, garden, null));
  }

  @Test
  void without_sign_in_nothing_can_be_written() {
    try (Sql anybody = fixtures.as("anon")) {
      assertEquals(Sql.FORBIDDEN, anybody.sqlState(CHECK_IN, anna, lobby, null));
      assertEquals(Sql.FORBIDDEN, anybody.sqlState(VOTE, anna, rain, 5, lobby));
      assertEquals(Sql.FORBIDDEN, anybody.sqlState("select id from public.votes"));
      assertEquals(Sql.FORBIDDEN, anybody.sqlState("select id from public.profiles"));
    }
  }

  @Test
  void a_listener_sees_only_own_rows() {
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
  void a_browser_cannot_insert_roles() {
    assertEquals(
        Sql.FORBIDDEN,
        browser.sqlState("insert into public.roles (user_id, role) values (?, 'admin')", anna));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.roles set role = 'admin'"));
    assertEquals(
        Sql.FORBIDDEN, browser.sqlState("update public.profiles set preference_vector = null"));
    assertEquals(Sql.FORBIDDEN, browser.sqlState("update public.players set manager_id = ?", anna));
  }

  @Test
  void only_the_manager_reads_tokens_of_players() {
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
  void archived_rows_are_not_visible() {
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
    // Both begin before either commits; the unique index alone would refuse one of them.
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
  void times_come_from_the_clock_of_the_database() {
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

  private static List<String> rowOf(Object... values) {
    return Arrays.stream(values).map(value -> value == null ? null : value.toString()).toList();
  }
}
