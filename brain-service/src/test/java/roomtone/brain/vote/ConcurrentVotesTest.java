package roomtone.brain.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.brain.taste.TasteUpdate;
import roomtone.brain.taste.TasteUpdate.Step;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.model.Taste;

@QuarkusTest
class ConcurrentVotesTest extends BrainTest {

  private static final int VOTES = 200;

  @Test
  void two_hundred_concurrent_votes_of_one_listener_are_all_counted() throws Exception {
    Person person = fixtures.person();
    Room room = fixtures.room();
    fixtures.checkInPastDwell(person, room);
    List<UUID> songs =
        IntStream.range(0, VOTES)
            .mapToObj(
                i -> fixtures.song(BrainFixtures.blend(1 + i % 7, i % 5, i % 3, i % 2, i % 11)))
            .toList();
    List<Callable<Integer>> votes =
        IntStream.range(0, VOTES)
            .<Callable<Integer>>mapToObj(i -> () -> vote(person, songs.get(i), 1 + i % 5))
            .toList();
    try (ExecutorService voters = Executors.newFixedThreadPool(40)) {
      List<Integer> answers = new ArrayList<>();
      for (Future<Integer> answer : voters.invokeAll(votes)) {
        answers.add(answer.get());
      }
      assertEquals(Collections.nCopies(VOTES, 201), answers);
    }
    assertEquals(
        VOTES,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and player_id = ? and applied_seq is not null and weight is not null",
                person.id(),
                room.id()));
    assertEquals(
        List.of((long) VOTES),
        fixtures
            .sql()
            .values(
                "select sum(votes) from roomtone.song_reputations where player_id = ?", room.id()));
    assertTasteIsThatOfTheRows(person);
  }

  private static int vote(Person person, UUID song, int value) {
    return as(person)
        .body(json("song_id", song, "vote_value", value))
        .post("/api/votes")
        .statusCode();
  }

  private void assertTasteIsThatOfTheRows(Person person) {
    List<Object> values =
        fixtures
            .sql()
            .values(
                "select vote_value from votes where user_id = ? order by applied_seq", person.id());
    List<Object> sounds =
        fixtures
            .sql()
            .values(
                "select embedding::text from votes where user_id = ? order by applied_seq",
                person.id());
    List<Step> steps =
        IntStream.range(0, VOTES)
            .mapToObj(i -> new Step((Integer) values.get(i), taste((String) sounds.get(i))))
            .toList();
    Taste replayed = TasteUpdate.replay(Optional.empty(), steps).orElseThrow();
    Taste kept =
        taste(
            (String)
                fixtures
                    .sql()
                    .values(
                        "select preference_vector::text from profiles where id = ?", person.id())
                    .getFirst());
    for (int i = 0; i < Taste.DIMENSIONS; i++) {
      assertEquals(replayed.component(i), kept.component(i), 1e-4);
    }
  }

  private static Taste taste(String vector) {
    String[] components = vector.substring(1, vector.length() - 1).split(",", -1);
    return Taste.towards(Stream.of(components).mapToDouble(Float::parseFloat).toArray())
        .orElseThrow();
  }
}
