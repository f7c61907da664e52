package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import roomtone.database.PickReference.Plan;
import roomtone.database.PickReference.Ranked;
import roomtone.database.RoomReference.Person;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/**
 * For any catalogue, library, history, votes and people, {@code queue_fill} and {@code
 * recommend_with_penalty} do what {@link RoomReference} and {@link PickReference} say. Each try is
 * a transaction that is rolled back, so that thousands take a minute.
 */
class PickPropertyTest {

  /** What rounding to single precision changes in a distance, at most. */
  private static final double TOLERANCE = 1e-6;

  private static Fixtures fixtures;
  private static Sql sql;

  @BeforeContainer
  static void open() {
    fixtures = Fixtures.atEight();
    sql = fixtures.owner();
  }

  @AfterContainer
  static void close() {
    fixtures.close();
  }

  @Property(tries = 1000, shrinking = ShrinkingMode.BOUNDED)
  void the_queue_and_the_recommendations_equal_the_reference(
      @ForAll long seed,
      @ForAll @IntRange(max = 30) int songs,
      @ForAll @IntRange(max = 40) int plays,
      @ForAll @IntRange(max = 25) int votes,
      @ForAll @IntRange(max = 6) int people) {
    Random chance = new Random(seed);
    equalsReference(
        RandomEvening.random(chance, fixtures.now(), songs, plays, votes, people), chance);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void they_equal_the_reference_when_only_the_nearest_of_many_songs_are_measured(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 80) int songs,
      @ForAll @IntRange(min = 100, max = 200) int plays,
      @ForAll @IntRange(max = 10) int votes,
      @ForAll @IntRange(max = 3) int people) {
    Random chance = new Random(seed);
    equalsReference(
        RandomEvening.withSimilarSongs(chance, fixtures.now(), songs, plays, votes, people),
        chance);
  }

  @Property(tries = 160, shrinking = ShrinkingMode.BOUNDED)
  void many_rooms_at_once_are_filled_as_each_alone(
      @ForAll long seed,
      @ForAll @IntRange(max = 30) int songs,
      @ForAll @IntRange(max = 30) int plays,
      @ForAll @IntRange(max = 20) int votes,
      @ForAll @IntRange(max = 6) int people) {
    Random chance = new Random(seed);
    RandomEvening evening =
        RandomEvening.random(chance, fixtures.now(), songs, plays, votes, people);
    sql.rollingBack(
        () -> {
          EveningRows.insert(sql, evening);
          List<UUID> rooms = new ArrayList<>(List.of(EveningRows.ROOM));
          for (int n = 2; n <= 5; n++) {
            rooms.add(EveningRows.insertAnotherRoom(sql, new UUID(2, n), evening.room(), chance));
          }
          sql.execute("savepoint inserted");
          rooms.forEach(room -> sql.rows("select * from roomtone.queue_fill(array[?])", room));
          List<String> alone = state();
          sql.execute("rollback to inserted");
          Collections.shuffle(rooms, chance);
          sql.rows("select * from roomtone.queue_fill(?)", (Object) rooms.toArray(UUID[]::new));
          assertEquals(alone, state());
        });
  }

  /** The rows that a fill writes. */
  private static List<String> state() {
    return sql.column(
        """
        select (player_id, position, song_id, reason, round(distance::numeric, 5), round(penalty::numeric, 6), listeners,
          round(reputation::numeric, 6))::text from public.player_queue
        union all
        select (player_id, listeners, vector is null, house is null)::text from roomtone.collectives
        union all
        select (l.player_id, s.user_id, round(l.balance::numeric, 6))::text
        from roomtone.ledgers l join public.sessions s on s.id = l.session_id
        union all
        select (b.play_id, s.user_id, round(b.cosine::numeric, 6), round(b.mean::numeric, 6))::text
        from roomtone.ledger_bookings b join public.sessions s on s.id = b.session_id
        union all
        select (id, booked_at)::text from public.songs_playing
        order by 1
        """);
  }

  private static void equalsReference(RandomEvening evening, Random chance) {
    sql.rollingBack(
        () -> {
          EveningRows.insert(sql, evening);
          fillEquals(evening);
          new RecommendationCheck(sql).equalsReference(new PickReference(evening.room()), chance);
        });
  }

  private static void fillEquals(RandomEvening evening) {
    RoomReference before = evening.room();
    Set<UUID> playable =
        before.playable().stream().map(RoomReference.Song::id).collect(Collectors.toSet());
    List<UUID> standing = evening.queued().stream().filter(playable::contains).toList();
    RoomReference room =
        evening.justStarted()
            ? before.withPresent(before.booked(before.plays().getFirst().song()))
            : before;

    List<String> filled =
        sql.rows(
                "select changed, listeners, booked from roomtone.queue_fill(array[?])",
                EveningRows.ROOM)
            .getFirst();

    assertEquals(evening.justStarted() ? "1" : "0", filled.get(2), "plays booked");
    assertEquals(room.listeners(), Integer.parseInt(filled.get(1)), "listeners");
    ledgersEqual(room.present());
    Vector5 collective = collectiveEquals(room);
    PickReference reference = new PickReference(room);
    Plan plan = reference.plan(standing);
    int kept = evening.justStarted() ? 0 : Math.min(1, standing.size());
    queueEquals(reference, collective, plan.first(kept), kept);
    droppedEqual(evening.queued(), playable);
  }

