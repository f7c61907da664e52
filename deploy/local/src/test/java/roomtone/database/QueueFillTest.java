package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import roomtone.local.testing.Queues.Filled;
import roomtone.local.testing.Sql;

/** How a fill changes the queue of a room. */
class QueueFillTest {

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
  void a_room_without_votes_plays_the_least_recently_played_songs() {
    fixtures.pastPlay(lobby, rain[0], Duration.ofHours(2), "finished");
    fixtures.pastPlay(lobby, rain[1], Duration.ofHours(3), "finished");
    assertEquals(List.of(new Filled(lobby, 5, 0, 0)), queues.fill(lobby));
    assertEquals(List.of(rain[2], rain[3], rain[4], rain[5], surf[0]), queues.songs(lobby));
    queues.entries(lobby).forEach(entry -> assertEquals("rotation", entry.reason()));
    queues
        .entries(lobby)
        .forEach(
            entry -> {
              assertNull(entry.distance());
              assertNull(entry.penalty());
              assertNull(entry.listeners());
            });
  }

  @Test
  void listeners_get_the_nearest_songs_with_their_distances() {
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    fixtures.checkIn(fixtures.listener(), lobby);
    assertEquals(List.of(new Filled(lobby, 5, 1, 0)), queues.fill(lobby));
    assertEquals(List.of(surf[0], surf[1], surf[2], surf[3], surf[4]), queues.songs(lobby));
    Entry second = queues.entries(lobby).get(1);
    assertEquals("collective", second.reason());
    assertEquals(1, second.listeners());
    assertEquals(1 - 1 / Math.sqrt(1 + 0.0001), second.distance(), 1e-6);
    assertEquals(0, second.penalty());
    assertEquals("[0,1,0,0,0]", collective());
  }

  @Test
  void of_equal_songs_the_least_recently_played_comes_first() {
    UUID[] alike = new UUID[3];
    for (int i = 0; i < alike.length; i++) {
      alike[i] = fixtures.song("Fire " + i, 0, 0, 0, 0, 1);
    }
    fixtures.library(lobby, alike);
    // So long ago that neither has a penalty.
    fixtures.pastPlay(lobby, alike[0], Duration.ofHours(100), "finished");
    fixtures.pastPlay(lobby, alike[1], Duration.ofHours(101), "finished");
    fixtures.checkIn(fixtures.listener(0, 0, 0, 0, 1), lobby);
    queues.fill(lobby);
    assertEquals(List.of(alike[2], alike[1], alike[0]), queues.songs(lobby));
  }

  @Test
  void an_empty_room_plays_by_its_house_voice() {
    UUID anna = fixtures.listener(0, 1, 0, 0, 0);
    fixtures.vote(anna, lobby, surf[0], 5, 1);
    queues.fill(lobby);
    assertEquals(List.of("house"), reasons());
    assertTrue(queues.songs(lobby).contains(surf[1]));
    assertEquals(0, queues.entries(lobby).getFirst().listeners());
  }

  @Test
  void the_first_entry_is_kept_and_the_others_follow_the_room() {
    UUID anna = fixtures.listener(1, 0, 0, 0, 0);
    UUID session = fixtures.checkIn(anna, lobby);
    queues.fill(lobby);
    UUID first = queues.entries(lobby).getFirst().id();
    fixtures.checkOut(session);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    assertEquals(List.of(new Filled(lobby, 8, 1, 0)), queues.fill(lobby)); // four went, four came
    assertEquals(List.of(rain[0], surf[0], surf[1], surf[2], surf[3]), queues.songs(lobby));
    assertEquals(first, queues.entries(lobby).getFirst().id());
  }

  @Test
  void when_a_song_has_started_all_entries_are_filled_once() {
    queues.fill(lobby);
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    queues.reportStart(lobby, rain[0]);
    List<Filled> filled = queues.fill(lobby);
    assertEquals(1, filled.getFirst().booked());
    assertEquals(List.of(surf[0], surf[1], surf[2], surf[3], surf[4]), queues.songs(lobby));
    fixtures.taste(lastListener(), 1, 0, 0, 0, 0);
    assertEquals(0, queues.fill(lobby).getFirst().booked());
    assertEquals(surf[0], queues.songs(lobby).getFirst(), "from that fill on it stands");
    assertEquals(List.of(rain[1], rain[2], rain[3], rain[4]), queues.songs(lobby).subList(1, 5));
  }

  private UUID lastListener() {
    return fixtures.owner().uuid("select user_id from public.sessions order by id desc limit 1");
  }

  @Test
  void an_archived_song_leaves_the_queue_even_from_the_first_place() {
    queues.fill(lobby);
    fixtures.archive(rain[0]);
    fixtures.archive(rain[3]);
    queues.fill(lobby);
    assertEquals(List.of(rain[1], rain[2], rain[4], rain[5], surf[0]), queues.songs(lobby));
    assertEquals(
        List.of(1, 2, 3, 4, 5), queues.entries(lobby).stream().map(Entry::position).toList());
  }

  @Test
  void an_entry_whose_song_stays_keeps_its_id() {
    queues.fill(lobby);
    var before = queues.entries(lobby);
    queues.reportStart(lobby, rain[0]);
    queues.fill(lobby);
    var after = queues.entries(lobby);
    for (Entry entry : after) {
      before.stream()
          .filter(old -> old.song().equals(entry.song()))
          .forEach(old -> assertEquals(old.id(), entry.id()));
    }
    assertEquals(before.get(1).id(), after.getFirst().id());
    assertEquals(
        4,
        after.stream()
            .map(Entry::id)
            .filter(id -> before.stream().anyMatch(old -> old.id().equals(id)))
            .count());
  }

