package roomtone.acceptance.faults;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.faults.RandomTraffic.Opinion;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * Two brains on one database, which are killed and started again at random under {@link
 * RandomTraffic}. Afterwards the database must have the state that follows from the traffic alone.
 */
class TwoBrainsTest {

  /** The period in which all queues are filled; shorter than in production. */
  private static final Duration PERIOD = ofSeconds(5);

  /** A vote from a browser is applied within this time. */
  private static final Duration SOON = ofSeconds(2);

  private static final int ROOMS = 6;

  /** Rooms without events, which are filled only once a period. */
  private static final int QUIET_ROOMS = 2;

  private static final int SONGS = 10;
  private static final int CALLERS = 8;
  private static final int BROWSERS = 4;

  /** The number of crashes; ROOMTONE_TEST_KILLS sets another one. */
  private static final int KILLS =
      Integer.parseInt(System.getenv().getOrDefault("ROOMTONE_TEST_KILLS", "3"));

  private static TestSystem system;
  private static Sql owner;
  private static Random random;
  private static final List<UUID> rooms = new ArrayList<>();
  private static final List<UUID> quietRooms = new ArrayList<>();
  private static final List<UUID> songs = new ArrayList<>();

  @BeforeAll
  static void open() {
    random = RandomSeed.printed("TwoBrainsTest");
    system = TestSystem.start();
    owner = system.database().sql("supabase_admin");
    // The traffic has more sessions and votes than the limits allow, and stays of seconds.
    owner.update(
        """
        update roomtone.installation
        set sessions_per_hour = 100000, votes_per_hour = 100000, room_votes_per_hour = 100000, dwell_seconds = 1
        """);
    try (Fixtures fixtures = Fixtures.in(system.database())) {
      for (int i = 0; i < SONGS; i++) {
        songs.add(fixtures.song("song " + i, random.doubles(5, 0.01, 1).toArray()));
      }
      for (int i = 0; i < ROOMS + QUIET_ROOMS; i++) {
        (i < ROOMS ? rooms : quietRooms).add(fixtures.player("Room " + i));
      }
    }
  }

  @AfterAll
  static void shut() {
    owner.close();
    system.close();
  }

  @Test
  void nothing_is_lost_doubled_or_delayed_while_brains_crash_and_restart() {
    QueueProbe probe = new QueueProbe(owner);
    List<LocalService> brains = new CopyOnWriteArrayList<>(List.of(brain(), brain()));
    List<LocalAuth.Session> people =
        Stream.generate(system::listener).limit(CALLERS + BROWSERS).toList();
    RandomTraffic traffic =
        new RandomTraffic(
            system.database(),
            owner,
            rooms,
            songs,
            () -> brains.stream().map(LocalService::url).toList());
    try (traffic) {
      for (int i = 0; i < CALLERS; i += 2) {
        traffic.callers(people.subList(i, i + 2), new Random(random.nextLong()));
      }
      people
          .subList(CALLERS, CALLERS + BROWSERS)
          .forEach(somebody -> traffic.browser(somebody, new Random(random.nextLong())));
      for (int i = 0; i < ROOMS; i += 3) {
        traffic.devices(rooms.subList(i, i + 3), new Random(random.nextLong()));
      }
      traffic.staff(new Random(random.nextLong()));
      for (int i = 0; i < KILLS; i++) {
        traffic.awaitDone(random.nextInt(20, 200));
        int victim = random.nextInt(2);
        brains.get(victim).kill();
        traffic.awaitDone(random.nextInt(20, 200));
        brains.set(victim, brain());
      }
      traffic.awaitDone(100);
    }
    assertEquals(List.of(), List.copyOf(traffic.failures()));
    Duration gap = probe.longestGap();
    Await.until(
        "all is applied, booked and filled",
        ofSeconds(20),
        () ->
            owner.integer("select count(*) from public.votes where applied_seq is null") == 0
                && owner.integer(
                        "select count(*) from public.songs_playing where booked_at is null")
                    == 0
                && owner.integer("select count(*) from roomtone.room_changes") == 0);
    System.out.printf(
        "TwoBrainsTest: %d kills, %d things done, %d songs started, %d queues filled, longest gap %s%n",
        KILLS, traffic.done(), traffic.plays(), probe.fills(), gap);
    assertAll(
        () -> assertEquals(0, probe.twoWriters(), "two wrote one queue at once"),
        () -> assertEquals(0, probe.bookedTwice(), "plays booked twice"),
        () -> assertEquals(0, probe.appliedTwice(), "votes applied twice"),
        () -> assertEquals(List.of(), probe.picksWithoutStart(), "picked twice"),
        () ->
            assertTrue(
                gap.compareTo(PERIOD.multipliedBy(2)) <= 0, () -> "a queue was left for " + gap),
        () ->
            assertEquals(
                traffic.plays(),
                owner.integer("select count(*) from public.songs_playing"),
                "plays"),
        () -> assertEquals(traffic.opinions(), opinions(people), "votes"),
        () -> assertSessions(traffic, people),
        () -> assertTastes(people),
        () -> assertQueues(),
        () ->
            assertRebuilt("roomtone.ledgers", "roomtone.ledger_bookings", "session_id", "balance"),
        () ->
            assertRebuilt(
                "roomtone.song_reputations",
                "roomtone.song_reputations",
                "player_id, song_id",
                "votes, sum_k, sum_kw, direction::text"));
    brains.forEach(LocalService::kill);
  }

  @Test
  void rows_from_a_browser_count_within_two_seconds_with_either_brain() {
    for (UUID room : rooms.subList(0, 2)) {
      LocalService brain = brain();
      // The first one waits for a brain that has just started.
      arriveByBrowser(room, ofSeconds(20));
      arriveByBrowser(room, SOON);
      brain.close();
    }
  }

