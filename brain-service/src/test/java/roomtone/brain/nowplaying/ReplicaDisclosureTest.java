package roomtone.brain.nowplaying;

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
import roomtone.brain.nowplaying.NowPlaying.Snapshot;
import roomtone.brain.nowplaying.Reason.Kind;
import roomtone.brain.player.Players;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;
import roomtone.local.testing.Await;
import roomtone.model.Dimensions;
import roomtone.model.Player;

/** Explanations of two replicas agree. */
@QuarkusTest
class ReplicaDisclosureTest extends BrainTest {

  /** The index of the first entry that follows the room; nothing plays. */
  private static final int SECOND = 1;

  @Inject Tick tick;
  @Inject Session rows;
  @Inject Players players;
  @Inject PublicCollectives collectives;
  @Inject Dimensions dimensions;
  @Inject Messages messages;

  private NowPlaying one;
  private NowPlaying other;

  @BeforeEach
  void startTwoReplicasAndAPeriod() {
    one = replica();
    other = replica();
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
  }

  @Test
  void new_reasons_are_disclosed_with_the_next_pick_by_all_replicas() {
    Room room = roomOfRain();
    List<Person> here = checkInFive(room);
    UUID song = likedByFour(room, here);
    List<Disclosure> before = disclosed(one, room);
    assertEquals(List.of(), loved(before));
    like(here.get(4), song);
    assertEquals(before, disclosed(other, room));
    fixtures.advance(Duration.ofSeconds(1));
    tick.run();
    List<Disclosure> after = disclosed(other, room);
    assertEquals(List.of(Kind.REPUTATION), loved(after));
    assertEquals(after, disclosed(one, room));
  }

  @Test
  void a_fixed_entry_keeps_its_first_explanation_on_all_replicas() {
    Room room = roomOfRain();
    checkInFive(room);
    List<Disclosure> before = disclosed(one, room);
    for (int i = 0; i < 3; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.FIRE), room);
    }
    tick.run();
    fixtures.advance(PublicCollectives.PERIOD);
    List<Disclosure> after = disclosed(other, room);
    assertEquals(before.getFirst(), after.getFirst());
    assertNotEquals(before.get(SECOND), after.get(SECOND));
    fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
    assertEquals(before.getFirst(), disclosed(replica(), room).getFirst(), "now it plays");
  }

  @Test
  void a_concurrent_replica_waits_and_discloses_the_same() throws Exception {
    Room room = roomOfRain();
    List<Person> here = checkInFive(room);
    UUID song = likedByFour(room, here);
    collectives.of(room.id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Disclosure> first;
      Future<List<Disclosure>> second;
      QuarkusTransaction.begin();
      try {
        first = of(one, room).disclosures();
        like(here.get(4), song);
        second = threads.submit(() -> disclosed(other, room));
        Await.until(
            "the other waits",
            () -> fixtures.sql().integer("select count(*) from pg_locks where not granted") > 0);
      } finally {
        QuarkusTransaction.commit();
      }
      assertEquals(first, second.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void disclosures_of_former_entries_are_deleted() {
    Room room = roomOfRain();
    checkInFive(room);
    for (int i = 0; i < 4; i++) {
      fixtures.play(room, fixtures.queue(room).getFirst());
      tick.run();
      disclosed(one, room);
      fixtures.advance(PublicCollectives.PERIOD);
    }
    fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
    disclosed(other, room);
    assertEquals(
        6,
        fixtures
            .sql()
            .integer(
                "select count(*) from roomtone.disclosed_entries where player_id = ?", room.id()));
  }

  private NowPlaying replica() {
    return new NowPlaying(
        rows,
        new Explanations(collectives, new DisclosedEntries(rows), rows),
        dimensions,
        messages);
  }

  private List<Disclosure> disclosed(NowPlaying replica, Room room) {
    return QuarkusTransaction.requiringNew().call(() -> of(replica, room).disclosures());
  }

  private Snapshot of(NowPlaying replica, Room room) {
    Player player = rows.find(Player.class, room.id());
    return replica.of(player, players.condition(player, players.now()));
  }

  private static List<Kind> loved(List<Disclosure> disclosures) {
    return disclosures.stream()
        .flatMap(disclosure -> disclosure.why().stream())
        .map(Reason::kind)
        .filter(Kind.REPUTATION::equals)
        .toList();
  }

  private Room roomOfRain() {
    return fixtures.room(
        Stream.generate(() -> fixtures.song(BrainFixtures.RAIN)).limit(12).toArray(UUID[]::new));
  }

  /** Lets four listeners like an entry that follows the room; a fifth like would be disclosed. */
  private UUID likedByFour(Room room, List<Person> here) {
    UUID song = fixtures.queue(room).get(SECOND);
    here.subList(0, 4).forEach(person -> like(person, song));
    tick.run();
    return song;
  }

  private List<Person> checkInFive(Room room) {
    List<Person> people =
        Stream.generate(() -> fixtures.personWhoLikes(BrainFixtures.RAIN)).limit(5).toList();
    people.forEach(person -> fixtures.checkInPastDwell(person, room));
    tick.run();
    // Removes the entries that were picked before all five were there.
    fixtures.sql().update("delete from player_queue where player_id = ?", room.id());
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    tick.run();
    return people;
  }

  private void like(Person person, UUID song) {
    as(person)
        .body(BrainFixtures.json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
  }
}