  @Test
  void filling_again_changes_nothing() {
    fixtures.checkIn(fixtures.listener(0, 1, 0, 0, 0), lobby);
    queues.fill(lobby);
    var before = queues.entries(lobby);
    assertEquals(0, queues.fill(lobby).getFirst().changed());
    fixtures.advance(Duration.ofSeconds(30));
    assertEquals(0, queues.fill(lobby).getFirst().changed());
    assertEquals(before, queues.entries(lobby));
  }

  @Test
  void small_catalogues_are_played_whole_and_never_twice_at_once() {
    for (int songs = 0; songs <= 7; songs++) {
      UUID room = fixtures.player("Room of " + songs);
      if (songs > 0) {
        fixtures.library(room, java.util.Arrays.copyOf(concat(), songs));
      } else {
        // A library of archived songs alone: nothing may be played.
        UUID old = fixtures.song("Old", 1, 0, 0, 0, 0);
        fixtures.library(room, old);
        fixtures.archive(old);
      }
      queues.fill(room);
      assertEquals(Math.min(5, songs), queues.entries(room).size());
      assertEquals(Math.min(5, songs), queues.songs(room).stream().distinct().count());
    }
  }

  private UUID[] concat() {
    UUID[] all = java.util.Arrays.copyOf(rain, 12);
    System.arraycopy(surf, 0, all, 6, 6);
    return all;
  }

  @Test
  void a_recently_played_song_ranks_behind_one_that_is_farther_away() {
    fixtures.library(lobby, rain[0], rain[1], surf[0], surf[1]);
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    fixtures.pastPlay(lobby, rain[0], Duration.ofMinutes(20), "finished");
    fixtures.pastPlay(lobby, rain[1], Duration.ofMinutes(1), null);
    queues.fill(lobby);
    // Two of four may cool down: first those of rain, then the planned ones replace them.
    assertEquals(surf[1], queues.songs(lobby).getFirst());
    assertEquals(4, queues.entries(lobby).size());
  }

  @Test
  void an_archived_player_has_no_queue_filled() {
    fixtures.owner().update("update public.players set archived_at = now() where id = ?", lobby);
    assertEquals(List.of(), queues.fill(lobby));
    assertEquals(List.of(), queues.entries(lobby));
  }

  @Test
  void unknown_players_and_an_empty_list_are_skipped() {
    assertEquals(List.of(), queues.fill(UUID.randomUUID()));
    assertEquals(List.of(), queues.fill());
    assertEquals(List.of(), fixtures.brain().rows("select * from roomtone.queue_fill(null)"));
    UUID garden = fixtures.player("Garden");
    assertEquals(2, queues.fill(garden, UUID.randomUUID(), lobby, garden).size());
  }

  @Test
  void a_locked_room_is_skipped_and_filled_later() {
    UUID garden = fixtures.player("Garden");
    try (Sql other = fixtures.as("postgres")) {
      other.execute("begin");
      other.update("select from roomtone.collectives where player_id = ? for update", lobby);
      assertEquals(
          List.of(garden), queues.fill(lobby, garden).stream().map(Filled::player).toList());
      other.execute("rollback");
    }
    assertEquals(List.of(lobby), queues.fill(lobby).stream().map(Filled::player).toList());
  }

  @Test
  void a_room_that_was_just_filled_is_not_filled_again_for_its_age() {
    String old = "select player_id from roomtone.queue_fill(array[?], interval '30 seconds')";
    queues.fill(lobby);
    fixtures.advance(Duration.ofSeconds(29));
    assertEquals(List.of(), fixtures.brain().column(old, lobby));
    fixtures.advance(Duration.ofSeconds(1));
    assertEquals(List.of(lobby.toString()), fixtures.brain().column(old, lobby));
    assertEquals(List.of(), fixtures.brain().column(old, lobby));
  }

  @Test
  void nobody_but_the_brain_may_fill() {
    assertEquals(
        Sql.FORBIDDEN,
        fixtures.manager().sqlState("select * from roomtone.queue_fill(array[?])", lobby));
    assertEquals(Sql.FORBIDDEN, fixtures.brain().sqlState("delete from public.player_queue"));
    assertEquals(
        Sql.FORBIDDEN,
        fixtures.brain().sqlState("update roomtone.collectives set computed_at = now()"));
  }

  @Test
  void an_entry_has_the_times_when_it_was_added_and_last_picked() {
    fixtures.checkIn(fixtures.listener(1, 0, 0, 0, 0), lobby);
    queues.fill(lobby);
    fixtures.advance(Duration.ofMinutes(1));
    fixtures.checkIn(fixtures.listener(1, 0.5, 0, 0, 0), lobby);
    queues.fill(lobby);
    assertEquals(
        1,
        fixtures
            .owner()
            .integer(
                "select count(distinct added_at) from public.player_queue where added_at < roomtone.now()"));
    assertNotEquals(
        0,
        fixtures
            .owner()
            .integer("select count(*) from public.player_queue where picked_at = roomtone.now()"));
  }

  private String collective() {
    return fixtures
        .owner()
        .text("select vector from roomtone.collectives where player_id = ?", lobby);
  }
}
