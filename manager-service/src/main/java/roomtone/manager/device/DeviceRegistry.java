package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import roomtone.limit.RateLimit;
import roomtone.problem.Problem;

/**
 * The devices that this pod has seen, each with the last that is known of its player.
 *
 * <p>A snapshot lives for ten minutes while news of changes are proven to arrive, else for five
 * seconds. While the database is away the last one goes on serving: a room must not fall silent for
 * that.
 */
@ApplicationScoped
public class DeviceRegistry {

  private static final Logger LOG = Logger.getLogger(DeviceRegistry.class);

  /** Spread, so that a fleet that came at once does not ask at once again. */
  private static final Duration LIVES_LONG_MIN = Duration.ofMinutes(8);

  private static final Duration LIVES_LONG_MAX = Duration.ofMinutes(10);
  private static final Duration LIVES_SHORT = Duration.ofSeconds(5);

  /** When the database has just failed, nobody with a snapshot asks it again for so long. */
  private static final Duration BREAK = Duration.ofSeconds(1);

  /** SQL state of a connection that was lost or refused. */
  private static final String CONNECTION_FAILURE = "08006";

  /** Whoever has not polled for so long is forgotten. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

  /** Fewer than the pool has connections: proof of play must get through, too. */
  private static final int LOADS_AT_ONCE = 3;

  static final int MAX_TOKEN_LENGTH = 200;

  /** A device; its lock lets one of its polls ask while the others wait for the answer. */
  static final class Device {
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Known known;
    private volatile boolean outdated;
    private volatile Instant seen = Instant.MIN;
    private final RateLimit.Used polls = new RateLimit.Used();
    private final RateLimit.Used calls = new RateLimit.Used();

    /** Milliseconds of the epoch. */
    private volatile long aliveUntil = Long.MIN_VALUE;

    /** What was answered last, kept by whoever makes it. */
    volatile PollAnswer.Prepared prepared;

    /** Of which it was told the body last. */
    volatile PollAnswer.Prepared told;

    /**
     * It is here.
     *
     * @param until when it will be missed
     * @return whether it was not here before, or was missed
     */
    boolean comes(Instant now, Instant until) {
      boolean missed = now.toEpochMilli() > aliveUntil;
      aliveUntil = until.toEpochMilli();
      return missed;
    }
  }

  /**
   * A snapshot with what tells whether it still holds.
   *
   * @param version no two that were loaded have the same
   */
  private record Known(
      Snapshot snapshot, long version, Instant loadedAt, Instant livesUntil, long epoch) {}

  private final Snapshots source;
  private final PlayerChangeListener news;
  private final Event<PlayerChangeListener.Changed> changes;
  private final Clock clock;
  private final Map<String, Device> byToken = new ConcurrentHashMap<>();
  private final Map<UUID, Device> byPlayer = new ConcurrentHashMap<>();
  private final UnknownTokens unknown;
  private final RateLimit pollLimit;
  private final RateLimit callLimit;
  private final AtomicLong versions = new AtomicLong();
  private final Semaphore loads = new Semaphore(LOADS_AT_ONCE);
  private final Counter loaded;
  private final Counter failed;
  private final Counter limited;
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile long failedNanos = System.nanoTime() - BREAK.toNanos();

  DeviceRegistry(
      Snapshots source,
      PlayerChangeListener news,
      Event<PlayerChangeListener.Changed> changes,
      UnknownTokens unknown,
      DeviceLimits limits,
      Clock clock,
      MeterRegistry meters) {
    this.source = source;
    this.news = news;
    this.changes = changes;
    this.unknown = unknown;
    this.clock = clock;
    this.pollLimit = RateLimit.perMinute(limits.pollBurst(), limits.pollsPerMinute());
    this.callLimit = RateLimit.perMinute(limits.callBurst(), limits.callsPerMinute());
    this.loaded = meters.counter("roomtone.snapshots", "outcome", "loaded");
    this.failed = meters.counter("roomtone.snapshots", "outcome", "failed");
    this.limited = meters.counter("roomtone.polls", "answer", "limited");
    meters.gaugeMapSize("roomtone.devices.known", Tags.empty(), byToken);
  }

  /** What is known of a device that polls, and the device to keep the answer with. */
  record Polling(Device device, Snapshot snapshot, long version) {}

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

  /** As {@link #playerOf}, for a poll. */
  Polling poll(String token, HttpServerRequest call) {
    Polling found = find(token, call);
    admit(found.device());
    return found;
  }

  /**
   * What would be answered to a poll without asking anybody or waiting for anything. Counts for no
   * limit: whoever answers from it admits the device.
   */
  Optional<Polling> atHand(String token) {
    if (token == null || token.length() > MAX_TOKEN_LENGTH) {
      return Optional.empty();
    }
    Device device = byToken.get(DeviceToken.hash(token));
    Known known = device == null ? null : device.known;
    Instant now = clock.instant();
    if (known == null || !isFresh(device, known, now)) {
      return Optional.empty();
    }
    device.seen = now;
    return Optional.of(new Polling(device, known.snapshot(), known.version()));
  }

