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
 * How many sessions begin in an hour from one address: a venue's Wi-Fi is one, so each room has its
 * own number, and for sessions nowhere in particular there is one for all. Each replica counts for
 * itself.
 */
@ApplicationScoped
class CheckInLimit {

  /** Also what a room has as long as nobody sets it. */
  static final int USUAL = 300;

  private record Door(String address, UUID player) {}

  private final RateLimits<Door> limits;

  CheckInLimit(Clock clock) {
    this.limits = new RateLimits<>(RateLimit.perHour(USUAL), clock);
  }

  /**
   * Lets a check-in in.
   *
   * @throws Problem 429 when too many came from there
   */
  void admit(String address, Optional<Player> player) {
    Door door = new Door(address, player.map(found -> found.id).orElse(null));
    RateLimit limit = RateLimit.perHour(player.map(found -> found.checkinsPerHour).orElse(USUAL));
    Duration wait = limits.take(door, limit);
    if (!wait.isZero()) {
      throw Problem.of(
              429,
              "too-many-check-ins",
              "Too many check-ins",
              "Very many have checked in here from your network. Wait as long as Retry-After says, or leave the Wi-Fi.")
          .retryAfter(wait);
    }
  }
}
