package roomtone.brain.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.queue.ReferenceRoom.Cast;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;
import roomtone.model.Taste;

/**
 * Whole evenings, played through the API and the tick with the dwell off, agree with {@link
 * ReferenceRoom}.
 */
@QuarkusTest
class EveningTest extends BrainTest {

  private static final int PEOPLE = 5;
  private static final int SONGS = 12;
  private static final int PLAYS = 10;

  @Inject Tick tick;

  @BeforeEach
  void turnDwellOff() {
    fixtures.setDwell(Duration.ZERO);
  }

  @AfterEach
  void turnDwellOn() {
    fixtures.setDwell(BrainFixtures.DWELL);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void ledgers_house_voice_reputations_and_collective_agree_with_the_reference(long seed) {
    Random random = new Random(seed);
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.SECONDS));
    Map<UUID, double[]> songs = new LinkedHashMap<>();
    for (int i = 0; i < SONGS; i++) {
      Taste sound = sound(random);
      songs.put(fixtures.song(sound), sound.components());
    }
    Room room = fixtures.room(songs.keySet().toArray(UUID[]::new));
    ReferenceRoom byHand = new ReferenceRoom(songs);
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      Person person = fixtures.personWhoLikes(sound(random));
      as(person).body(json("player_id", room.id())).post("/api/checkin").then().statusCode(201);
      byHand.enter(person.id());
      people.add(person);
    }
    for (int play = 0; play < PLAYS; play++) {
      tick.run();
      UUID song = fixtures.queue(room).getFirst();
      fixtures.play(room, song);
      byHand.play(song, fixtures.now(), tastes(people));
      tick.run();
      check(room, byHand, people);
      for (Person person : people) {
        if (random.nextInt(3) > 0) {
          int value = 1 + random.nextInt(5);
          fixtures.advance(Duration.ofSeconds(1));
          as(person)
              .body(json("song_id", song, "vote_value", value))
              .post("/api/votes")
              .then()
              .statusCode(201);
          byHand.vote(new Cast(person.id(), song, value, fixtures.now()));
        }
      }
      tick.run();
      check(room, byHand, people);
      fixtures.advance(Duration.ofMinutes(3));
    }
  }

  private void check(Room room, ReferenceRoom byHand, List<Person> people) {
    for (Person person : people) {
      Object balance =
          fixtures
              .sql()
              .values(
                  """
                  select coalesce(max(l.balance), 0) from roomtone.ledgers l
                  join sessions s on s.id = l.session_id where s.user_id = ?
                  """,
                  person.id())
              .getFirst();
      assertEquals(byHand.ledger(person.id()), (Double) balance, 1e-6);
    }
    double[] wish = byHand.collective(tastes(people));
    assertArrayEquals(
        wish,
        vector("select vector::text from roomtone.collectives where player_id = ?", room.id()),
        1e-5);
    Instant now = fixtures.now();
    List<Object> recommended =
        fixtures
            .sql()
            .values(
                """
            select array[r.id::text, r.adjusted_distance::text] from roomtone.collectives c
            cross join lateral public.recommend_with_penalty(c.vector, 100, c.player_id) r
            where c.player_id = ?
            """,
                room.id());
    for (Object row : recommended) {
      String[] pair = array(row);
      UUID song = UUID.fromString(pair[0]);
      assertEquals(byHand.adjusted(song, wish, now), Double.parseDouble(pair[1]), 1e-5);
    }
    assertFalse(recommended.isEmpty());
    List<UUID> queue = fixtures.queue(room);
    assertEquals(5, queue.size());
    assertFalse(queue.stream().distinct().count() < 5, "a song is never twice in the queue");
  }

  private Map<UUID, double[]> tastes(List<Person> people) {
    Map<UUID, double[]> tastes = new LinkedHashMap<>();
    for (Person person : people) {
      tastes.put(
          person.id(),
          vector("select preference_vector::text from profiles where id = ?", person.id()));
    }
    return tastes;
  }

  private double[] vector(String query, UUID id) {
    String text = (String) fixtures.sql().values(query, id).getFirst();
    return Arrays.stream(text.substring(1, text.length() - 1).split(",", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static String[] array(Object column) {
    try {
      return (String[]) ((Array) column).getArray();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Taste sound(Random random) {
    double[] parts = random.doubles(5).map(part -> part * part).toArray();
    return Taste.towards(parts).orElseThrow();
  }
}
