package roomtone.brain.nowplaying;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.nowplaying.Reason.Kind;
import roomtone.brain.tick.Tick;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;
import roomtone.brain.world.Town.Room;
import roomtone.model.Dimensions;
import roomtone.model.Player;

/** Why songs were picked, asked of two replicas. */
@QuarkusTest
class ReplicaDisclosureTest extends BrainTest {

  /** The first place that follows the room; nothing plays. */
  private static final int SECOND = 1;

  @Inject Tick tick;
  @Inject Session rows;
  @Inject PublicCollectives collectives;
  @Inject Dimensions dimensions;
  @Inject Messages words;

  private NowPlaying one;
  private NowPlaying other;

  @BeforeEach
  void startTwoReplicasAndAMinute() {
    one = replica();
    other = replica();
    town.database().setClock(town.now().truncatedTo(ChronoUnit.MINUTES));
  }

  @Test
  void grounds_that_come_up_within_the_minute_are_told_when_it_is_over_whoever_is_asked() {
    Room room = roomOfRain();
    List<Person> here = gather(room);
    UUID song = almostLoved(room, here);
    List<Disclosure> before = told(one, room);
    assertEquals(List.of(), loved(before));
    like(here.get(2), song);
    assertEquals(before, told(other, room));
    town.pass(Duration.ofMinutes(1));
    List<Disclosure> after = told(other, room);
    assertEquals(List.of(Kind.REPUTATION), loved(after));
    assertEquals(after, told(one, room));
  }

  @Test
  void what_stands_keeps_what_was_first_told_of_it_whoever_told_it() {
    Room room = roomOfRain();
    gather(room);
    List<Disclosure> before = told(one, room);
    for (int i = 0; i < 3; i++) {
      town.checkIn(town.personWhoLikes(Town.FIRE), room);
    }
    tick.run();
    town.pass(Duration.ofMinutes(1));
    List<Disclosure> after = told(other, room);
    assertEquals(before.getFirst(), after.getFirst());
    assertNotEquals(before.get(SECOND), after.get(SECOND));
    town.play(room, town.queue(room).getFirst());
    tick.run();
    assertEquals(before.getFirst(), told(replica(), room).getFirst(), "now it plays");
  }

  @Test
  void who_comes_while_another_is_telling_waits_and_tells_the_same() throws Exception {
    Room room = roomOfRain();
    List<Person> here = gather(room);
    UUID song = almostLoved(room, here);
    collectives.of(room.id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Disclosure> first;
      Future<List<Disclosure>> second;
      QuarkusTransaction.begin();
      try {
        first = one.of(rows.find(Player.class, room.id())).disclosures();
        like(here.get(2), song);
        second = threads.submit(() -> told(other, room));
        await("the other waits").until(() -> town.count("pg_locks where not granted") > 0);
      } finally {
        QuarkusTransaction.commit();
      }
      assertEquals(first, second.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void entries_that_are_gone_are_forgotten() {
    Room room = roomOfRain();
    gather(room);
    for (int i = 0; i < 4; i++) {
      town.play(room, town.queue(room).getFirst());
      tick.run();
      told(one, room);
      town.pass(Duration.ofMinutes(2));
    }
    told(other, room);
    assertEquals(6, town.count("roomtone.told_entries where player_id = ?", room.id()));
  }

  private NowPlaying replica() {
    return new NowPlaying(
        rows, new Explanations(collectives, new DisclosedEntries(rows), rows), dimensions, words);
  }

  private List<Disclosure> told(NowPlaying replica, Room room) {
    return QuarkusTransaction.requiringNew()
        .call(() -> replica.of(rows.find(Player.class, room.id())).disclosures());
  }

  private static List<Kind> loved(List<Disclosure> told) {
    return told.stream()
        .flatMap(disclosure -> disclosure.why().stream())
        .map(Reason::kind)
        .filter(Kind.REPUTATION::equals)
        .toList();
  }

  private Room roomOfRain() {
    return town.room(Stream.generate(() -> town.song(Town.RAIN)).limit(12).toArray(UUID[]::new));
  }

  /** A song that still follows the room, liked by two: it takes one more to speak of it. */
  private UUID almostLoved(Room room, List<Person> here) {
    UUID song = town.queue(room).get(SECOND);
    here.subList(0, 2).forEach(person -> like(person, song));
    town.sql("update player_queue set reputation = 0.2 where player_id = ?", room.id());
    return song;
  }

  private List<Person> gather(Room room) {
    List<Person> people = Stream.generate(() -> town.personWhoLikes(Town.RAIN)).limit(3).toList();
    people.forEach(person -> town.checkIn(person, room));
    tick.run();
    // what stood before they came is gone
    town.sql("delete from player_queue where player_id = ?", room.id());
    town.sql("insert into roomtone.room_changes (player_id) values (?)", room.id());
    tick.run();
    return people;
  }

  private void like(Person person, UUID song) {
    as(person)
        .body(Town.json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
  }
}