  /**
   * Lets a device in that polls.
   *
   * @throws Problem 429 when it comes too often
   */
  void admit(Device device) {
    admit(pollLimit, device.polls);
  }

  private void admit(RateLimit limit, RateLimit.Used used) {
    Duration wait = limit.take(used, clock.instant());
    if (!wait.isZero()) {
      limited.increment();
      throw Problem.of(
              429,
              "too-many-device-calls",
              "Too many device calls",
              "This token calls too often. Wait as long as Retry-After says, and poll no sooner than Roomtone-Poll-After says.")
          .retryAfter(wait);
    }
  }

  private Polling find(String token, HttpServerRequest call) {
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
    Known known = device.known;
    if (known == null || (!isFresh(device, known, now) && !hasJustFailed())) {
      known = ask(hash, device, now).orElseThrow(() -> unknown.refuse(call));
    }
    return new Polling(device, known.snapshot(), known.version());
  }

  private boolean hasJustFailed() {
    return System.nanoTime() - failedNanos < BREAK.toNanos();
  }

  private boolean isFresh(Device device, Known known, Instant now) {
    if (device.outdated || now.isBefore(known.loadedAt())) {
      return false;
    }
    return now.isBefore(known.loadedAt().plus(LIVES_SHORT))
        || (now.isBefore(known.livesUntil()) && news.isComplete(known.epoch()));
  }

  /** Empty when the token opens nothing. */
  private Optional<Known> ask(String hash, Device device, Instant now) {
    Known before = device.known;
    device.asking.lock();
    try {
      Known meanwhile = device.known;
      if (meanwhile != null && (before == null || meanwhile.version() != before.version())) {
        return Optional.of(meanwhile);
      }
      if (unknown.isRemembered(hash)) {
        return Optional.empty();
      }
      Optional<Known> answer = load(hash, device, now);
      if (answer.isEmpty()) {
        byToken.remove(hash, device);
        if (before != null) {
          byPlayer.remove(before.snapshot().playerId(), device);
        }
        unknown.remember(hash);
        return answer;
      }
      Known fresh = answer.get();
      device.known = fresh;
      byPlayer.put(fresh.snapshot().playerId(), device);
      loaded.increment();
      if (away.compareAndSet(true, false)) {
        LOG.infof("database back, polls are fresh again");
      }
      return answer;
    } catch (SQLException e) {
      failedNanos = System.nanoTime();
      failed.increment();
      if (before == null) {
        byToken.remove(hash, device);
        throw new IllegalStateException("cannot ask for a player", e);
      }
      device.outdated = true;
      if (away.compareAndSet(false, true)) {
        LOG.warnf("database away, polls go on from snapshots: %s", e.getMessage());
      }
      return Optional.of(before);
    } finally {
      device.asking.unlock();
    }
  }

  /**
   * Reads a snapshot. A change that is notified while the database answers may be newer than the
   * answer, so that the mark {@code outdated} is removed before the question.
   *
   * <p>Who waited for others to ask, and the database has failed them meanwhile, does not ask: the
   * pool takes a second to report a refused connection, and a whole fleet would wait in turn.
   */
  private Optional<Known> load(String hash, Device device, Instant now) throws SQLException {
    boolean waits = !loads.tryAcquire();
    if (waits) {
      loads.acquireUninterruptibly();
    }
    try {
      if (waits && hasJustFailed()) {
        throw new SQLException("the database failed a moment ago", CONNECTION_FAILURE);
      }
      device.outdated = false;
      long epoch = news.epoch();
      long lives =
          ThreadLocalRandom.current()
              .nextLong(LIVES_LONG_MIN.toMillis(), LIVES_LONG_MAX.toMillis());
      return source
          .load(hash)
          .map(
              snapshot ->
                  new Known(
                      snapshot, versions.incrementAndGet(), now, now.plusMillis(lives), epoch));
    } finally {
      loads.release();
    }
  }

  void hear(@Observes PlayerChangeListener.Changed change) {
    outdate(change.player());
  }

  /** Something has changed here: nobody on this pod needs to wait for the database to tell. */
  public void changed(UUID player) {
    changes.fire(new PlayerChangeListener.Changed(player));
  }

  /** The next poll of this player asks the database. */
  private void outdate(UUID player) {
    Device device = byPlayer.get(player);
    if (device != null) {
      device.outdated = true;
    }
  }

  /** The player's token has changed, or it is out of use: what was known serves nobody any more. */
  public void forget(UUID player) {
    Device device = byPlayer.remove(player);
    if (device != null) {
      byToken.values().remove(device);
    }
    changed(player);
  }

  /** Lets go of devices that poll no more, here at least. */
  void forgetTheSilent() {
    Instant since = clock.instant().minus(FORGOTTEN_AFTER);
    byToken.values().removeIf(device -> device.seen.isBefore(since));
    byPlayer.values().removeIf(device -> device.seen.isBefore(since));
  }
}
