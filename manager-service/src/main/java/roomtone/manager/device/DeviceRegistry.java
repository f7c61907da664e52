package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import roomtone.limit.RateLimit;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/**
 * The devices that have called this pod, each with a snapshot of its player.
 *
 * <p>A snapshot serves for up to ten minutes while notifications of changes arrive, else for five
 * seconds. While the database cannot be reached the last snapshot goes on serving, so that rooms do
 * not fall silent.
 */
@ApplicationScoped
public class DeviceRegistry {

  private static final Logger LOG = Logger.getLogger(DeviceRegistry.class);

  /**
   * A snapshot serves for a random time between these two while notifications arrive: snapshots
   * that were loaded together are not loaded again together.
   */
  private static final Duration MIN_LIFETIME = Duration.ofMinutes(8);

  private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  /** How long a snapshot serves while notifications do not arrive. */
  private static final Duration LIFETIME_WITHOUT_NOTIFICATIONS = Duration.ofSeconds(5);

  /** How long after a failure of the database snapshots serve without being loaded again. */
  private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(1);

  /** SQL state of a connection that was lost or refused. */
  private static final String CONNECTION_FAILURE = "08006";

  /** A device that has not called for this long is removed. */
  private static final Duration REMOVED_AFTER = Duration.ofMinutes(15);

  /** Fewer than the pool has connections, so that reports of plays find one, too. */
  private static final int MAX_CONCURRENT_LOADS = 3;

  static final int MAX_TOKEN_LENGTH = 200;

  private final Snapshots snapshots;
  private final PlayerChangeListener listener;
  private final Event<PlayerChangeListener.Changed> changes;
  private final Clock clock;
  private final Map<String, Device> byToken = new ConcurrentHashMap<>();
  private final Map<UUID, Device> byPlayer = new ConcurrentHashMap<>();
  private final UnknownTokens unknown;
  private final RateLimit pollLimit;
  private final RateLimit callLimit;
  private final AtomicLong versions = new AtomicLong();
  private final Semaphore loads = new Semaphore(MAX_CONCURRENT_LOADS);
  private final Counter loaded;
  private final Counter failed;
  private final Counter limited;
  private final AtomicBoolean databaseAway = new AtomicBoolean();
  private volatile long failedNanos = System.nanoTime() - RETRY_AFTER_FAILURE.toNanos();