  /** Checks that entries whose song may not play are kept with their places among the others. */
  private static void droppedEqual(List<UUID> queued, Set<UUID> playable) {
    List<List<String>> expected = new ArrayList<>();
    int place = 1;
    for (UUID song : queued) {
      if (playable.contains(song)) {
        place++;
      } else {
        expected.add(List.of(song.toString(), String.valueOf(place)));
      }
    }
    assertEquals(
        Set.copyOf(expected),
        Set.copyOf(
            sql.rows(
                "select song_id, position from roomtone.dropped_entries where player_id = ?",
                EveningRows.ROOM)),
        "dropped entries");
  }

  private static void ledgersEqual(List<Person> present) {
    for (int i = 0; i < present.size(); i++) {
      double balance =
          sql.decimal(
              "select coalesce((select balance from roomtone.ledgers where session_id = ?), 0)",
              EveningRows.session(i));
      assertEquals(present.get(i).balance(), balance, TOLERANCE, "ledger " + i);
    }
  }

  /** Compares collective and house voice, and returns the stored collective. */
  private static Vector5 collectiveEquals(RoomReference room) {
    List<String> row =
        sql.rows(
                "select vector, house from roomtone.collectives where player_id = ?",
                EveningRows.ROOM)
            .getFirst();
    Vector5 collective = Vector5.parse(row.get(0));
    Vector5 house = Vector5.parse(row.get(1));
    Vector5 expectedHouse = room.house();
    Vector5 houseSum = room.countsHouseVoice() ? room.houseSum() : null;
    double relativeLength = houseSum == null ? 1 : houseSum.norm() / room.houseWeight();
    if (houseSum == null || relativeLength < RoomReference.ZERO_LENGTH / 10) {
      assertNull(house, "house");
    } else if (relativeLength > 10 * RoomReference.ZERO_LENGTH) {
      assertNotNull(house, "house");
      assertTrue(
          house.distanceTo(expectedHouse) < TOLERANCE / relativeLength,
          house + " instead of " + expectedHouse);
    }
    // Where the votes almost cancel out, the rest is rounding: the stored house voice is used.
    Vector5 sum = room.collectiveSum(house);
    if (sum == null) {
      assertNull(collective, "collective");
    } else if (sum.norm() > 1e-5) {
      assertNotNull(collective, "collective");
      assertTrue(
          collective.distanceTo(sum.unit()) < TOLERANCE / sum.norm(),
          collective + " instead of " + sum);
    }
    return collective;
  }

  private static void queueEquals(
      PickReference reference, Vector5 collective, Plan begun, int kept) {
    RoomReference room = reference.room();
    List<List<String>> queue =
        sql.rows(
            """
            select song_id, position, reason, distance, penalty, listeners, reputation, wanted, wanted_unweighted, song_vector
            from public.player_queue where player_id = ? order by position
            """,
            EveningRows.ROOM);
    Vector5 house =
        Vector5.parse(
            sql.text(
                "select house from roomtone.collectives where player_id = ?", EveningRows.ROOM));
    Vector5 unweighted = room.unweightedSum(house);
    assertEquals(Math.max(kept, room.queueLength()), queue.size(), "length of the queue");
    Plan plan = begun;
    for (int place = 0; place < queue.size(); place++) {
      List<String> entry = queue.get(place);
      UUID song = UUID.fromString(entry.get(0));
      assertEquals(place + 1, Integer.parseInt(entry.get(1)), "no gaps");
      if (place < kept) {
        assertEquals(plan.songs().get(place), song, "the first entry stands");
        continue;
      }
      List<Ranked> candidates = reference.candidates(collective, plan);
      if (candidates.isEmpty()) {
        assertEquals(reference.rotation(plan), song, "rotation at place " + (place + 1));
        assertEquals("rotation", entry.get(2));
        entry.subList(3, 10).forEach(value -> assertNull(value, "rotation has no reasons"));
      } else {
        assertTrue(
            PickReference.isBest(song, candidates),
            () -> "%s is not the best of %s".formatted(song, candidates));
        assertEquals(room.listeners() > 0 ? "collective" : "house", entry.get(2));
        Ranked picked = PickReference.find(candidates, song);
        assertEquals(picked.distance(), Double.parseDouble(entry.get(3)), TOLERANCE);
        assertEquals(picked.penalty(), Double.parseDouble(entry.get(4)), 1e-9);
        assertEquals(room.listeners(), Integer.parseInt(entry.get(5)));
        assertEquals(picked.reputation(), Double.parseDouble(entry.get(6)), 1e-9);
        assertEquals(collective, Vector5.parse(entry.get(7)));
        if (unweighted.norm() > 1e-5) {
          assertTrue(
              Vector5.parse(entry.get(8)).distanceTo(unweighted.unit())
                  < TOLERANCE / unweighted.norm());
        }
        assertTrue(
            Vector5.parse(entry.get(9)).distanceTo(picked.song().embedding().unit()) < TOLERANCE);
      }
      plan = plan.with(song, room.length(song));
    }
  }
}
