package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** What the database refuses to those who have shown no code, in rooms that ask for codes. */
class PresenceRulesTest {

  private static final String CHECK_IN =
      "insert into public.sessions (user_id, player_id) values (?, ?)";

  private static final String VOTE =
      "insert into public.votes (user_id, song_id, vote_value, player_id) values (?, ?, ?, ?)";

  private static final String CODE_REQUIRED = "PT403";

  private Fixtures fixtures;
  private UUID lobby;
  private UUID garden;
  private UUID rain;
  private UUID anna;
  private Sql browser;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    lobby = fixtures.player("Lobby");
    garden = fixtures.player("Garden");
    setPresence(lobby, "code");
    anna = fixtures.listener(1, 0, 0, 0, 0);
    browser = fixtures.browser(anna);
  }

  @AfterEach
  void close() {
    browser.close();
    fixtures.close();
  }

  private void setPresence(UUID player, String presence) {
    fixtures
        .owner()
        .update("update public.players set presence = ? where id = ?", presence, player);
  }

  private List<List<String>> sessions() {
    return fixtures
        .owner()
        .rows(
            "select player_id, status, extract(epoch from expires_at - checked_in_at)::int from public.sessions order by checked_in_at");
  }

  @Test
  void a_browser_checks_in_to_no_room_with_codes() {
    assertEquals(CODE_REQUIRED, browser.sqlState(CHECK_IN, anna, lobby));
    assertEquals(
        "Whoever checks in here gives the code on the screen of the room. Check in with it: POST /api/checkin.",
        browser.serverError(CHECK_IN, anna, lobby).getHint());
    assertEquals(List.of(), sessions());
    browser.update(CHECK_IN, anna, garden);
    assertEquals(CODE_REQUIRED, browser.sqlState(CHECK_IN, anna, lobby));
    assertEquals(1, sessions().size(), "the session in the other room goes on");
    assertEquals(
        CODE_REQUIRED,
        browser.sqlState(
            "insert into public.sessions (user_id, player_id) select ?, id from public.players order by name",
            anna),
        "not together with others either");
    browser.update(CHECK_IN, anna, null);
    setPresence(lobby, "open");
    browser.update(CHECK_IN, anna, lobby);
  }

  @Test
  void whoever_is_there_cannot_check_in_again_without_a_code() {
    fixtures.checkIn(anna, lobby);
    assertEquals(CODE_REQUIRED, browser.sqlState(CHECK_IN, anna, lobby));
    assertEquals("active", sessions().getFirst().get(1));
  }

  @Test
  void the_limit_of_the_room_is_for_open_rooms() {
    fixtures.owner().update("update roomtone.installation set room_listeners_per_10_minutes = 1");
    String admits = "select roomtone.room_admits_at(?, ?, roomtone.now())";
    for (UUID room : List.of(lobby, garden)) {
      fixtures.checkIn(fixtures.listener(), room);
    }
    assertNull(fixtures.brain().text(admits, lobby, anna));
    assertEquals(
        fixtures.now().plus(Duration.ofMinutes(10)),
        fixtures.brain().instant(admits, garden, anna));
    setPresence(lobby, "open");
    assertEquals(
        fixtures.now().plus(Duration.ofMinutes(10)), fixtures.brain().instant(admits, lobby, anna));
  }

  @Test
  void a_vote_from_a_session_without_a_room_counts_in_none() {
    fixtures.checkIn(anna, null);
    browser.update(VOTE, anna, rain, 5, lobby);
    assertEquals(
        1, fixtures.owner().integer("select count(*) from public.votes where player_id is null"));
  }

  @Test
  void later_than_two_hours_after_check_in_votes_count_but_renew_nothing() {
    fixtures.checkIn(anna, lobby);
    voteAfterMinutes(40, "6000");
    voteAfterMinutes(40, "8400");
    voteAfterMinutes(40, "10800");
    fixtures.advance(Duration.ofMillis(1));
    voteAfterMinutes(40, "10800");
    assertEquals(
        4,
        fixtures.owner().integer("select count(*) from public.votes where player_id = ?", lobby));
    setPresence(lobby, "open");
    voteAfterMinutes(10, "13800");
  }

  private void voteAfterMinutes(int minutes, String length) {
    fixtures.advance(Duration.ofMinutes(minutes));
    browser.update(VOTE, anna, rain, 5, null);
    assertEquals(length, sessions().getFirst().get(2));
  }
}
