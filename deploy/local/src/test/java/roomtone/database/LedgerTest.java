package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Sql;

/** Balances of listeners: booked as songs start, and rebuilt from the bookings. */
class LedgerTest {

  private static final double EXACTLY = 1e-7; // cosines come in single precision

  private Fixtures fixtures;
  private Queues queues;
  private UUID lobby;
  private UUID rain;
  private UUID surf;
  private UUID unheard;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    lobby = fixtures.player("Lobby");
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    surf = fixtures.song("Surf", 0, 1, 0, 0, 0);
    unheard = fixtures.song("Unheard");
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  /** A session's ledger; null: no row, which is 0. */
  private Double balance(UUID session) {
    List<String> found =
        fixtures
            .owner()
            .column("select balance from roomtone.ledgers where session_id = ?", session);
    return found.isEmpty() ? null : Double.valueOf(found.getFirst());
  }

  private void starts(UUID song) {
    fixtures.advance(Duration.ofMinutes(3));
    queues.reportStart(lobby, song);
    queues.fill(lobby);
  }

  @Test
  void a_started_song_is_booked_for_everybody_in_the_room() {
    UUID likesRain = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    UUID likesSurf = fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    UUID likesBoth = fixtures.checkIn(fixtures.listener(0.6, 0.8, 0, 0, 0), lobby);
    starts(rain);
    double mean = (1 + 0 + 0.6) / 3;
    assertEquals(0.1 * (1 - mean), balance(likesRain), EXACTLY);
    assertEquals(0.1 * (0 - mean), balance(likesSurf), EXACTLY);
    assertEquals(0.1 * (0.6 - mean), balance(likesBoth), EXACTLY);
    starts(surf);
    double nextMean = (0 + 1 + 0.8) / 3;
    assertEquals(0.9 * 0.1 * (1 - mean) + 0.1 * (0 - nextMean), balance(likesRain), EXACTLY);
    assertEquals(0.9 * 0.1 * (0 - mean) + 0.1 * (1 - nextMean), balance(likesSurf), EXACTLY);
    assertEquals(6, fixtures.owner().integer("select count(*) from roomtone.ledger_bookings"));
  }

  @Test
  void a_listener_served_worse_counts_more_in_the_next_fill() {
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    Vector5 collective =
        Vector5.parse(
            fixtures
                .owner()
                .text("select vector from roomtone.collectives where player_id = ?", lobby));
    double d = 0.05;
    Vector5 expected = new Vector5(Math.exp(-4 * d), Math.exp(4 * d), 0, 0, 0).unit();
    assertEquals(0, collective.distanceTo(expected), 1e-6);
  }

  @Test
  void each_play_is_booked_once() {
    UUID session = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    Double once = balance(session);
    queues.fill(lobby);
    queues.fill(lobby);
    assertEquals(once, balance(session));
    assertEquals(
        0,
        fixtures
            .owner()
            .integer("select count(*) from public.songs_playing where booked_at is null"));
  }

  @Test
  void plays_that_wait_are_booked_in_the_order_of_their_starts() {
    UUID session = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    queues.reportStart(lobby, rain);
    fixtures.advance(Duration.ofMinutes(3));
    queues.reportStart(lobby, surf);
    assertEquals(2, queues.fill(lobby).getFirst().booked());
    double two = 0.9 * 0.05 - 0.05;
    assertEquals(two, balance(session), EXACTLY);
    fixtures.advance(Duration.ofMinutes(3));
    queues.reportStart(lobby, rain);
    fixtures.advance(Duration.ofMinutes(3));
    queues.reportStart(lobby, surf);
    assertEquals(2, queues.fill(lobby).getFirst().booked());
    assertEquals(0.9 * 0.9 * two + two, balance(session), EXACTLY, "after what it was before");
    assertRebuilt();
  }

  @Test
  void a_song_without_an_embedding_is_booked_without_changing_ledgers() {
    UUID session = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    starts(unheard);
    assertNull(balance(session));
    assertEquals(
        0,
        fixtures
            .owner()
            .integer("select count(*) from public.songs_playing where booked_at is null"));
  }

  @Test
  void an_unknown_taste_has_no_ledger_and_is_not_in_the_mean() {
    UUID knows = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    UUID knowsToo = fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    UUID unknown = fixtures.checkIn(fixtures.listener(), lobby);
    starts(rain);
    assertEquals(0.05, balance(knows), EXACTLY);
    assertEquals(-0.05, balance(knowsToo), EXACTLY);
    assertNull(balance(unknown));
  }

  @Test
  void late_plays_are_not_booked() {
    UUID session = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    queues.report(
        lobby,
        Fixtures.nextId(),
        rain,
        null,
        fixtures.now().minus(Duration.ofMinutes(11)),
        null,
        null);
    assertEquals(0, queues.fill(lobby).getFirst().booked());
    assertNull(balance(session));
  }

