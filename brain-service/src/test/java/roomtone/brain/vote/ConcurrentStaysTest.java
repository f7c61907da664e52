package roomtone.brain.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** Votes, renewals, check-ins and exclusions at the same time leave the sums of the rows. */
@QuarkusTest
class ConcurrentStaysTest extends BrainTest {

  /** Short enough that many stays are confirmed during a test. */
  private static final Duration DWELL = Duration.ofSeconds(1);

  @Inject PendingVotes pending;

  @AfterEach
  void turnDwellOn() {
    fixtures.setDwell(BrainFixtures.DWELL);
  }

  @Test
  void whatever_happens_at_once_the_sums_are_those_of_the_votes() throws Exception {
    fixtures.setDwell(DWELL);
    List<UUID> songs =
        IntStream.range(0, 6).mapToObj(i -> fixtures.song(BrainFixtures.RAIN)).toList();
    List<Room> rooms = List.of(fixtures.room(), fixtures.room());
    List<Person> people = IntStream.range(0, 6).mapToObj(i -> fixtures.person()).toList();
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    List<Callable<Integer>> work = new ArrayList<>();
    for (int worker = 0; worker < 6; worker++) {
      Random random = new Random(worker);
      work.add(
          () -> {
            int calls = 0;
            for (int i = 0; i < 60; i++) {
              calls += listener(any(people, random), rooms, songs, random);
            }
            return calls;
          });
    }
    work.add(() -> staff(admin, rooms, new Random(100)));
    work.add(
        () -> {
          for (int i = 0; i < 60; i++) {
            pending.apply(() -> true);
          }
          return 1;
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      for (Future<Integer> done : threads.invokeAll(work)) {
        assertTrue(done.get() > 0);
      }
    }
    pending.apply(() -> true);
    assertTrue(
        fixtures.sql().integer("select count(*) from sessions where stay_confirmed_at is not null")
            > 0,
        "some stays were confirmed");
    fixtures.assertReputationsAreThoseOfTheVotes();
    assertEquals(
        0,
        fixtures
            .sql()
            .integer(
                """
                select count(*) from votes v join sessions s on s.id = v.session_id
                where v.applied_seq is not null and v.held <> (s.stay_confirmed_at is null)
                """));
    assertEquals(
        0,
        fixtures
            .sql()
            .integer(
                """
                select count(*) from votes v where v.excluded <> exists (
                  select from roomtone.vote_exclusions e
                  where e.player_id = v.player_id and e.cast_from <= v.vote_time and v.vote_time < e.cast_to)
                """));
  }

  private int listener(Person person, List<Room> rooms, List<UUID> songs, Random random) {
    UUID song = any(songs, random);
    int value = 1 + random.nextInt(5);
    Response answer =
        switch (random.nextInt(10)) {
          case 0 -> as(person).post("/api/checkout");
          case 1, 2 ->
              as(person)
                  .body(json("player_id", rooms.get(random.nextInt(5) / 4).id()))
                  .post("/api/checkin");
          case 3 -> as(person).post("/api/session/renew");
          case 4 -> {
            fixtures.voteFromBrowser(person, song, value);
            yield as(person).get("/api/votes");
          }
          case 5 -> {
            List<Object> votes =
                fixtures
                    .sql()
                    .values(
                        "select id from votes where user_id = ? and applied_seq > 0", person.id());
            yield votes.isEmpty()
                ? as(person).get("/api/votes")
                : as(person)
                    .body(json("vote_value", value))
                    .put("/api/votes/" + votes.get(random.nextInt(votes.size())));
          }
          default -> as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes");
        };
    assertTrue(answer.statusCode() < 500, answer::asString);
    return 1;
  }

  private int staff(Person admin, List<Room> rooms, Random random) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      if (random.nextBoolean() || made.isEmpty()) {
        Room room = any(rooms, random);
        Instant to = fixtures.now();
        String id =
            as(admin)
                .body(json("from", to.minusMillis(1 + random.nextInt(2000)), "to", to))
                .post("/api/players/" + room.id() + "/vote-exclusions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        made.add("/api/players/" + room.id() + "/vote-exclusions/" + id);
      } else {
        as(admin).delete(made.remove(random.nextInt(made.size()))).then().statusCode(204);
      }
    }
    return made.size() + 1;
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
