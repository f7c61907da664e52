package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import roomtone.limit.RateLimit;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/**
 * The devices that have called this pod, each with a snapshot of its player.
 *
 * <p>A snapshot serves for up to ten minutes while notifications of changes arrive, else for five
 * seconds. While the database cannot be reached or does not answer, the last snapshot goes on
 * serving, so that rooms do not fall silent.
 */
@ApplicationScoped
public class DeviceRegistry {

  /** How long a snapshot serves while notifications do not arrive. */
  private static final Duration LIFETIME_WITHOUT_NOTIFICATIONS = Duration.ofSeconds(5);

  static final int MAX_TOKEN_LENGTH = 200;

  private final KnownDevices known;
  private final PlayerChangeListener listener;
  private final Event<PlayerChangeListener.Changed> changes;
  private final Clock clock;
  private final UnknownTokens unknown;
  private final RateLimit pollLimit;
  private final RateLimit callLimit;
  private final Counter limited;

  DeviceRegistry(
      KnownDevices known,
      PlayerChangeListener listener,
      Event<PlayerChangeListener.Changed> changes,
      UnknownTokens unknown,
      DeviceLimits limits,
      Clock clock,
      Meters meters) {
    this.known = known;
    this.listener = listener;
    this.changes = changes;
    this.unknown = unknown;
    this.clock = clock;
    this.pollLimit = RateLimit.perMinute(limits.pollBurst(), limits.pollsPerMinute());
    this.callLimit = RateLimit.perMinute(limits.callBurst(), limits.callsPerMinute());
    this.limited = meters.counter("roomtone.polls", "limited");
  }

  /** A device that polls, with the snapshot to answer from. */
  record Polling(Device device, Snapshot snapshot, long version) {}

  private static Polling polling(Device device, Device.Loaded loaded) {
    return new Polling(device, loaded.snapshot(), loaded.version());
  }

  /**
   * The player that a token opens, for a call beside the poll.
   *
   * @param token as the device sent it, or null
   * @throws Problem 401 when it opens nothing, 429 when it comes too often
   */
  public UUID playerOf(String token, HttpServerRequest call) {
    Polling found = find(token, call);
    admit(callLimit, found.device().calls);
    return found.snapshot().playerId();
  }

  /** The device with a token, when its snapshot is in memory and fresh; does not block. */
  Optional<Polling> findFresh(String token) {
    if (token == null || token.length() > MAX_TOKEN_LENGTH) {
      return Optional.empty();
    }
    Device device = known.get(DeviceToken.hash(token));
    Device.Loaded last = device == null ? null : device.loaded;
    Instant now = clock.instant();
    if (last == null || !isFresh(device, last, now)) {
      return Optional.empty();
    }
    device.seen = now;
    return Optional.of(polling(device, last));
  }

  /**
   * The device with a token; loads its snapshot when that is not fresh.
   *
   * @throws Problem 401 when the token opens nothing, 429 after too many such tokens
   */
  Polling find(String token, HttpServerRequest call) {
    if (token == null || token.isBlank() || token.length() > MAX_TOKEN_LENGTH) {
      throw unknown.refuse(call);
    }
    Instant now = clock.instant();
    String hash = DeviceToken.hash(token);
    Device device = known.get(hash);
    if (device == null) {
      if (unknown.isRemembered(hash)) {
        throw unknown.refuse(call);
      }
      unknown.admit(call);
      device = known.getOrAdd(hash);
    }
    device.seen = now;
    Device.Loaded last = device.loaded;
    if (last == null) {
      return polling(device, known.first(hash, device).orElseThrow(() -> unknown.refuse(call)));
    }
    return isFresh(device, last, now)
        ? polling(device, last)
        : polling(device, known.newer(hash, device, last).orElseThrow(() -> unknown.refuse(call)));
  }

  /**
   * Admits a poll of a device.
   *
   * @throws Problem 429 when it polls too often
   */
  void admitPoll(Device device) {
    admit(pollLimit, device.polls);
  }

  private void admit(RateLimit limit, RateLimit.Used used) {
    Duration wait = limit.take(used, clock.instant());
    if (!wait.isZero()) {
      limited.increment();
      throw Problem.of("too-many-device-calls").retryAfter(wait);
    }
  }

  private boolean isFresh(Device device, Device.Loaded last, Instant now) {
    if (device.outdated || now.isBefore(last.loadedAt())) {
      return false;
    }
    return now.isBefore(last.loadedAt().plus(LIFETIME_WITHOUT_NOTIFICATIONS))
        || (now.isBefore(last.expiresAt()) && listener.isComplete(last.epoch()));
  }

  /** Tells this pod of a change at once, before the database notifies it. */
  public void changed(UUID player) {
    changes.fire(new PlayerChangeListener.Changed(player));
  }

  /** Removes the device of a player whose token has changed or that is out of use. */
  public void forget(UUID player) {
    known.forget(player);
    changed(player);
  }
}
