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

/** Who got how much lately: kept as songs start, and rebuilt from what was booked. */
class LedgerTest {

  private static final double EXACTLY = 1e-7; // cosines come in single precision

  private Scene scene;
  private UUID lobby;
  private UUID rain;
  private UUID surf;
  private UUID unheard;

  @BeforeEach
  void furnish() {
    scene = Scene.open();
    lobby = scene.room("Lobby");
    rain = scene.song("Rain", 1, 0, 0, 0, 0);
    surf = scene.song("Surf", 0, 1, 0, 0, 0);
    unheard = scene.song("Unheard");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** A session's ledger; null: no row, which is 0. */
  private Double balance(UUID session) {
    List<String> found =
        scene.owner().column("select balance from roomtone.ledgers where session_id = ?", session);
    return found.isEmpty() ? null : Double.valueOf(found.getFirst());
  }

  private void starts(UUID song) {
    scene.wait(Duration.ofMinutes(3));
    scene.starts(lobby, song);
    scene.fill(lobby);
  }

  @Test
  void a_song_that_starts_is_booked_to_everybody_in_the_room() {
    UUID likesRain = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    UUID likesSurf = scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    UUID likesBoth = scene.checkIn(scene.listener(0.6, 0.8, 0, 0, 0), lobby);
    starts(rain);
    double mean = (1 + 0 + 0.6) / 3;
    assertEquals(0.1 * (1 - mean), balance(likesRain), EXACTLY);
    assertEquals(0.1 * (0 - mean), balance(likesSurf), EXACTLY);
    assertEquals(0.1 * (0.6 - mean), balance(likesBoth), EXACTLY);
    starts(surf);
    double nextMean = (0 + 1 + 0.8) / 3;
    assertEquals(0.9 * 0.1 * (1 - mean) + 0.1 * (0 - nextMean), balance(likesRain), EXACTLY);
    assertEquals(0.9 * 0.1 * (0 - mean) + 0.1 * (1 - nextMean), balance(likesSurf), EXACTLY);
    assertEquals(6, scene.owner().count("select count(*) from roomtone.ledger_bookings"));
  }

  @Test
  void who_was_left_out_counts_more_in_the_next_fill() {
    scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    Five collective =
        Five.parse(
            scene
                .owner()
                .text("select vector from roomtone.collectives where player_id = ?", lobby));
    double d = 0.05;
    Five expected = new Five(Math.exp(-4 * d), Math.exp(4 * d), 0, 0, 0).unit();
    assertEquals(0, collective.away(expected), 1e-6);
  }

  @Test
  void each_play_is_booked_once() {
    UUID session = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    Double once = balance(session);
    scene.fill(lobby);
    scene.fill(lobby);
    assertEquals(once, balance(session));
    assertEquals(
        0,
        scene.owner().count("select count(*) from public.songs_playing where booked_at is null"));
  }

  @Test
  void plays_that_piled_up_are_booked_in_the_order_they_were_heard() {
    UUID session = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    scene.starts(lobby, rain);
    scene.wait(Duration.ofMinutes(3));
    scene.starts(lobby, surf);
    assertEquals(2, scene.fill(lobby).getFirst().booked());
    double two = 0.9 * 0.05 - 0.05;
    assertEquals(two, balance(session), EXACTLY);
    scene.wait(Duration.ofMinutes(3));
    scene.starts(lobby, rain);
    scene.wait(Duration.ofMinutes(3));
    scene.starts(lobby, surf);
    assertEquals(2, scene.fill(lobby).getFirst().booked());
    assertEquals(0.9 * 0.9 * two + two, balance(session), EXACTLY, "after what it was before");
    assertRebuilt();
  }

  @Test
  void a_song_without_an_embedding_serves_nobody_and_is_booked_all_the_same() {
    UUID session = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    starts(unheard);
    assertNull(balance(session));
    assertEquals(
        0,
        scene.owner().count("select count(*) from public.songs_playing where booked_at is null"));
  }

  @Test
  void an_unknown_taste_has_no_ledger_and_is_not_in_the_mean() {
    UUID knows = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    UUID knowsToo = scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    UUID unknown = scene.checkIn(scene.listener(), lobby);
    starts(rain);
    assertEquals(0.05, balance(knows), EXACTLY);
    assertEquals(-0.05, balance(knowsToo), EXACTLY);
    assertNull(balance(unknown));
  }

  @Test
  void late_plays_are_not_booked() {
    UUID session = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    scene.report(
        lobby, scene.nextId(), rain, null, scene.now().minus(Duration.ofMinutes(11)), null, null);
    assertEquals(0, scene.fill(lobby).getFirst().booked());
    assertNull(balance(session));
  }

  @Test
  void checking_in_again_in_the_same_room_keeps_the_ledger() {
    UUID anna = scene.listener(1, 0, 0, 0, 0);
    UUID first = scene.checkIn(anna, lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    UUID second = scene.checkIn(anna, lobby);
    assertNull(balance(first));
    assertEquals(0.05, balance(second), EXACTLY);
    starts(surf);
    assertEquals(0.9 * 0.05 - 0.05, balance(second), EXACTLY);
    assertRebuilt();
  }

  @Test
  void a_browser_that_checks_in_again_keeps_it_too() {
    UUID anna = scene.listener(1, 0, 0, 0, 0);
    scene.checkIn(anna, lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    try (Sql browser = scene.browser(anna)) {
      browser.run("insert into public.sessions (user_id, player_id) values (?, ?)", anna, lobby);
    }
    UUID session =
        scene
            .owner()
            .uuid("select id from public.sessions where user_id = ? and status = 'active'", anna);
    assertEquals(0.05, balance(session), EXACTLY);
  }

  @Test
  void leaving_and_coming_back_starts_at_nothing() {
    UUID anna = scene.listener(1, 0, 0, 0, 0);
    UUID session = scene.checkIn(anna, lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    scene.checkOut(session);
    assertNull(balance(scene.checkIn(anna, lobby)));
  }

  @Test
  void a_ledger_is_gone_with_its_session_and_stays_gone_when_it_is_rebuilt() {
    UUID left = scene.checkIn(scene.listener(1, 0, 0, 0, 0), lobby);
    UUID expired = scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    UUID moved = scene.listener(0, 0, 1, 0, 0);
    scene.checkIn(moved, lobby);
    UUID there = scene.checkIn(scene.listener(0.6, 0.8, 0, 0, 0), lobby);
    starts(rain);
    assertEquals(4, scene.owner().count("select count(*) from roomtone.ledgers"));
    scene.checkOut(left);
    scene.brain().run("update public.sessions set status = 'expired' where id = ?", expired);
    scene.checkIn(moved, scene.room("Garden"));
    assertEquals(
        List.of(there.toString()), scene.owner().column("select session_id from roomtone.ledgers"));
    assertRebuilt();
  }

  @Test
  void another_room_or_an_expired_session_starts_at_nothing() {
    UUID anna = scene.listener(1, 0, 0, 0, 0);
    scene.checkIn(anna, lobby);
    scene.checkIn(scene.listener(0, 1, 0, 0, 0), lobby);
    starts(rain);
    assertNull(balance(scene.checkIn(anna, scene.room("Garden"))));
    UUID boris =
        scene
            .owner()
            .uuid(
                "select user_id from public.sessions where status = 'active' and player_id = ?",
                lobby);
    scene.wait(Duration.ofHours(1));
    assertNull(balance(scene.checkIn(boris, lobby)));
  }

  @Test
  void the_documented_statement_rebuilds_the_ledgers_even_after_somebody_erased_theirs() {
    Random chance = new Random(7);
    List<UUID> people = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(
          scene.listener(
              chance.nextDouble(),
              chance.nextDouble(),
              chance.nextDouble(),
              chance.nextDouble(),
              0.1));
    }
    for (int i = 0; i < 60; i++) {
      UUID somebody = people.get(chance.nextInt(people.size()));
      switch (chance.nextInt(6)) {
        case 0, 1 -> scene.checkIn(somebody, lobby);
        case 2 ->
            scene
                .brain()
                .run(
                    "update public.sessions set status = 'ended', ended_at = roomtone.now() where user_id = ? and status = 'active'",
                    somebody);
        case 3 -> scene.taste(somebody, chance.nextDouble(), chance.nextDouble(), 0.1, 0, 0);
        default -> starts(List.of(rain, surf, unheard).get(chance.nextInt(3)));
      }
      if (i == 45) {
        // Somebody who has been in the room erases what is known of them.
        UUID erased = people.removeFirst();
        scene.brain().run("delete from public.sessions where user_id = ?", erased);
      }
    }
    assertEquals(
        0,
        scene
            .owner()
            .count(
                "select count(*) from roomtone.ledgers where balance = 'NaN' or abs(balance) > 1"));
    assertRebuilt();
  }

  private void assertRebuilt() {
    List<List<String>> kept = ledgers();
    assertEquals(false, kept.isEmpty());
    scene.owner().script("delete from roomtone.ledgers");
    scene.rebuild("roomtone.ledger_bookings");
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
    return scene
        .owner()
        .rows("select session_id, player_id, balance from roomtone.ledgers order by session_id");
  }
}
