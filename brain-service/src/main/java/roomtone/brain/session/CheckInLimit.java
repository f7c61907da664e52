package roomtone.brain.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import roomtone.limit.RateLimit;
import roomtone.limit.RateLimits;
import roomtone.model.Player;
import roomtone.problem.Problem;

/**
 * Limits how many sessions begin in an hour from one address. All guests of a venue share one
 * address, so each room has a limit of its own; sessions without a room share one. Each replica
 * counts for itself.
 */
@ApplicationScoped
class CheckInLimit {

  /** The limit of sessions without a room, and of rooms for which none is set. */
  static final int DEFAULT_PER_HOUR = 300;

  private record Key(String address, UUID player) {}

  private final RateLimits<Key> limits;

  CheckInLimit(Clock clock) {
    this.limits = new RateLimits<>(RateLimit.perHour(DEFAULT_PER_HOUR), clock);
  }

  /**
   * Counts a check-in.
   *
   * @throws Problem 429 when too many came from the address
   */
  void admit(String address, Optional<Player> player) {
    Key key = new Key(address, player.map(found -> found.id).orElse(null));
    RateLimit limit =
        RateLimit.perHour(player.map(found -> found.checkinsPerHour).orElse(DEFAULT_PER_HOUR));
    Duration wait = limits.take(key, limit);
    if (!wait.isZero()) {
      throw Problem.of("too-many-check-ins").retryAfter(wait);
    }
  }
}
