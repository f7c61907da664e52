package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** What the database fills in and keeps of sessions, whoever writes them. */
class SessionRulesTest {

  private static final String OUT_OF_RANGE = "23514";

  private Fixtures fixtures;
  private UUID anna;
  private UUID lobby;

  @BeforeEach
  void furnish() {
    fixtures = Fixtures.atEight();
    anna = fixtures.listener(1, 0, 0, 0, 0);
    lobby = fixtures.player("Lobby");
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  /** Status, seconds from check-in to expiry, seconds from check-in to the end, reason. */
  private List<String> session() {
    return fixtures
        .owner()
        .rows(
            """
            select status, extract(epoch from expires_at - checked_in_at)::int, extract(epoch from ended_at - checked_in_at)::int, end_reason
            from public.sessions where user_id = ?
            """,
            anna)
        .getFirst();
  }

  private Sql writer(String name) {
    return name.equals("browser") ? fixtures.browser(anna) : fixtures.as(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "brain_service", "browser"})
  void the_original_schemas_check_in_is_an_active_session_of_an_hour(String name) {
    try (Sql writer = writer(name)) {
      writer.update("insert into public.sessions (user_id) values (?)", anna);
    }
    assertEquals("[active, 3600, null, null]", session().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "brain_service"})
  void the_original_schemas_check_out_states_the_time_and_no_reason(String name) {
    fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(7));
    try (Sql writer = writer(name)) {
      writer.update("update public.sessions set status = 'inactive' where user_id = ?", anna);
    }
    assertEquals("[inactive, 3600, 420, unknown]", session().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "brain_service"})
  void no_writer_extends_a_session_beyond_twelve_hours(String name) {
    try (Sql writer = writer(name)) {
      writer.update(
          "insert into public.sessions (user_id, expires_at) values (?, ?)",
          anna,
          fixtures.now().plus(Duration.ofHours(13)));
      assertEquals("43200", session().get(1));
      writer.update(
          "update public.sessions set expires_at = ?", fixtures.now().plus(Duration.ofHours(14)));
      assertEquals("43200", session().get(1));
    }
  }

  @Test
  void the_rules_alone_state_how_long_a_session_lasts() {
    String insert =
        """
        insert into public.sessions (user_id, checked_in_at, expires_at)
        select ?, t, t + (roomtone.rules()).max_session_length + interval '1 second' from roomtone.now() t
        """;
    fixtures.brain().update(insert, anna);
    assertEquals(
        List.of("t"),
        fixtures
            .owner()
            .column(
                "select expires_at = checked_in_at + (roomtone.rules()).max_session_length from public.sessions"));
    assertEquals(
        0,
        fixtures
            .owner()
            .integer(
                "select count(*) from pg_constraint where conrelid = 'public.sessions'::regclass and pg_get_constraintdef(oid) like '%12:00%'"));
  }

  @Test
  void no_session_ends_before_it_begins() {
    assertEquals(
        OUT_OF_RANGE,
        fixtures
            .brain()
            .sqlState(
                "insert into public.sessions (user_id, checked_in_at, expires_at) values (?, ?, ?)",
                anna,
                fixtures.now(),
                fixtures.now().minusSeconds(1)));
  }

  @Test
  void a_session_that_ends_after_its_time_has_expired_when_its_time_was_over() {
    fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(90));
    fixtures.brain().update("update public.sessions set status = 'inactive'");
    assertEquals("[inactive, 3600, 3600, expired]", session().toString());
  }

  @Test
  void a_check_in_states_that_the_older_session_moved_or_had_expired() {
    UUID first = fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(10));
    UUID second = fixtures.checkIn(anna, fixtures.player("Garden"));
    fixtures.advance(Duration.ofMinutes(70));
    fixtures.checkIn(anna, lobby);
    String end =
        "select extract(epoch from ended_at - checked_in_at)::int || ' ' || end_reason from public.sessions where id = ?";
    assertEquals("600 moved", fixtures.owner().text(end, first));
    assertEquals("3600 expired", fixtures.owner().text(end, second));
  }

  @Test
  void a_session_that_is_over_stays_over() {
    UUID session = fixtures.checkIn(anna, lobby);
    fixtures.checkOut(session);
    assertEquals(
        "A session that has ended stays ended. Insert a new one.",
        fixtures
            .owner()
            .serverError("update public.sessions set status = 'active' where id = ?", session)
            .getHint());
    assertEquals("inactive", session().getFirst());
    assertEquals("checked-out", session().get(3));
  }

  @Test
  void an_active_session_states_no_end_and_no_other_status_exists() {
    UUID session = fixtures.checkIn(anna, lobby);
    fixtures
        .brain()
        .update(
            "update public.sessions set ended_at = roomtone.now(), end_reason = 'checked-out' where id = ?",
            session);
    assertEquals("[active, 3600, null, null]", session().toString());
    for (String status : List.of("ended", "expired", "gone")) {
      assertEquals(
          OUT_OF_RANGE,
          fixtures
              .owner()
              .sqlState("update public.sessions set status = ? where id = ?", status, session));
    }
  }

  @Test
  void a_later_end_states_when_the_session_was_renewed() {
    UUID session = fixtures.checkIn(anna, lobby);
    fixtures.advance(Duration.ofMinutes(30));
    fixtures
        .brain()
        .update(
            "update public.sessions set expires_at = expires_at + interval '30 minutes' where id = ?",
            session);
    assertEquals(
        fixtures.now(), fixtures.owner().instant("select renewed_at from public.sessions"));
  }
}
