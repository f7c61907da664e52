package roomtone.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/**
 * One rate limit for many callers, each with its own bucket. At most {@value #MAX_CALLERS} callers
 * are remembered (about 20 MB); a caller who is evicted starts with a full bucket. Each pod counts
 * for itself.
 *
 * @param <K> identifies a caller
 */
public final class RateLimits<K> {

  static final int MAX_CALLERS = 100_000;

  private final Clock clock;
  private final RateLimit standard;
  private final Cache<K, RateLimit.Used> callers;

  /**
   * @param standard the limit of callers without a limit of their own
   */
  public RateLimits(RateLimit standard, Clock clock) {
    this.standard = standard;
    this.clock = clock;
    this.callers =
        Caffeine.newBuilder().maximumSize(MAX_CALLERS).expireAfterAccess(standard.memory()).build();
  }

  /**
   * Takes a token of the caller, or returns how long to wait for one.
   *
   * @return zero when the call may proceed
   */
  public Duration take(K caller) {
    return take(caller, standard);
  }

  /** As {@link #take(Object)}, with a limit of this caller's own. */
  public Duration take(K caller, RateLimit limit) {
    return limit.take(used(caller), clock.instant());
  }

  /** Gives back a token that the caller took for a call which turned out not to count. */
  public void giveBack(K caller) {
    standard.giveBack(used(caller));
  }

  /** Returns how long to wait for a token, without taking it; zero when there is one. */
  public Duration wait(K caller) {
    RateLimit.Used used = callers.getIfPresent(caller);
    return used == null ? Duration.ZERO : standard.wait(used, clock.instant());
  }

  private RateLimit.Used used(K caller) {
    return callers.get(caller, first -> new RateLimit.Used());
  }
}
