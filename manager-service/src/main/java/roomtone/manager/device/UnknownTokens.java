package roomtone.manager.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import roomtone.client.ClientAddress;
import roomtone.limit.RateLimit;
import roomtone.limit.RateLimits;
import roomtone.problem.Problem;

/**
 * Tokens that open nothing. One that was asked for a moment ago costs no SQL; and from one address
 * only so many are asked for. Whoever has a good token that is known here does not come by.
 */
@ApplicationScoped
class UnknownTokens {

  /** Short, for a token may be written into the table at any time. */
  static final Duration REMEMBERED = Duration.ofSeconds(10);

  /** About 3 MB. */
  static final int MAX_REMEMBERED = 10_000;

  private final Cache<String, Instant> until =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
  private final RateLimits<String> limits;
  private final ClientAddress callers;
  private final Clock clock;
  private final Counter rejected;
  private final Counter limited;

  UnknownTokens(DeviceLimits settings, ClientAddress callers, Clock clock, MeterRegistry meters) {
    this.limits =
        new RateLimits<>(
            RateLimit.perMinute(settings.unknownBurst(), settings.unknownPerMinute()), clock);
    this.callers = callers;
    this.clock = clock;
    this.rejected = meters.counter("roomtone.polls", "answer", "unknown");
    this.limited = meters.counter("roomtone.polls", "answer", "unknown-limited");
  }

  boolean isRemembered(String hash) {
    Instant end = until.getIfPresent(hash);
    return end != null && clock.instant().isBefore(end);
  }

  void remember(String hash) {
    until.put(hash, clock.instant().plus(REMEMBERED));
  }

  /**
   * Before the database is asked for a token that nobody here knows yet.
   *
   * @throws Problem 429 when too many from this address opened nothing
   */
  void admit(HttpServerRequest call) {
    Duration wait = limits.wait(callers.of(call));
    if (!wait.isZero()) {
      throw tooMany(wait);
    }
  }

  /** What a token that opens nothing is answered: 401, or 429 where there were too many. */
  Problem refuse(HttpServerRequest call) {
    Duration wait = limits.take(callers.of(call));
    if (!wait.isZero()) {
      return tooMany(wait);
    }
    rejected.increment();
    return Problem.of(
            401,
            "unknown-token",
            "Unknown token",
            "Send the player's token as X-API-Key. Staff give a new one with POST /api/admin/players/{id}/token.")
        .header("WWW-Authenticate", "X-API-Key");
  }

  private Problem tooMany(Duration wait) {
    limited.increment();
    return Problem.of(
            429,
            "too-many-unknown-tokens",
            "Too many unknown tokens",
            "Too many tokens that open nothing came from your address. Wait as long as Retry-After says; check the token.")
        .retryAfter(wait);
  }
}
