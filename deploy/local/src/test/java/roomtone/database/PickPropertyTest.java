package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import roomtone.database.PickReference.Person;
import roomtone.database.PickReference.Plan;
import roomtone.database.PickReference.Ranked;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;

/**
 * For any catalogue, library, history, votes and people, {@code queue_fill} and {@code
 * recommend_with_penalty} do what {@link PickReference} says. Each try is a transaction that is
 * undone, so that thousands take a minute.
 */
class PickPropertyTest {

  /** What single precision leaves of a distance. */
  private static final double FLOAT = 1e-6;

  private static final UUID ROOM = new UUID(2, 1);

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
    equalsReference(RandomEvening.by(chance, fixtures.now(), songs, plays, votes, people), chance);
  }

  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void so_they_do_when_only_the_nearest_of_many_songs_are_measured(
      @ForAll long seed,
      @ForAll @IntRange(min = 40, max = 80) int songs,
      @ForAll @IntRange(min = 100, max = 200) int plays,
      @ForAll @IntRange(max = 10) int votes,
      @ForAll @IntRange(max = 3) int people) {
    Random chance = new Random(seed);
    equalsReference(
        RandomEvening.amongMuchAlike(chance, fixtures.now(), songs, plays, votes, people), chance);
  }

  @Property(tries = 160, shrinking = ShrinkingMode.BOUNDED)
  void many_rooms_at_once_are_filled_as_each_alone(
      @ForAll long seed,
      @ForAll @IntRange(max = 30) int songs,
      @ForAll @IntRange(max = 30) int plays,
      @ForAll @IntRange(max = 20) int votes,
      @ForAll @IntRange(max = 6) int people) {
    Random chance = new Random(seed);
    RandomEvening evening = RandomEvening.by(chance, fixtures.now(), songs, plays, votes, people);
    sql.rollingBack(
        () -> {
          furnish(evening);
          List<UUID> rooms = new ArrayList<>(List.of(ROOM));
          for (int n = 2; n <= 5; n++) {
            rooms.add(anotherRoom(new UUID(2, n), evening.reference(), chance));
          }
          sql.execute("savepoint furnished");
          rooms.forEach(room -> sql.rows("select * from roomtone.queue_fill(array[?])", room));
          List<String> alone = state();
          sql.execute("rollback to furnished");
          Collections.shuffle(rooms, chance);
          sql.rows("select * from roomtone.queue_fill(?)", (Object) rooms.toArray(UUID[]::new));
          assertEquals(alone, state());
        });
  }

  /** A room of its own history, votes, people and perhaps library, with the evening's songs. */
  private static UUID anotherRoom(UUID room, PickReference evening, Random chance) {
    List<UUID> songs = evening.catalogue().stream().map(PickReference.Song::id).toList();
    sql.update(
        "insert into public.players (id, name, token) values (?, 'Other', ?)", room, room + "");
    if (chance.nextBoolean()) {
      sql.batch(
          "insert into public.player_library (player_id, song_id) values (?, ?)",
          songs.stream()
              .filter(song -> chance.nextInt(3) > 0)
              .map(song -> new Object[] {room, song})
              .toList());
    }
    List<Object[]> plays = new ArrayList<>();
    List<Object[]> votes = new ArrayList<>();
    Instant at = evening.now();
    for (int n = songs.isEmpty() ? 0 : chance.nextInt(25); n > 0; n--) {
      UUID song = songs.get(chance.nextInt(songs.size()));
      at = at.minusSeconds(1 + chance.nextInt(400));
      boolean moved = chance.nextInt(8) == 0;
      plays.add(
          new Object[] {
            new UUID(100 + room.getLeastSignificantBits(), n),
            room,
            song,
            at,
            chance.nextInt(3) == 0 ? "failed" : "finished",
            moved ? at : null
          });
      votes.add(new Object[] {new UUID(3, 0), song, 1 + chance.nextInt(5), room, 1.0});
    }
    sql.batch(
        "insert into public.songs_playing (id, player_id, song_id, played_at, outcome, advanced_at) values (?, ?, ?, ?, ?, ?)",
        plays);
    sql.batch(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, ?, ?, ?)",
        votes.subList(0, votes.size() / 2));
    for (int n = chance.nextInt(3); n > 0; n--) {
      UUID user = new UUID(200 + room.getLeastSignificantBits(), n);
      sql.update("insert into auth.users (id) values (?)", user);
      sql.update(
          "update public.profiles set preference_vector = extensions.l2_normalize(cast(? as extensions.vector)) where id = ?",
          new Vector5(1 + n, chance.nextFloat(), 0, chance.nextFloat(), 0),
          user);
      sql.update(
          "insert into public.sessions (user_id, player_id, checked_in_at, expires_at) values (?, ?, ?, ?)",
          user,
          room,
          evening.now(),
          evening.now().plusSeconds(60));
    }
    return room;
  }

  /** All that a fill writes. */
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
          furnish(evening);
          fillEquals(evening);
          recommendationsEqual(evening.reference(), chance);
        });
  }

  private static void fillEquals(RandomEvening evening) {
    PickReference before = evening.reference();
    List<UUID> standing =
        evening.queued().stream().filter(song -> !before.song(song).archived()).toList();
    PickReference reference =
        evening.justStarted()
            ? before.withHere(before.booked(before.plays().getFirst().song()))
            : before;

    List<String> filled =
        sql.rows("select changed, listeners, booked from roomtone.queue_fill(array[?])", ROOM)
            .getFirst();

    assertEquals(evening.justStarted() ? "1" : "0", filled.get(2), "plays booked");
    assertEquals(reference.listeners(), Integer.parseInt(filled.get(1)), "listeners");
    ledgersEqual(reference.here());
    Vector5 collective = collectiveEquals(reference);
    Plan plan = reference.plan(standing);
    int kept = evening.justStarted() ? 0 : Math.min(1, standing.size());
    queueEquals(reference, collective, plan.first(kept), kept);
  }

  private static void ledgersEqual(List<Person> here) {
    for (int i = 0; i < here.size(); i++) {
      double balance =
          sql.decimal(
              "select coalesce((select balance from roomtone.ledgers where session_id = ?), 0)",
              session(i));
      assertEquals(here.get(i).balance(), balance, FLOAT, "ledger " + i);
    }
  }

  /** Compares collective and house voice, and answers the collective as it is stored. */
  private static Vector5 collectiveEquals(PickReference reference) {
    List<String> row =
        sql.rows("select vector, house from roomtone.collectives where player_id = ?", ROOM)
            .getFirst();
    Vector5 collective = Vector5.parse(row.get(0));
    Vector5 house = Vector5.parse(row.get(1));
    Vector5 expectedHouse = reference.house();
    Vector5 unscaled = reference.houseHasAVoice() ? reference.houseUnscaled() : null;
    double clear = unscaled == null ? 1 : unscaled.norm() / reference.houseWeight();
    if (unscaled == null || clear < PickReference.NOISE / 10) {
      assertNull(house, "house");
    } else if (clear > 10 * PickReference.NOISE) {
      assertNotNull(house, "house");
      assertTrue(house.away(expectedHouse) < FLOAT / clear, house + " instead of " + expectedHouse);
    }
    // Where the votes almost cancel out, what is left is rounding: the stored voice stands.
    Vector5 sum = reference.collectiveUnscaled(house);
    if (sum == null) {
      assertNull(collective, "collective");
    } else if (sum.norm() > 1e-5) {
      assertNotNull(collective, "collective");
      assertTrue(
          collective.away(sum.unit()) < FLOAT / sum.norm(), collective + " instead of " + sum);
    }
    return collective;
  }

  private static void queueEquals(
      PickReference reference, Vector5 collective, Plan begun, int kept) {
    List<List<String>> queue =
        sql.rows(
            """
            select song_id, position, reason, distance, penalty, listeners, reputation, wanted, wanted_unweighted, song_vector
            from public.player_queue where player_id = ? order by position
            """,
            ROOM);
    Vector5 house =
        Vector5.parse(sql.text("select house from roomtone.collectives where player_id = ?", ROOM));
    Vector5 evenly = reference.evenlyUnscaled(house);
    assertEquals(Math.max(kept, reference.places()), queue.size(), "length of the queue");
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
        assertEquals(reference.listeners() > 0 ? "collective" : "house", entry.get(2));
        Ranked picked = find(candidates, song);
        assertEquals(picked.distance(), Double.parseDouble(entry.get(3)), FLOAT);
        assertEquals(picked.penalty(), Double.parseDouble(entry.get(4)), 1e-9);
        assertEquals(reference.listeners(), Integer.parseInt(entry.get(5)));
        assertEquals(picked.reputation(), Double.parseDouble(entry.get(6)), 1e-9);
        assertEquals(collective, Vector5.parse(entry.get(7)));
        if (evenly.norm() > 1e-5) {
          assertTrue(Vector5.parse(entry.get(8)).away(evenly.unit()) < FLOAT / evenly.norm());
        }
        assertTrue(Vector5.parse(entry.get(9)).away(picked.song().embedding().unit()) < FLOAT);
      }
      plan = plan.with(song, reference.length(song));
    }
  }

  private static Ranked find(List<Ranked> ranked, UUID song) {
    return ranked.stream().filter(each -> each.song().id().equals(song)).findFirst().orElseThrow();
  }

  private static void recommendationsEqual(PickReference reference, Random chance) {
    List<UUID> queue =
        sql
            .column(
                "select song_id from public.player_queue where player_id = ? order by position",
                ROOM)
            .stream()
            .map(UUID::fromString)
            .toList();
    Set<UUID> resting = reference.resting(reference.plan(queue));
    int limit = chance.nextBoolean() ? chance.nextInt(5) : chance.nextInt(40);
    Vector5 taste =
        new Vector5(
            chance.nextFloat(),
            chance.nextFloat(),
            chance.nextFloat(),
            chance.nextFloat(),
            1e-3 + chance.nextFloat());
    ranksEqual(reference.ranked(taste, resting), recommended(taste, limit, ROOM), limit, true);
    Vector5 anything = new Vector5(1, 1, 1, 1, 1);
    List<UUID> byRotation =
        reference.ranked(anything, resting).stream()
            .sorted(
                Comparator.comparing(
                        Ranked::lastPlayed, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(ranked -> ranked.song().id()))
            .map(ranked -> ranked.song().id())
            .limit(limit)
            .toList();
    for (Vector5 unknown : new Vector5[] {null, Vector5.NOTHING}) {
      List<List<String>> rows = recommended(unknown, limit, ROOM);
      assertEquals(byRotation, ids(rows), "rotation");
      rows.forEach(row -> assertTrue(row.subList(1, 4).stream().allMatch(v -> v == null)));
    }
    PickReference anywhere =
        new PickReference(
            reference.now(),
            reference.catalogue(),
            Set.of(),
            reference.plays().stream()
                .map(play -> new PickReference.Play(play.id(), play.song(), play.at(), "finished"))
                .toList(),
            List.of(),
            List.of(),
            List.of(),
            reference.soundscapeSeconds(),
            0,
            false);
    ranksEqual(anywhere.ranked(taste, Set.of()), recommended(taste, limit, null), limit, false);
  }

  private static List<UUID> ids(List<List<String>> rows) {
    return rows.stream().map(row -> UUID.fromString(row.getFirst())).toList();
  }

  private static List<List<String>> recommended(Vector5 taste, int limit, UUID room) {
    return sql.rows(
        """
        select id, distance, similarity, adjusted_distance, last_played
        from public.recommend_with_penalty(cast(? as extensions.vector), ?, ?)
        """,
        taste,
        limit,
        room);
  }

  private static void ranksEqual(
      List<Ranked> expected, List<List<String>> rows, int limit, boolean inRoom) {
    assertEquals(Math.min(limit, expected.size()), rows.size(), "in room " + inRoom);
    List<Ranked> left = new ArrayList<>(expected);
    Set<UUID> seen = new HashSet<>();
    for (List<String> row : rows) {
      UUID song = UUID.fromString(row.getFirst());
      assertTrue(
          PickReference.isBest(song, left), () -> "%s is not the best of %s".formatted(song, left));
      Ranked ranked = find(left, song);
      assertEquals(ranked.distance(), Double.parseDouble(row.get(1)), FLOAT);
      assertEquals(1 - ranked.distance(), Double.parseDouble(row.get(2)), FLOAT);
      assertEquals(ranked.adjusted(), Double.parseDouble(row.get(3)), 1.5 * FLOAT);
      assertEquals(ranked.lastPlayed() == null, row.get(4) == null);
      assertFalse(row.contains("NaN"));
      assertTrue(seen.add(song));
      left.remove(ranked);
    }
  }

  private static UUID session(int person) {
    return new UUID(4, person);
  }

  /** Puts the evening into the database. */
  private static void furnish(RandomEvening evening) {
    PickReference reference = evening.reference();
    sql.update(
        "update roomtone.installation set catch_up = ?, house_votes = ?",
        reference.catchUp(),
        reference.houseHasAVoice() ? 1 : 0);
    SongRow.insert(
        sql, reference.catalogue().stream().map(song -> row(song, reference.now())).toList());
    sql.update(
        "insert into public.players (id, name, token, soundscape_seconds) values (?, 'Room', 'token', ?)",
        ROOM,
        reference.soundscapeSeconds());
    sql.batch(
        "insert into public.player_library (player_id, song_id) values (?, ?)",
        reference.library().stream().map(song -> new Object[] {ROOM, song}).toList());
    List<Object[]> plays = new ArrayList<>();
    for (PickReference.Play play : reference.plays()) {
      plays.add(
          new Object[] {
            play.id(),
            ROOM,
            play.song(),
            play.at(),
            play.outcome(),
            plays.isEmpty() && evening.justStarted() ? reference.now() : null
          });
    }
    sql.batch(
        "insert into public.songs_playing (id, player_id, song_id, played_at, outcome, advanced_at) values (?, ?, ?, ?, ?, ?)",
        plays);
    people(reference);
    sql.batch(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, ?, ?, ?)",
        reference.votes().stream()
            .map(
                vote ->
                    new Object[] {new UUID(3, 0), vote.song(), vote.value(), ROOM, vote.weight()})
            .toList());
    List<Object[]> queue = new ArrayList<>();
    for (UUID song : evening.queued()) {
      queue.add(new Object[] {ROOM, song, queue.size() + 1});
    }
    sql.batch(
        "insert into public.player_queue (player_id, song_id, position) values (?, ?, ?)", queue);
  }

  private static SongRow row(PickReference.Song song, Instant now) {
    SongRow row =
        SongRow.titled("song")
            .id(song.id())
            .embedding(song.embedding())
            .archivedAt(song.archived() ? now : null);
    return song.tuneSeconds() == null
        ? row
        : row.instrumental(Duration.ofSeconds(song.tuneSeconds()));
  }

  private static void people(PickReference reference) {
    List<Object[]> users = new ArrayList<>();
    List<Object[]> tastes = new ArrayList<>();
    List<Object[]> sessions = new ArrayList<>();
    List<Object[]> ledgers = new ArrayList<>();
    users.add(new Object[] {new UUID(3, 0)});
    List<Person> all = new ArrayList<>(reference.here());
    all.addAll(reference.nowhere());
    for (int i = 0; i < all.size(); i++) {
      UUID user = new UUID(3, i + 1);
      boolean isHere = i < reference.here().size();
      users.add(new Object[] {user});
      tastes.add(new Object[] {all.get(i).taste(), user});
      sessions.add(
          new Object[] {
            session(i), user, isHere ? ROOM : null, reference.now(), reference.now().plusSeconds(60)
          });
      if (isHere && all.get(i).balance() != 0) {
        ledgers.add(new Object[] {session(i), ROOM, all.get(i).balance()});
      }
    }
    sql.batch("insert into auth.users (id) values (?)", users);
    sql.batch(
        "update public.profiles set preference_vector = extensions.l2_normalize(cast(? as extensions.vector)) where id = ?",
        tastes);
    sql.batch(
        "insert into public.sessions (id, user_id, player_id, checked_in_at, expires_at) values (?, ?, ?, ?, ?)",
        sessions);
    sql.batch(
        "insert into roomtone.ledgers (session_id, player_id, balance) values (?, ?, ?)", ledgers);
  }
}
