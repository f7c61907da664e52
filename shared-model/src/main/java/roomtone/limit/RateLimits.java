package roomtone.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/**
 * One limit for many callers, each by itself. Remembers at most {@value #MOST} of them, about 20
 * MB: whoever is pushed out by a crowd begins anew. Each pod counts for itself.
 *
 * @param <K> tells callers apart
 */
public final class RateLimits<K> {

  static final int MOST = 100_000;

  private final Clock clock;
  private final RateLimit usual;
  private final Cache<K, RateLimit.Used> callers;

  /**
   * @param usual what holds where nothing else is said
   */
  public RateLimits(RateLimit usual, Clock clock) {
    this.usual = usual;
    this.clock = clock;
    this.callers =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(usual.memory()).build();
  }

  /**
   * Lets a call in, or says how long to wait.
   *
   * @return zero: come in
   */
  public Duration take(K caller) {
    return take(caller, usual);
  }

  /** As {@link #take(Object)}, by a limit of this caller's own. */
  public Duration take(K caller, RateLimit limit) {
    return limit.take(used(caller), clock.instant());
  }

  /** How long until a call would be let in; zero: now. Uses nothing. */
  public Duration wait(K caller) {
    RateLimit.Used used = callers.getIfPresent(caller);
    return used == null ? Duration.ZERO : usual.wait(used, clock.instant());
  }

  private RateLimit.Used used(K caller) {
    return callers.get(caller, first -> new RateLimit.Used());
  }
}
