package roomtone.brain.presence;

import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.TrustedProxy;
import roomtone.brain.tick.Tick;
import roomtone.local.testing.Sql;
import roomtone.model.Taste;

/**
 * Fifty accounts that have never seen a room's screen change nothing in it. The same evening is
 * played twice in two rooms with the same songs and the same six listeners, once with the fifty,
 * who all like one sound and vote for it. What the two rooms play and keep is compared.
 */
@QuarkusTest
@TestProfile(TrustedProxy.class)
class OutsidersTest extends PresenceScenario {

  private static final int OUTSIDERS = 50;
  private static final int SONGS = 24;
  private static final int LISTENERS = 6;
  private static final int PLAYS = 8;
  private static final int PLAYS_AFTER = 6;
  private static final Duration PLAY = Duration.ofMinutes(3);
  private static final double TOLERANCE = 1e-6;

  @Inject Tick tick;

  /**
   * What a room played and kept.
   *
   * @param queues the songs of the queue, each time that it was filled
   * @param numbers the distances in these queues, the collectives, the house voices and the
   *     reputations, always in the same order
   */
  private record Evening(List<List<UUID>> queues, List<Double> numbers) {}

  @Test
  void fifty_outsiders_change_nothing_in_a_room_with_codes() {
    UUID[] library = library(new Random(11));
    Evening quiet = evening(library, "code", false);
    Evening beset = evening(library, "code", true);
    assertEquals(quiet.queues(), beset.queues());
    assertEquals(quiet.numbers().size(), beset.numbers().size());
    for (int i = 0; i < quiet.numbers().size(); i++) {
      assertEquals(quiet.numbers().get(i), beset.numbers().get(i), TOLERANCE);
    }
    assertTrue(
        quiet.queues().stream().distinct().count() > PLAYS, "the room follows its own listeners");
  }

  @Test
  void the_same_outsiders_change_an_open_room() {
    UUID[] library = library(new Random(11));
    assertNotEquals(
        evening(library, "open", false).queues(), evening(library, "open", true).queues());
  }

  private UUID[] library(Random random) {
    UUID[] songs = new UUID[SONGS];
    for (int i = 0; i < SONGS; i++) {
      songs[i] = fixtures.song(taste(random));
    }
    return songs;
  }

  private static Taste taste(Random random) {
    double[] parts = new double[Taste.DIMENSIONS];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = random.nextDouble();
    }
    return BrainFixtures.blend(parts);
  }

  /** An evening with listeners, then the room without anybody. */
  private Evening evening(UUID[] library, String presence, boolean beset) {
    fixtures.endAllSessions();
    fixtures.database().setClock(START);
    Random random = new Random(12);
    room = fixtures.room(library);
    fixtures.setPresence(room, "code");
    fixtures
        .sql()
        .update(
            "update roomtone.presence_secrets set secret = sha256('a fixed secret') where player_id = ?",
            room.id());
    fixtures.setPresence(room, presence);
    Evening evening = new Evening(new ArrayList<>(), new ArrayList<>());
    List<Person> outsiders = new ArrayList<>();
    for (int i = 0; beset && i < OUTSIDERS; i++) {
      outsiders.add(fixtures.personWhoLikes(BrainFixtures.FIRE));
    }
    // Before anybody is there, the outsiders are alone with the room.
    attack(outsiders, library, 0);
    read(evening);
    List<Person> listeners = new ArrayList<>();
    for (int i = 0; i < LISTENERS; i++) {
      Person listener = fixtures.personWhoLikes(taste(random));
      fixtures.checkIn(listener, room);
      listeners.add(listener);
    }
    for (int i = 0; i < PLAYS; i++) {
      play(evening);
      Person voter = listeners.get(random.nextInt(LISTENERS));
      vote(voter, fixtures.queue(room).get(random.nextInt(5)), 1 + random.nextInt(5), room);
      if (i % 4 == 1) {
        attack(outsiders, library, i);
      }
      read(evening);
      fixtures.advance(PLAY);
    }
    // Sessions without a room end last.
    listeners.forEach(listener -> as(listener).post("/api/checkout").then().statusCode(204));
    for (int i = 0; i < PLAYS_AFTER; i++) {
      play(evening);
      fixtures.advance(PLAY);
    }
    return evening;
  }

  /** Starts the first song of the queue. */
  private void play(Evening evening) {
    read(evening);
    fixtures.play(room, fixtures.queue(room).getFirst());
    read(evening);
  }

  private void vote(Person person, UUID voted, int value, Room where) {
    as(person)
        .body(json("song_id", voted, "vote_value", value, "player_id", where.id()))
        .post("/api/votes")
        .then()
        // A second vote for a song within ten minutes changes the first.
        .statusCode(either(is(201)).or(is(200)));
  }

  /** Each outsider guesses a code, inserts a session and votes, in every way that there is. */
  private void attack(List<Person> outsiders, UUID[] library, int round) {
    for (int i = 0; i < outsiders.size(); i++) {
      Person outsider = outsiders.get(i);
      address = "10.30.0." + i;
      checkIn(outsider, room, null);
      checkIn(outsider, room, "%06d".formatted(1000 * round + i));
      try (Sql browser = fixtures.database().sqlAs(outsider.id())) {
        browser.sqlState(
            "insert into sessions (user_id, player_id) values (?, ?)", outsider.id(), room.id());
        if (!fixtures
            .sql()
            .bool(
                "select exists (select from sessions where user_id = ? and status = 'active')",
                outsider.id())) {
          browser.update("insert into sessions (user_id) values (?)", outsider.id());
        }
        browser.update(
            "insert into votes (user_id, song_id, vote_value, player_id) values (?, ?, ?, ?)",
            outsider.id(),
            library[(i + round) % SONGS],
            1 + i % 2 * 4,
            room.id());
      }
      vote(outsider, library[(i + round + 1) % SONGS], 1 + i % 2 * 4, room);
    }
  }

  /** Fills the queues and adds what the room plays and keeps now. */
  private void read(Evening evening) {
    tick.run();
    evening.queues().add(fixtures.queue(room));
    List.of(
            "select coalesce(distance, -1) from player_queue where player_id = ? order by position",
            "select c.part from roomtone.collectives k, unnest(array[k.vector, k.house]) v (vector), unnest(v.vector::real[]) c (part) where k.player_id = ?",
            "select listeners from roomtone.collectives where player_id = ?",
            "select s.number from roomtone.song_reputations r, unnest(array[r.votes, r.sum_k, r.sum_kw]) s (number) where r.player_id = ? order by r.song_id")
        .forEach(
            query ->
                fixtures
                    .sql()
                    .column(query, room.id())
                    .forEach(number -> evening.numbers().add(Double.valueOf(number))));
  }
}
