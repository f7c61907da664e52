package roomtone.brain.leaderboard;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.leaderboard.Leaderboard.LeaderboardEntry;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;

@QuarkusTest
class LeaderboardTest extends BrainTest {

  @Inject Leaderboard leaderboard;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2032-03-10T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private RankingCache standings;

  @BeforeEach
  void countByAClockThatCanBeMoved() {
    standings = new RankingCache(leaderboard, clock);
  }

  @AfterEach
  void stopCounting() {
    standings.stop();
  }

  @Test
  void the_leaderboard_names_the_most_active_voters_by_display_name() {
    fixtures.database().setClock(Instant.parse("2031-05-31T22:00:00Z"));
    Person ada = named("Ada");
    Person ben = named("Ben");
    Person nameless = fixtures.person();
    vote(ada, 2);
    vote(ben, 1);
    vote(nameless, 3);
    fixtures.advance(Duration.ofHours(3));
    vote(ben, 2);
    anybody()
        .get("/api/leaderboard?month=2031-05")
        .then()
        .statusCode(200)
        .body("month", equalTo("2031-05"))
        .body("items.display_name", equalTo(List.of("Ada", "Ben")))
        .body("items.votes", equalTo(List.of(2, 1)))
        .body("items.rank", equalTo(List.of(2, 3)))
        .body("items[0].size()", equalTo(3));
    anybody()
        .get("/api/leaderboard")
        .then()
        .body("month", equalTo("2031-06"))
        .body("items.display_name", equalTo(List.of("Ben")));
    as(nameless)
        .get("/api/leaderboard/me?month=2031-05")
        .then()
        .body("rank", equalTo(1))
        .body("votes", equalTo(3));
    as(ben).get("/api/leaderboard/me?month=2031-05").then().body("rank", equalTo(3));
    as(fixtures.person())
        .get("/api/leaderboard/me")
        .then()
        .body("rank", nullValue())
        .body("votes", equalTo(0));
    anybody().get("/api/leaderboard?month=2030-01").then().body("items", hasSize(0));
  }

  @Test
  void both_calls_tell_the_same_rank_and_ties_share_it() {
    fixtures.database().setClock(Instant.parse("2034-05-10T12:00:00Z"));
    Map<Person, Integer> votes = new LinkedHashMap<>();
    votes.put(fixtures.person(), 5);
    votes.put(named("Ada"), 3);
    votes.put(fixtures.person(), 3);
    votes.put(named("Ben"), 3);
    votes.put(named("Cleo"), 1);
    votes.forEach(this::vote);
    String month = "/api/leaderboard?month=2034-05";
    String own = "/api/leaderboard/me?month=2034-05";
    anybody()
        .get(month)
        .then()
        .body("items.display_name", equalTo(List.of("Ada", "Ben", "Cleo")))
        .body("items.votes", equalTo(List.of(3, 3, 1)))
        .body("items.rank", equalTo(List.of(2, 2, 5)));
    List<Integer> ranks = List.of(1, 2, 2, 2, 5);
    List<Person> people = List.copyOf(votes.keySet());
    for (int i = 0; i < people.size(); i++) {
      as(people.get(i))
          .get(own)
          .then()
          .body("rank", equalTo(ranks.get(i)))
          .body("votes", equalTo(votes.get(people.get(i))));
    }
  }

  @Test
  void new_votes_and_erased_names_show_after_30_seconds() {
    fixtures.database().setClock(Instant.parse("2032-03-10T12:00:00Z"));
    YearMonth march = YearMonth.of(2032, 3);
    Person ada = named("Ada");
    vote(ada, 2);
    assertEquals(List.of(new LeaderboardEntry(1L, "Ada", 2L)), standings.of(march).top());
    fixtures.advance(Duration.ofSeconds(1));
    Person ben = named("Ben");
    vote(ben, 3);
    assertEquals(
        0,
        leaderboard.votes(ben.id(), march, standings.of(march).countedAt()),
        "one's own place follows from the same count");
    as(ada).delete("/api/me").then().statusCode(200);
    now.updateAndGet(time -> time.plus(RankingCache.MAX_AGE).minusMillis(1));
    assertEquals(List.of(new LeaderboardEntry(1L, "Ada", 2L)), standings.of(march).top());
    now.updateAndGet(time -> time.plusMillis(1));
    assertEquals(List.of(new LeaderboardEntry(1L, "Ben", 3L)), standings.of(march).top());
    assertEquals(
        List.of(2L, 1L), List.of(standings.of(march).rank(1), standings.of(march).rank(4)));
  }

