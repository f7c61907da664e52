package roomtone.brain.vote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;
import roomtone.model.Taste;

/**
 * What accounts that somebody made for it can do to a room: nothing that lasts when they are gone
 * within the dwell, and no more than as many listeners when they stay. Measured against a room with
 * the same songs and the same regulars.
 */
@QuarkusTest
class StuffingTest extends BrainTest {

  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
  private static final int SONGS = 20;
  private static final int REGULARS = 5;

  @Inject Tick tick;

  private final Random random = new Random(7);
  private final List<UUID> songs = new ArrayList<>();
  private Room attacked;
  private Room other;

  /** Two rooms whose regulars voted alike, and left. */
  @BeforeEach
  void openRooms() {
    fixtures.database().setClock(START);
    for (int i = 0; i < SONGS; i++) {
      songs.add(
          fixtures.song(
              BrainFixtures.blend(random.doubles(Taste.DIMENSIONS).map(x -> x * x).toArray())));
    }
    UUID[] library = songs.toArray(UUID[]::new);
    attacked = fixtures.room(library);
    other = fixtures.room(library);
    for (int i = 0; i < REGULARS; i++) {
      long taste = random.nextLong();
      regular(attacked, new Random(taste));
      regular(other, new Random(taste));
    }
    fixtures.advance(Duration.ofHours(2));
    tick.run();
  }

  @AfterEach
  void turnDwellOn() {
    fixtures.setDwell(BrainFixtures.DWELL);
  }

  private void regular(Room room, Random choice) {
    Instant arrival = fixtures.now();
    Person person = fixtures.person();
    checkIn(person, room);
    fixtures.advance(Duration.ofMinutes(6));
    for (int i = 0; i < 6; i++) {
      vote(person, songs.get(choice.nextInt(SONGS)), 1 + choice.nextInt(5));
    }
    as(person).post("/api/checkout").then().statusCode(204);
    fixtures.database().setClock(arrival);
  }

  private static void checkIn(Person person, Room room) {
    as(person).body(json("player_id", room.id())).post("/api/checkin").then().statusCode(201);
  }

  private static String vote(Person person, UUID song, int value) {
    return as(person)
        .body(json("song_id", song, "vote_value", value))
        .post("/api/votes")
        .then()
        .extract()
        .path("id");
  }

  /** Each likes the first song and dislikes three others, within two minutes. */
  private void stuff() {
    List<Person> accounts = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      accounts.add(fixtures.person());
      checkIn(accounts.getLast(), attacked);
    }
    for (int round = 0; round < 4; round++) {
      fixtures.advance(Duration.ofSeconds(29));
      for (Person account : accounts) {
        vote(account, songs.get(round), round == 0 ? 5 : 1);
      }
    }
    tick.run();
  }

  private void waitUntilTheRoomIsEmpty() {
    fixtures.advance(Duration.ofMinutes(61));
    tick.run();
    assertEquals(
        0, fixtures.sql().integer("select count(*) from sessions where status = 'active'"));
    fixtures.fill(attacked, other);
  }

  private RoomMemory memory(Room room) {
    return RoomMemory.of(fixtures, room);
  }

  @Test
  void twenty_five_who_vote_four_times_and_leave_within_two_minutes_leave_nothing() {
    memory(attacked).assertEqualTo(memory(other));
    stuff();
    memory(attacked).assertEqualTo(memory(other));
    waitUntilTheRoomIsEmpty();
    memory(attacked).assertEqualTo(memory(other));
    assertEquals(fixtures.queue(other), fixtures.queue(attacked));
  }

  @Test
  void without_the_dwell_they_would_leave_much() {
    fixtures.setDwell(Duration.ZERO);
    stuff();
    waitUntilTheRoomIsEmpty();
    assertTrue(memory(attacked).distance(memory(other)) > 0.1);
  }

  /** Five vote alike in both rooms; in one of them they also do what might make them count more. */
  @Test
  void five_who_stay_are_five_voices_however_often_they_check_in_vote_and_change_again() {
    List<Person> insistent = new ArrayList<>();
    List<Person> calm = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      insistent.add(fixtures.person());
      calm.add(fixtures.person());
      checkIn(insistent.getLast(), attacked);
      checkIn(calm.getLast(), other);
    }
    for (int round = 0; round < 10; round++) {
      fixtures.advance(Duration.ofMinutes(1));
      for (int i = 0; i < 5; i++) {
        UUID song = songs.get((round + i) % SONGS);
        int value = 5 - (round * i) % 5;
        vote(calm.get(i), song, value);
        checkIn(insistent.get(i), attacked);
        String id = vote(insistent.get(i), song, 5);
        vote(insistent.get(i), song, 1);
        checkIn(insistent.get(i), attacked);
        as(insistent.get(i))
            .body(json("vote_value", value))
            .put("/api/votes/" + id)
            .then()
            .statusCode(200);
      }
    }
    memory(attacked).assertEqualTo(memory(other));
    fixtures.fill(attacked, other);
    for (Room room : List.of(attacked, other)) {
      assertEquals(
          "5",
          fixtures
              .sql()
              .text("select listeners from roomtone.collectives where player_id = ?", room.id()));
    }
    assertArrayEquals(collectiveOf(calm, other), collective(other), 1e-6);
    assertArrayEquals(collectiveOf(insistent, attacked), collective(attacked), 1e-6);
    assertArrayEquals(collective(other), collective(attacked), 1e-4, "tastes are replayed");
  }

  private double[] collective(Room room) {
    return RoomMemory.vector(
        fixtures
            .sql()
            .text("select vector::text from roomtone.collectives where player_id = ?", room.id()));
  }

  /** unit(sum of u + h): nothing was played, so that all ledgers are 0 and all g 1. */
  private double[] collectiveOf(List<Person> people, Room room) {
    double[] sum = memory(room).house().stream().mapToDouble(x -> x).toArray();
    for (Person person : people) {
      double[] taste =
          RoomMemory.vector(
              fixtures
                  .sql()
                  .text("select preference_vector::text from profiles where id = ?", person.id()));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += taste[i];
      }
    }
    return RoomMemory.unit(sum);
  }
}
