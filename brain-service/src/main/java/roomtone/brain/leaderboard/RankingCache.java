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
 * Months as they stood a moment ago. Anybody may ask, and counting reads all votes of a month: each
 * is counted once for all who ask meanwhile, and one after the other, so that whoever asks for many
 * keeps one connection of the pool busy and not all.
 */
@ApplicationScoped
class RankingCache {

  /** Longest that a vote waits to be counted, and that an erased name is still told. */
  static final Duration FRESH = Duration.ofSeconds(30);

  /** Ten years. A month takes a few kB. */
  private static final int MONTHS = 120;

  private record Counted(Instant asked, CompletableFuture<MonthRanking> standing) {

    boolean isFresh(Instant now) {
      return !standing.isCompletedExceptionally()
          && Duration.between(asked, now).abs().compareTo(FRESH) < 0;
    }
  }

  private final Cache<YearMonth, Counted> months =
      Caffeine.newBuilder().maximumSize(MONTHS).build();
  private final ExecutorService counter =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("leaderboard").factory());
  private final Leaderboard leaderboard;
  private final Clock clock;

  RankingCache(Leaderboard leaderboard, Clock clock) {
    this.leaderboard = leaderboard;
    this.clock = clock;
  }

  /** Waits until the month is counted, if it was not lately. */
  MonthRanking of(YearMonth month) {
    Instant now = clock.instant();
    return months
        .asMap()
        .compute(
            month, (key, known) -> known != null && known.isFresh(now) ? known : count(key, now))
        .standing()
        .join();
  }

  private Counted count(YearMonth month, Instant now) {
    return new Counted(
        now, CompletableFuture.supplyAsync(() -> leaderboard.standing(month), counter));
  }

  @PreDestroy
  void stop() {
    counter.shutdownNow();
  }
}
