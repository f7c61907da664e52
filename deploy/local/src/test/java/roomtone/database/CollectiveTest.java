package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Queues.Entry;

/** The collective of a room: whose tastes and votes are in it. */
class CollectiveTest {

  private Fixtures fixtures;
  private Queues queues;
  private UUID lobby;

  private UUID[] rain;
  private UUID[] surf;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    lobby = fixtures.player("Lobby");
    rain = new UUID[6];
    surf = new UUID[6];
    for (int i = 0; i < 6; i++) {
      rain[i] = fixtures.song("Rain " + i, 1, 0.01 * i, 0, 0, 0);
    }
    for (int i = 0; i < 6; i++) {
      surf[i] = fixtures.song("Surf " + i, 0.01 * i, 1, 0, 0, 0);
    }
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private List<String> reasons() {
    return queues.entries(lobby).stream().map(Entry::reason).distinct().toList();
  }

  @Test
  void listeners_without_a_room_count_in_every_empty_room() {
    UUID garden = fixtures.player("Garden");
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), null);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), null);
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), garden);
    queues.fill(lobby, garden);
    assertEquals("[0,1,0,0,0]", collective());
    assertEquals(2, queues.entries(lobby).getFirst().listeners());
    assertEquals(rain[0], queues.songs(garden).getFirst());
    assertEquals(1, queues.entries(garden).getFirst().listeners());
  }

  @Test
  void listeners_without_a_room_count_in_no_room_with_presence_codes() {
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), null);
    setPresence("code");
    queues.fill(lobby);
    assertNull(collective());
    assertEquals(List.of("rotation"), reasons());
    setPresence("open");
    queues.fill(lobby);
    assertEquals("[0,1,0,0,0]", collective());
  }

  private void setPresence(String presence) {
    fixtures
        .manager()
        .update("update public.players set presence = ? where id = ?", presence, lobby);
  }

  @Test
  void a_session_in_the_room_excludes_them_even_when_its_taste_is_unknown() {
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), null);
    fixtures.checkIn(fixtures.listener(), lobby);
    assertEquals(0, queues.fill(lobby).getFirst().listeners());
    assertEquals(List.of("rotation"), reasons());
    assertNull(collective());
  }

  @Test
  void a_listener_who_left_no_longer_counts() {
    UUID session = fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkOut(session);
    queues.fill(lobby);
    assertEquals("[1,0,0,0,0]", collective());
    fixtures.advance(Duration.ofHours(1));
    queues.fill(lobby);
    assertNull(collective(), "sessions expire by themselves");
  }

  @Test
  void the_house_voice_counts_as_one_listener() {
    UUID[] people = new UUID[] {fixtures.listener(1, 0, 0, 0, 0), fixtures.listener(1, 0, 0, 0, 0)};
    UUID past = fixtures.listener();
    fixtures.vote(past, lobby, surf[0], 5, 1);
    for (UUID person : people) {
      fixtures.checkIn(person, lobby);
    }
    queues.fill(lobby);
    Vector5 house =
        Vector5.parse(
            fixtures
                .owner()
                .text("select house from roomtone.collectives where player_id = ?", lobby));
    assertEquals(1, house.norm(), 1e-6);
    assertTrue(house.dot(new Vector5(-1, 1, 0, 0, 0)) > 1.4);
    Vector5 expected = new Vector5(2, 0, 0, 0, 0).plus(1, house).unit();
    assertTrue(Vector5.parse(collective()).distanceTo(expected) < 1e-6);
  }

  @Test
  void neutral_votes_make_no_house_voice() {
    UUID past = fixtures.listener();
    fixtures.vote(past, lobby, surf[0], 3, 1);
    queues.fill(lobby);
    assertNull(collective());
    assertEquals(List.of("rotation"), reasons());
  }

  @Test
  void votes_that_cancel_out_make_no_house_voice() {
    UUID past = fixtures.listener();
    // In binary floating point 0.1 + 0.2 differs from 0.3.
    fixtures.vote(past, lobby, surf[0], 5, 0.1);
    fixtures.vote(past, lobby, surf[0], 5, 0.2);
    fixtures.vote(past, lobby, surf[0], 1, 0.3);
    queues.fill(lobby);
    assertNull(collective());
  }

  @Test
  void without_catch_up_and_house_voice_the_collective_is_the_mean_of_the_tastes() {
    fixtures.owner().update("update roomtone.installation set catch_up = 0, house_votes = 0");
    UUID one = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    fixtures.vote(fixtures.listener(), lobby, surf[0], 5, 1);
    fixtures.owner().update("insert into roomtone.ledgers values (?, ?, -0.3)", one, lobby);
    queues.fill(lobby);
    assertTrue(Vector5.parse(collective()).distanceTo(new Vector5(1, 1, 0, 0, 0).unit()) < 1e-6);
    assertNull(
        fixtures.owner().text("select house from roomtone.collectives where player_id = ?", lobby));
  }

  @Test
  void a_listener_who_was_served_worse_counts_more_within_bounds() {
    UUID one = fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    fixtures.owner().update("insert into roomtone.ledgers values (?, ?, -0.1)", one, lobby);
    queues.fill(lobby);
    assertTrue(
        Vector5.parse(collective()).distanceTo(new Vector5(Math.exp(0.4), 1, 0, 0, 0).unit())
            < 1e-6);
    fixtures.owner().update("update roomtone.ledgers set balance = -1");
    queues.fill(lobby);
    assertTrue(Vector5.parse(collective()).distanceTo(new Vector5(3, 1, 0, 0, 0).unit()) < 1e-6);
    fixtures.owner().update("update roomtone.ledgers set balance = 1");
    queues.fill(lobby);
    assertTrue(Vector5.parse(collective()).distanceTo(new Vector5(1, 3, 0, 0, 0).unit()) < 1e-6);
  }

  private String collective() {
    return fixtures
        .owner()
        .text("select vector from roomtone.collectives where player_id = ?", lobby);
  }
}
