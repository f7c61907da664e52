package roomtone.brain.vote;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.model.Taste;

/**
 * Random histories of check-ins, votes, renewals and exclusions, with the dwell on, agree with
 * {@link ReferenceVotes}.
 */
@QuarkusTest
class VoteHistoryTest extends BrainTest {

  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
  private static final int EVENTS = 160;

  @Inject PendingVotes pending;

  private final Map<UUID, double[]> songs = new LinkedHashMap<>();
  private final List<Room> rooms = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();
  private final List<String[]> exclusions = new ArrayList<>();
  private Person admin;
  private ReferenceVotes reference;
  private Random random;

  @BeforeEach
  void insertRows() {
    fixtures.database().setClock(START);
    for (int i = 0; i < Taste.DIMENSIONS; i++) {
      songs.put(fixtures.song(Taste.axis(i)), Taste.axis(i).components());
    }
    Taste mixed = BrainFixtures.blend(3, 4, 0, 0, 0);
    songs.put(fixtures.song(mixed), mixed.components());
    UUID[] library = songs.keySet().toArray(UUID[]::new);
    rooms.addAll(List.of(fixtures.room(library), fixtures.room(library)));
    people.addAll(
        List.of(fixtures.person(), fixtures.person(), fixtures.person(), fixtures.person()));
    admin = fixtures.person();
    fixtures.makeAdmin(admin);
    reference = new ReferenceVotes(songs);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void reputations_and_house_voices_agree_with_the_reference(long seed) {
    random = new Random(seed);
    int counted = 0;
    for (int i = 0; i < EVENTS; i++) {
      fixtures.advance(pause());
      event(any(people), fixtures.now());
      if (random.nextInt(8) == 0) {
        pending.apply(() -> true);
        counted += compare();
      }
    }
    pending.apply(() -> true);
    counted += compare();
    assertTrue(counted > 20, counted + " sums were compared");
    fixtures.assertReputationsAreThoseOfTheVotes();
  }

  /** Mostly seconds or minutes, now and then an hour. */
  private Duration pause() {
    return switch (random.nextInt(20)) {
      case 0 -> Duration.ofMinutes(61);
      case 1, 2, 3, 4, 5, 6 -> Duration.ofSeconds(60 + random.nextInt(300));
      default -> Duration.ofSeconds(1 + random.nextInt(50));
    };
  }

  private void event(Person person, Instant now) {
    int value = 1 + random.nextInt(5);
    List<Instant> votes = reference.votesOf(person.id());
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> {
        Room room = rooms.get(random.nextInt(4) / 3);
        as(person).body(json("player_id", room.id())).post("/api/checkin").then().statusCode(201);
        reference.checkIn(person.id(), room.id(), now);
      }
      case 3 -> {
        as(person).post("/api/checkout").then().statusCode(204);
        reference.checkOut(person.id());
      }
      case 4 -> {
        as(person).post("/api/session/renew");
        reference.renew(person.id(), now);
      }
      case 5 -> exclude(now);
      case 6 -> {
        if (!exclusions.isEmpty()) {
          readmit(exclusions.remove(random.nextInt(exclusions.size())));
        }
      }
      case 7 -> {
        if (!votes.isEmpty()) {
          Instant vote = any(votes);
          as(person)
              .body(json("vote_value", value))
              .put("/api/votes/" + id(person, vote))
              .then()
              .statusCode(200);
          reference.change(person.id(), vote, value, now);
        }
      }
      case 8 -> {
        if (!votes.isEmpty()) {
          Instant vote = any(votes);
          as(person).delete("/api/votes/" + id(person, vote)).then().statusCode(204);
          reference.delete(person.id(), vote);
        }
      }
      case 9, 10 -> {
        UUID song = any(List.copyOf(songs.keySet()));
        fixtures.voteFromBrowser(person, song, value);
        reference.vote(person.id(), song, value, now);
      }
      default -> {
        UUID song = any(List.copyOf(songs.keySet()));
        as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes");
        reference.vote(person.id(), song, value, now);
      }
    }
  }

  private void exclude(Instant now) {
    Room room = any(rooms);
    Instant to = now.minusSeconds(random.nextInt(3600));
    Instant from = to.minusSeconds(1 + random.nextInt(1800));
    String id =
        as(admin)
            .body(json("from", from, "to", to))
            .post("/api/players/" + room.id() + "/vote-exclusions")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    exclusions.add(new String[] {id, room.slug()});
    reference.exclude(id, room.id(), from, to);
  }

  private void readmit(String[] exclusion) {
    as(admin)
        .delete("/api/players/" + exclusion[1] + "/vote-exclusions/" + exclusion[0])
        .then()
        .statusCode(204);
    reference.readmit(exclusion[0]);
  }

  /** The id of a vote by its time; votes that wait are applied first, because one may go. */
  private UUID id(Person person, Instant castAt) {
    pending.apply(() -> true);
    return fixtures
        .sql()
        .uuid("select id from votes where user_id = ? and vote_time = ?", person.id(), castAt);
  }

  /** Compares all rooms, and returns how many sums that was. */
  private int compare() {
    int compared = 0;
    for (Room room : rooms) {
      double[] voice = reference.houseVoice(room.id());
      RoomMemory kept = RoomMemory.of(fixtures, room);
      boolean silent = RoomMemory.length(voice) < 1e-6;
      kept.assertEqualTo(
          new RoomMemory(
              reference.sums(room.id()), silent ? null : RoomMemory.list(RoomMemory.unit(voice))));
      compared += kept.sums().size();
    }
    return compared;
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
