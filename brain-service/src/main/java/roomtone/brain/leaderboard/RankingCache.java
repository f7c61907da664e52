package roomtone.brain.leaderboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Caches the rankings of months, because counting one reads all votes of the month. A month is
 * counted once for all calls that wait for it. Months are counted one after the other, so that a
 * caller who asks for many uses one connection of the pool and not all.
 */
@ApplicationScoped
class RankingCache {

  /** The longest time until a vote is counted, and until an erased name disappears. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** Ten years; a month takes a few kB. */
  private static final int MAX_MONTHS = 120;

  private record Entry(Instant startedAt, CompletableFuture<MonthRanking> ranking) {

    boolean isFresh(Instant now) {
      return !ranking.isCompletedExceptionally()
          && Duration.between(startedAt, now).abs().compareTo(MAX_AGE) < 0;
    }
  }

  private final Cache<YearMonth, Entry> months =
      Caffeine.newBuilder().maximumSize(MAX_MONTHS).build();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("leaderboard").factory());
  private final Leaderboard leaderboard;
  private final Clock clock;

  RankingCache(Leaderboard leaderboard, Clock clock) {
    this.leaderboard = leaderboard;
    this.clock = clock;
  }

  /** Returns the ranking of a month; waits while it is counted. */
  MonthRanking of(YearMonth month) {
    Instant now = clock.instant();
    return months
        .asMap()
        .compute(
            month, (key, known) -> known != null && known.isFresh(now) ? known : count(key, now))
        .ranking()
        .join();
  }

  private Entry count(YearMonth month, Instant now) {
    return new Entry(now, CompletableFuture.supplyAsync(() -> leaderboard.rank(month), executor));
  }

  @PreDestroy
  void stop() {
    executor.shutdownNow();
  }
}