  @Test
  void checking_in_again_in_the_same_room_keeps_the_ledger() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    UUID first = fixtures.checkIn(anna, lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    UUID second = fixtures.checkIn(anna, lobby);
    assertNull(balance(first));
    assertEquals(0.05, balance(second), EXACTLY);
    starts(surf);
    assertEquals(0.9 * 0.05 - 0.05, balance(second), EXACTLY);
    assertRebuilt();
  }

  @Test
  void a_browser_that_checks_in_again_keeps_it_too() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    fixtures.checkIn(anna, lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    try (Sql browser = fixtures.browser(anna)) {
      browser.update("insert into public.sessions (user_id, player_id) values (?, ?)", anna, lobby);
    }
    UUID session =
        fixtures
            .owner()
            .uuid("select id from public.sessions where user_id = ? and status = 'active'", anna);
    assertEquals(0.05, balance(session), EXACTLY);
  }

  @Test
  void a_listener_who_left_and_returns_starts_with_a_balance_of_zero() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    UUID session = fixtures.checkIn(anna, lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    fixtures.checkOut(session);
    assertNull(balance(fixtures.checkIn(anna, lobby)));
  }

  @Test
  void a_ledger_is_deleted_when_its_session_ends_also_in_a_rebuild() {
    UUID left = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    UUID expired = fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    UUID moved = fixtures.listener(0, 0, 1, 0, 0);
    fixtures.checkIn(moved, lobby);
    UUID there = fixtures.checkIn(fixtures.listener(0.6, 0.8, 0, 0, 0), lobby);
    starts(rain);
    assertEquals(4, fixtures.owner().integer("select count(*) from roomtone.ledgers"));
    fixtures.checkOut(left);
    fixtures.brain().update("update public.sessions set status = 'inactive' where id = ?", expired);
    fixtures.checkIn(moved, fixtures.player("Garden"));
    assertEquals(
        List.of(there.toString()),
        fixtures.owner().column("select session_id from roomtone.ledgers"));
    assertRebuilt();
  }

  @Test
  void another_room_or_an_expired_session_starts_with_a_balance_of_zero() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    fixtures.checkIn(anna, lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    assertNull(balance(fixtures.checkIn(anna, fixtures.player("Garden"))));
    UUID boris =
        fixtures
            .owner()
            .uuid(
                "select user_id from public.sessions where status = 'active' and player_id = ?",
                lobby);
    fixtures.advance(Duration.ofHours(1));
    assertNull(balance(fixtures.checkIn(boris, lobby)));
  }

  @Test
  void the_documented_statement_rebuilds_the_ledgers_also_after_sessions_were_deleted() {
    Random chance = new Random(7);
    List<UUID> people = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(
          fixtures.listener(
              chance.nextDouble(),
              chance.nextDouble(),
              chance.nextDouble(),
              chance.nextDouble(),
              0.1));
    }
    for (int i = 0; i < 60; i++) {
      UUID somebody = people.get(chance.nextInt(people.size()));
      switch (chance.nextInt(6)) {
        case 0, 1 -> fixtures.checkIn(somebody, lobby);
        case 2 ->
            fixtures
                .brain()
                .update(
                    "update public.sessions set status = 'inactive' where user_id = ? and status = 'active'",
                    somebody);
        case 3 -> fixtures.taste(somebody, chance.nextDouble(), chance.nextDouble(), 0.1, 0, 0);
        default -> starts(List.of(rain, surf, unheard).get(chance.nextInt(3)));
      }
      if (i == 45) {
        // A listener who was in the room deletes all sessions.
        UUID erased = people.removeFirst();
        fixtures.brain().update("delete from public.sessions where user_id = ?", erased);
      }
    }
    assertEquals(
        0,
        fixtures
            .owner()
            .integer(
                "select count(*) from roomtone.ledgers where balance = 'NaN' or abs(balance) > 1"));
    assertRebuilt();
  }

  private void assertRebuilt() {
    List<List<String>> kept = ledgers();
    assertEquals(false, kept.isEmpty());
    fixtures.owner().execute("delete from roomtone.ledgers");
    fixtures.rebuild("roomtone.ledger_bookings");
    List<List<String>> rebuilt = ledgers();
    assertEquals(
        kept.stream().map(row -> row.subList(0, 2)).toList(),
        rebuilt.stream().map(row -> row.subList(0, 2)).toList());
    for (int i = 0; i < kept.size(); i++) {
      assertEquals(
          Double.parseDouble(kept.get(i).get(2)),
          Double.parseDouble(rebuilt.get(i).get(2)),
          1e-12,
          kept.get(i).getFirst());
    }
  }

  private List<List<String>> ledgers() {
    return fixtures
        .owner()
        .rows("select session_id, player_id, balance from roomtone.ledgers order by session_id");
  }
}