  @Test
  void concurrent_calls_count_each_month_once_and_one_after_the_other() throws Exception {
    AtomicInteger counted = new AtomicInteger();
    CountDownLatch waited = new CountDownLatch(1);
    RankingCache slow =
        new RankingCache(
            new Leaderboard(null) {
              @Override
              MonthRanking rank(YearMonth month) {
                counted.incrementAndGet();
                try {
                  waited.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return new MonthRanking(Instant.EPOCH, Map.of(), List.of());
              }
            },
            clock);
    List<Thread> crowd =
        IntStream.range(0, 20)
            .mapToObj(i -> Thread.ofPlatform().start(() -> slow.of(YearMonth.of(2033, 1 + i % 2))))
            .toList();
    Await.until(
        "all calls wait",
        Duration.ofSeconds(10),
        () -> crowd.stream().allMatch(one -> one.getState() == Thread.State.WAITING));
    assertEquals(1, counted.get());
    waited.countDown();
    for (Thread one : crowd) {
      one.join();
    }
    assertEquals(2, counted.get());
    slow.stop();
  }

  @Test
  void a_failed_count_of_a_month_is_repeated_by_the_next_call() {
    AtomicInteger asked = new AtomicInteger();
    RankingCache shaky =
        new RankingCache(
            new Leaderboard(null) {
              @Override
              MonthRanking rank(YearMonth month) {
                if (asked.incrementAndGet() == 1) {
                  throw new IllegalStateException("the database is away");
                }
                return new MonthRanking(Instant.EPOCH, Map.of(), List.of());
              }
            },
            clock);
    assertThrows(CompletionException.class, () -> shaky.of(YearMonth.of(2033, 1)));
    assertEquals(1, shaky.of(YearMonth.of(2033, 1)).rank(1));
    shaky.stop();
  }

  @Test
  void a_month_is_counted_by_an_index_only_scan() throws Exception {
    fixtures
        .sql()
        .update(
            """
        insert into votes (user_id, song_id, vote_value, vote_time, applied_seq)
        select ?, ?, 3, timestamptz '2000-01-01 00:00Z' + n * interval '1 hour', nextval('roomtone.taste_seq') from generate_series(1, 50000) n
        """,
            fixtures.person().id(),
            fixtures.song(BrainFixtures.RAIN));
    fixtures.sql().update("vacuum analyze votes");
    String plan =
        fixtures
            .sql()
            .values(
                "explain "
                    + Leaderboard.COUNTED
                        .replace(":from", "'2002-03-01 00:00Z'")
                        .replace(":until", "'2002-04-01 00:00Z'")
                    + "select votes from counted")
            .stream()
            .map(Object::toString)
            .collect(Collectors.joining("\n"));
    assertTrue(plan.contains("Index Only Scan using votes_vote_time_idx"), plan);
    fixtures.sql().update("delete from votes where vote_time < '2010-01-01'");
  }

  @Test
  void a_malformed_month_is_refused() {
    for (String month :
        List.of("2026", "2026-13", "november", "2026-11-01", "99999-01", "0000-01")) {
      problem(anybody().get("/api/leaderboard?month=" + month).then(), 400, "invalid-month");
      problem(
          as(fixtures.person()).get("/api/leaderboard/me?month=" + month).then(),
          400,
          "invalid-month");
    }
  }

  private Person named(String name) {
    Person person = fixtures.person();
    as(person).body(json("display_name", name)).put("/api/me").then().statusCode(200);
    return person;
  }

  private void vote(Person person, int times) {
    for (int i = 0; i < times; i++) {
      as(person)
          .body(json("song_id", fixtures.song(BrainFixtures.RAIN), "vote_value", 4))
          .post("/api/votes")
          .then()
          .statusCode(201);
    }
  }
}