  private static void arriveByBrowser(UUID room, Duration bound) {
    LocalAuth.Session somebody = system.listener();
    long here = listenersOf(room);
    try (Sql browser = system.database().sqlAs(somebody.userId())) {
      browser.update(
          "insert into public.sessions (user_id, player_id) values (?, ?)",
          somebody.userId(),
          room);
      browser.update(
          "insert into public.votes (user_id, song_id, vote_value) values (?, ?, 5)",
          somebody.userId(),
          knownSong());
      Await.until(
          "the vote has moved the taste, and the taste the room",
          bound,
          () -> listenersOf(room) == here + 1);
    }
    assertEquals(
        1,
        owner.integer(
            "select count(*) from public.votes where user_id = ? and player_id = ? and applied_seq is not null and weight = 1",
            somebody.userId(),
            room));
  }

  /**
   * A song with an embedding: a vote for another one leaves a taste unknown. The staff of the
   * traffic removes some embeddings.
   */
  private static UUID knownSong() {
    return owner.uuid(
        "select id from public.songs where embedding is not null order by title limit 1");
  }

  private static LocalService brain() {
    return system.startBrain(Map.of("ROOMTONE_QUEUE_PERIOD", PERIOD.toString().substring(2)));
  }

  private static long listenersOf(UUID room) {
    return owner.integer("select listeners from roomtone.collectives where player_id = ?", room);
  }

  /** The votes of these people; the other test leaves votes of its own, whichever runs first. */
  private static Map<Opinion, Integer> opinions(List<LocalAuth.Session> people) {
    return owner.rows("select user_id, song_id, vote_value from public.votes").stream()
        .filter(row -> isOneOf(people, row.get(0)))
        .collect(
            Collectors.toMap(
                row -> new Opinion(UUID.fromString(row.get(0)), UUID.fromString(row.get(1))),
                row -> Integer.valueOf(row.get(2))));
  }

  private static boolean isOneOf(List<LocalAuth.Session> people, String userId) {
    return people.stream().anyMatch(somebody -> somebody.userId().toString().equals(userId));
  }

  /** Checks that the last session of each listener is active, and the number of each browser. */
  private static void assertSessions(RandomTraffic traffic, List<LocalAuth.Session> people) {
    Map<UUID, UUID> active =
        owner.rows("select user_id, id from public.sessions where status = 'active'").stream()
            .filter(row -> isOneOf(people, row.get(0)))
            .collect(
                Collectors.toMap(
                    row -> UUID.fromString(row.get(0)), row -> UUID.fromString(row.get(1))));
    assertEquals(traffic.sessions(), active, "active sessions");
    for (Map.Entry<UUID, AtomicLong> browser : traffic.sessionsFromBrowsers().entrySet()) {
      assertEquals(
          browser.getValue().get(),
          owner.integer("select count(*) from public.sessions where user_id = ?", browser.getKey()),
          "sessions from a browser");
    }
  }

  private static void assertTastes(List<LocalAuth.Session> people) {
    for (LocalAuth.Session somebody : people) {
      ReferenceTaste expected = new ReferenceTaste();
      owner
          .rows(
              """
              select vote_value, embedding::text from public.votes
              where user_id = ? and embedding is not null order by applied_seq
              """,
              somebody.userId())
          .forEach(vote -> expected.vote(Integer.parseInt(vote.get(0)), vector(vote.get(1))));
      String kept =
          owner.text(
              "select preference_vector::text from public.profiles where id = ?",
              somebody.userId());
      if (expected.taste() == null) {
        assertNull(kept);
      } else {
        double[] found = vector(kept);
        for (int i = 0; i < found.length; i++) {
          assertEquals(expected.taste()[i], found[i], 1e-4, () -> "taste of " + somebody.userId());
        }
      }
    }
  }

  private static void assertQueues() {
    for (UUID room : Stream.of(rooms, quietRooms).flatMap(List::stream).toList()) {
      assertEquals(
          List.of("1", "2", "3", "4", "5"),
          owner.column(
              "select position from public.player_queue where player_id = ? order by position",
              room));
    }
  }

  /** Runs the statement in the comment of a table, after its first line, and compares the sums. */
  private static void assertRebuilt(String sums, String commented, String key, String values) {
    String comment = owner.text("select obj_description(?::text::regclass, 'pg_class')", commented);
    String query = "select %s, %s from %s order by %s".formatted(key, values, sums, key);
    owner.rollingBack(
        () -> {
          List<List<String>> kept = owner.rows(query);
          assertFalse(kept.isEmpty(), sums + " is empty");
          owner.update("delete from " + sums);
          owner.execute(comment.substring(comment.indexOf('\n') + 1));
          List<List<String>> rebuilt = owner.rows(query);
          assertEquals(kept.size(), rebuilt.size(), sums);
          for (int i = 0; i < kept.size(); i++) {
            assertAlike(sums, kept.get(i), rebuilt.get(i));
          }
        });
  }

  private static void assertAlike(String what, List<String> kept, List<String> rebuilt) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i) != null && kept.get(i).matches("-?[0-9.]+(e[-+]?[0-9]+)?")) {
        assertEquals(
            Double.parseDouble(kept.get(i)),
            Double.parseDouble(rebuilt.get(i)),
            1e-9,
            () -> what + ": " + kept);
      } else {
        assertEquals(kept.get(i), rebuilt.get(i), what);
      }
    }
  }

  private static double[] vector(String text) {
    return Arrays.stream(text.substring(1, text.length() - 1).split(","))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }
}
