package roomtone.manager.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import roomtone.client.ClientAddress;
import roomtone.limit.RateLimit;
import roomtone.limit.RateLimits;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/**
 * Refuses tokens that open nothing. One that was looked up a moment ago costs no SQL, and one
 * address may try only so many. Known devices are not affected.
 */
@ApplicationScoped
class UnknownTokens {

  /** Short, because a token may be written into the table at any time. */
  static final Duration REMEMBERED = Duration.ofSeconds(10);

  /** They take about 3 MB. */
  static final int MAX_REMEMBERED = 10_000;

  private final Cache<String, Instant> until =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
  private final RateLimits<String> limits;
  private final ClientAddress callers;
  private final Clock clock;
  private final Counter rejected;
  private final Counter limited;

  UnknownTokens(DeviceLimits settings, ClientAddress callers, Clock clock, Meters meters) {
    this.limits =
        new RateLimits<>(
            RateLimit.perMinute(settings.unknownBurst(), settings.unknownPerMinute()), clock);
    this.callers = callers;
    this.clock = clock;
    this.rejected = meters.counter("roomtone.polls", "unknown");
    this.limited = meters.counter("roomtone.polls", "unknown-limited");
  }

  boolean isRemembered(String hash) {
    Instant end = until.getIfPresent(hash);
    return end != null && clock.instant().isBefore(end);
  }

  void remember(String hash) {
    until.put(hash, clock.instant().plus(REMEMBERED));
  }

  /**
   * Admits a lookup of a token that this pod does not know.
   *
   * @throws Problem 429 after too many unknown tokens from this address
   */
  void admit(HttpServerRequest call) {
    Duration wait = limits.wait(callers.of(call));
    if (!wait.isZero()) {
      throw tooMany(wait);
    }
  }

  /** Returns the problem of an unknown token: 401, or 429 after too many from this address. */
  Problem refuse(HttpServerRequest call) {
    Duration wait = limits.take(callers.of(call));
    if (!wait.isZero()) {
      return tooMany(wait);
    }
    rejected.increment();
    return Problem.of("unknown-token").header("WWW-Authenticate", "X-API-Key");
  }

  private Problem tooMany(Duration wait) {
    limited.increment();
    return Problem.of("too-many-unknown-tokens").retryAfter(wait);
  }
}