  DeviceRegistry(
      Snapshots snapshots,
      PlayerChangeListener listener,
      Event<PlayerChangeListener.Changed> changes,
      UnknownTokens unknown,
      DeviceLimits limits,
      Clock clock,
      Meters meters) {
    this.snapshots = snapshots;
    this.listener = listener;
    this.changes = changes;
    this.unknown = unknown;
    this.clock = clock;
    this.pollLimit = RateLimit.perMinute(limits.pollBurst(), limits.pollsPerMinute());
    this.callLimit = RateLimit.perMinute(limits.callBurst(), limits.callsPerMinute());
    this.loaded = meters.counter("roomtone.snapshots", "loaded");
    this.failed = meters.counter("roomtone.snapshots", "failed");
    this.limited = meters.counter("roomtone.polls", "limited");
    meters.gauge("roomtone.devices.known", byToken, Map::size);
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
    Device device = byToken.get(DeviceToken.hash(token));
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
    Device device = byToken.get(hash);
    if (device == null) {
      if (unknown.isRemembered(hash)) {
        throw unknown.refuse(call);
      }
      unknown.admit(call);
      device = byToken.computeIfAbsent(hash, first -> new Device());
    }
    device.seen = now;
    Device.Loaded last = device.loaded;
    if (last == null || (!isFresh(device, last, now) && !hasJustFailed())) {
      last = reload(hash, device, now).orElseThrow(() -> unknown.refuse(call));
    }
    return polling(device, last);
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

  private boolean hasJustFailed() {
    return System.nanoTime() - failedNanos < RETRY_AFTER_FAILURE.toNanos();
  }

  private boolean isFresh(Device device, Device.Loaded last, Instant now) {
    if (device.outdated || now.isBefore(last.loadedAt())) {
      return false;
    }
    return now.isBefore(last.loadedAt().plus(LIFETIME_WITHOUT_NOTIFICATIONS))
        || (now.isBefore(last.expiresAt()) && listener.isComplete(last.epoch()));
  }

  /**
   * Loads the snapshot again, or waits for the call that does so already. While the database cannot
   * be reached the last snapshot is returned. Empty when the token opens nothing.
   */
  private Optional<Device.Loaded> reload(String hash, Device device, Instant now) {
    Device.Loaded before = device.loaded;
    device.loading.lock();
    try {
      Device.Loaded meanwhile = device.loaded;
      if (meanwhile != null && (before == null || meanwhile.version() != before.version())) {
        return Optional.of(meanwhile);
      }
      if (unknown.isRemembered(hash)) {
        return Optional.empty();
      }
      Optional<Device.Loaded> answer = load(hash, device, now);
      if (answer.isPresent()) {
        device.loaded = answer.get();
        byPlayer.put(answer.get().snapshot().playerId(), device);
        loaded.increment();
        if (databaseAway.compareAndSet(true, false)) {
          LOG.infof("database back, polls are fresh again");
        }
      } else {
        byToken.remove(hash, device);
        if (before != null) {
          byPlayer.remove(before.snapshot().playerId(), device);
        }
        unknown.remember(hash);
      }
      return answer;
    } catch (SQLException e) {
      failedNanos = System.nanoTime();
      failed.increment();
      if (before == null) {
        byToken.remove(hash, device);
        throw new IllegalStateException("cannot load a player", e);
      }
      device.outdated = true;
      if (databaseAway.compareAndSet(false, true)) {
        LOG.warnf("database away, polls go on from snapshots: %s", e.getMessage());
      }
      return Optional.of(before);
    } finally {
      device.loading.unlock();
    }
  }

  /**
   * Loads a snapshot. {@code outdated} is cleared before: a change that is notified while the
   * database answers may be newer than the answer.
   *
   * <p>A call that waited for a permit while the database failed does not ask: the pool takes a
   * second to report a refused connection, and a whole fleet would wait in turn.
   */
  private Optional<Device.Loaded> load(String hash, Device device, Instant now)
      throws SQLException {
    boolean waits = !loads.tryAcquire();
    if (waits) {
      loads.acquireUninterruptibly();
    }
    try {
      if (waits && hasJustFailed()) {
        throw new SQLException("the database failed a moment ago", CONNECTION_FAILURE);
      }
      device.outdated = false;
      long epoch = listener.epoch();
      long lifetime =
          ThreadLocalRandom.current().nextLong(MIN_LIFETIME.toMillis(), MAX_LIFETIME.toMillis());
      return snapshots
          .load(hash)
          .map(
              snapshot ->
                  new Device.Loaded(
                      snapshot, versions.incrementAndGet(), now, now.plusMillis(lifetime), epoch));
    } finally {
      loads.release();
    }
  }

  /** Marks the snapshot of a changed player, so that its next poll loads it again. */
  void onChange(@Observes PlayerChangeListener.Changed change) {
    Device device = byPlayer.get(change.player());
    if (device != null) {
      device.outdated = true;
    }
  }

  /** Tells this pod of a change at once, before the database notifies it. */
  public void changed(UUID player) {
    changes.fire(new PlayerChangeListener.Changed(player));
  }

  /** Removes the device of a player whose token has changed or that is out of use. */
  public void forget(UUID player) {
    Device device = byPlayer.remove(player);
    if (device != null) {
      byToken.values().remove(device);
    }
    changed(player);
  }

  /** Removes devices that call no more. */
  void removeSilent() {
    Instant since = clock.instant().minus(REMOVED_AFTER);
    byToken.values().removeIf(device -> device.seen.isBefore(since));
    byPlayer.values().removeIf(device -> device.seen.isBefore(since));
  }
}
