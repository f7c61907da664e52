package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues.Entry;

/** Which reasons of picks the manager may read: none that speak of fewer than five people. */
class DisclosedReasonsTest {

  private static final int ENOUGH = 5;
  private static final String COLLECTIVE = "collective";
  private static final String HOUSE = "house";
  private static final String ROTATION = "rotation";

  private Fixtures fixtures;
  private UUID lobby;
  private UUID rain;

  @BeforeEach
  void a_room_with_ten_songs() {
    fixtures = Fixtures.atEight();
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    for (int i = 1; i < 10; i++) {
      fixtures.song("Rain " + i, 1, i / 10.0, 0, 0, 0);
    }
    lobby = fixtures.player("Lobby");
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private UUID checkInSomebody() {
    return fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
  }

  private void fill() {
    fixtures.queues().fill(lobby);
  }

  /** The reasons of the entries as they are stored. */
  private List<String> stored() {
    return fixtures.queues().entries(lobby).stream().map(Entry::reason).toList();
  }

  /** The reasons of the entries as the manager tells them. */
  private List<String> told() {
    return fixtures
        .manager()
        .column(
            """
            select coalesce(d.reason, 'rotation') from public.player_queue q
            left join roomtone.disclosed_reasons(?) d on d.entry_id = q.id
            where q.player_id = ? order by q.position
            """,
            lobby,
            lobby);
  }

  private static List<String> all(String reason) {
    return Collections.nCopies(5, reason);
  }

  /** The first entry stands, the others are picked anew. */
  private static List<String> first(String reason, String others) {
    List<String> reasons = new ArrayList<>(all(others));
    reasons.set(0, reason);
    return reasons;
  }

  @Test
  void below_five_listeners_all_reasons_read_rotation() {
    fill();
    assertEquals(all(ROTATION), told());
    for (int i = 1; i < ENOUGH; i++) {
      checkInSomebody();
      fill();
      assertEquals(first(ROTATION, COLLECTIVE), stored(), "there is something to hide");
      assertEquals(all(ROTATION), told(), i + " listeners");
    }
  }

  @Test
  void reasons_that_speak_of_five_listeners_are_disclosed_until_one_of_them_leaves() {
    List<UUID> sessions = new ArrayList<>();
    for (int i = 0; i < ENOUGH; i++) {
      sessions.add(checkInSomebody());
    }
    assertEquals(List.of(), told(), "there is no queue yet");
    fill();
    assertEquals(all(COLLECTIVE), told());
    fixtures.checkOut(sessions.getFirst());
    assertEquals(all(COLLECTIVE), stored());
    assertEquals(all(ROTATION), told(), "at once, before the queue is filled again");
  }

  @Test
  void an_entry_that_fewer_have_picked_reads_rotation() {
    checkInSomebody();
    fill();
    for (int i = 1; i < ENOUGH; i++) {
      checkInSomebody();
    }
    fill();
    assertEquals(all(COLLECTIVE), stored());
    assertEquals(first(ROTATION, COLLECTIVE), told());
  }

  @Test
  void listeners_of_unknown_taste_do_not_count() {
    for (int i = 1; i < ENOUGH; i++) {
      checkInSomebody();
      fixtures.checkIn(fixtures.listener(), lobby);
    }
    fill();
    assertEquals(all(COLLECTIVE), stored());
    assertEquals(all(ROTATION), told());
  }

  @Test
  void the_house_voice_is_disclosed_while_five_are_there_and_five_have_liked_it() {
    likeRain(ENOUGH - 1);
    fill();
    assertEquals(all(HOUSE), stored(), "there is something to hide");
    assertEquals(all(ROTATION), told(), "else a change would tell that somebody has come");
    for (int i = 0; i < ENOUGH; i++) {
      checkInSomebody();
    }
    fill();
    assertEquals(first(HOUSE, COLLECTIVE), stored());
    assertEquals(first(ROTATION, COLLECTIVE), told(), "four have liked it");
    likeRain(1);
    assertEquals(first(HOUSE, COLLECTIVE), told());
  }

  private void likeRain(int people) {
    for (int i = 0; i < people; i++) {
      UUID vote = fixtures.vote(fixtures.listener(), lobby, rain, 5, 1);
      fixtures
          .owner()
          .update(
              "update public.votes v set embedding = s.embedding from public.songs s where s.id = v.song_id and v.id = ?",
              vote);
    }
  }

  @Test
  void the_reason_of_the_newest_play_is_disclosed_as_those_of_the_queue_are() {
    List<UUID> sessions = new ArrayList<>();
    for (int i = 0; i < ENOUGH; i++) {
      sessions.add(checkInSomebody());
    }
    fill();
    Entry first = fixtures.queues().entries(lobby).getFirst();
    fixtures
        .queues()
        .report(lobby, Fixtures.nextId(), first.song(), first.id(), fixtures.now(), null, null);
    String reason = "select reason from roomtone.disclosed_reasons(?) where entry_id = ?";
    assertEquals(List.of(COLLECTIVE), fixtures.manager().column(reason, lobby, first.id()));
    fixtures.checkOut(sessions.getFirst());
    assertEquals(List.of(), fixtures.manager().column(reason, lobby, first.id()));
  }

  /** Starts the first entry of the queue, and returns the play. */
  private UUID start() {
    Entry first = fixtures.queues().entries(lobby).getFirst();
    UUID play = Fixtures.nextId();
    fixtures.queues().report(lobby, play, first.song(), first.id(), fixtures.now(), null, null);
    fixtures.advance(Duration.ofMinutes(3));
    return play;
  }

  /** The reason of a play that the manager may disclose; null: none. */
  private String disclosedOf(UUID play) {
    List<String> reasons =
        fixtures
            .manager()
            .column("select reason from roomtone.disclosed_play_reasons(?, array[?])", lobby, play);
    return reasons.isEmpty() ? null : reasons.getFirst();
  }

  private String storedOf(UUID play) {
    return fixtures.owner().text("select reason from public.songs_playing where id = ?", play);
  }

  @Test
  void the_reason_of_an_earlier_play_is_disclosed_when_five_had_picked_it() {
    List<UUID> sessions = new ArrayList<>();
    for (int i = 0; i < ENOUGH; i++) {
      sessions.add(checkInSomebody());
    }
    fill();
    UUID play = start();
    assertEquals(COLLECTIVE, disclosedOf(play));
    fixtures.checkOut(sessions.getFirst());
    assertEquals(ROTATION, disclosedOf(play), "it is the newest: as in the queue");
    fill();
    start();
    assertEquals(COLLECTIVE, disclosedOf(play), "who is there now did not pick it");
    fixtures.owner().update("update roomtone.installation set disclosure_minimum = 6");
    assertEquals(ROTATION, disclosedOf(play), "by the setting of now");
  }

  @Test
  void the_reason_of_an_earlier_play_reads_rotation_when_fewer_had_picked_it() {
    likeRain(ENOUGH);
    fill();
    UUID house = start();
    for (int i = 1; i < ENOUGH; i++) {
      checkInSomebody();
    }
    fill();
    start();
    fill();
    UUID byFour = start();
    checkInSomebody();
    fill();
    start();
    assertEquals(List.of(HOUSE, COLLECTIVE), List.of(storedOf(house), storedOf(byFour)));
    assertEquals(List.of(ROTATION, ROTATION), List.of(disclosedOf(house), disclosedOf(byFour)));
  }

  @Test
  void a_play_that_was_not_from_the_queue_has_no_reason() {
    UUID play = Fixtures.nextId();
    fixtures.queues().report(lobby, play, rain, null, fixtures.now(), null, null);
    assertNull(disclosedOf(play));
  }

  @Test
  void the_manager_reads_no_sessions_tastes_and_votes() {
    for (String table :
        List.of("public.sessions", "public.votes", "roomtone.collectives", "roomtone.ledgers")) {
      assertEquals("42501", fixtures.manager().sqlState("select from " + table), table);
    }
    for (String table : List.of("public.player_queue", "public.songs_playing")) {
      for (String column : List.of("reason", "listeners", "distance", "wanted")) {
        assertEquals(
            "42501",
            fixtures.manager().sqlState("select " + column + " from " + table),
            table + " " + column);
      }
    }
    assertFalse(told().contains(COLLECTIVE));
  }
}
