package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import roomtone.meter.Meters;
import roomtone.problem.RepeatedWarning;

/** Loads snapshots, a few at a time, and fewer while the database fails or does not answer. */
@ApplicationScoped
class SnapshotLoads {

  private static final Logger LOG = Logger.getLogger(SnapshotLoads.class);

  /**
   * A snapshot serves for a random time between these two while notifications arrive: snapshots
   * that were loaded together are not loaded again together.
   */
  private static final Duration MIN_LIFETIME = Duration.ofMinutes(8);

  private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

  /** SQL state of a connection that was lost or refused. */
  private static final String CONNECTION_FAILURE = "08006";

  /** Fewer than the pool has connections, so that reports of plays find one, too. */
  private static final int MAX_CONCURRENT = 3;

  private final Snapshots snapshots;
  private final PlayerChangeListener listener;
  private final Clock clock;
  private final LoadBreaker breaker;
  private final Duration patience;
  private final Counter loaded;
  private final Counter failed;
  private final AtomicLong versions = new AtomicLong();
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT);
  private final RepeatedWarning away = new RepeatedWarning(LOG);
  private final AtomicBoolean awayLogged = new AtomicBoolean();

  @Inject
  SnapshotLoads(
      Snapshots snapshots,
      PlayerChangeListener listener,
      DeviceLimits limits,
      Clock clock,
      Meters meters) {
    this.snapshots = snapshots;
    this.listener = listener;
    this.clock = clock;
    this.patience = limits.pollWait();
    this.breaker = new LoadBreaker(patience, System::nanoTime);
    this.loaded = meters.counter("roomtone.snapshots", "loaded");
    this.failed = meters.counter("roomtone.snapshots", "failed");
  }

  /** How long a call of a device with a snapshot waits for a newer one. */
  Duration patience() {
    return patience;
  }

  /** Returns whether calls of devices with a snapshot wait for a newer one. */
  boolean areAwaited() {
    return breaker.isClosed();
  }

  /** Returns whether a load may begin, now or once others have ended. */
  boolean mayBegin() {
    return breaker.admits();
  }

  /** Counts a call that got an old snapshot, because it waited in vain for a newer one. */
  void waitedInVain() {
    if (breaker.waitedInVain()) {
      logAway("no answer within " + patience.toMillis() + " ms");
    }
  }

  /**
   * Loads a snapshot. {@code outdated} is cleared before: a change that is notified while the
   * database answers may be newer than the answer.
   *
   * <p>While polls do not wait, a load of a known device that finds no permit fails at once:
   * otherwise the loads of a whole fleet would wait, and more with each poll.
   *
   * @param hash of the token of the device
   * @return empty when the token opens nothing
   */
  Optional<Device.Loaded> load(String hash, Device device) throws SQLException {
    if (!permits.tryAcquire()) {
      if (!breaker.isClosed() && device.loaded != null) {
        throw refused();
      }
      permits.acquireUninterruptibly();
    }
    try {
      LoadBreaker.Load load = breaker.begin().orElseThrow(SnapshotLoads::refused);
      device.outdated = false;
      Instant now = clock.instant();
      long epoch = listener.epoch();
      return answered(load, hash).map(snapshot -> loaded(snapshot, now, epoch));
    } catch (SQLException e) {
      device.outdated = true;
      throw e;
    } finally {
      permits.release();
    }
  }

  private Optional<Snapshot> answered(LoadBreaker.Load load, String hash) throws SQLException {
    boolean answered = true;
    try {
      Optional<Snapshot> found = snapshots.load(hash);
      loaded.increment();
      return found;
    } catch (SQLException e) {
      answered = false;
      failed.increment();
      if (breaker.failed(load)) {
        logAway(e.getMessage());
      }
      throw e;
    } finally {
      if (answered && breaker.succeeded(load) && awayLogged.compareAndSet(true, false)) {
        LOG.infof("database back, polls are fresh again");
      }
    }
  }

  /** A player whose device polls, with the hash of its token and its snapshot. */
  record Online(String hash, Device.Loaded loaded) {}

  /**
   * Loads players that are not offline, in the order of their ids.
   *
   * @param after the id after which to begin; null: at the first
   * @return some hundred at most; none when there are no more
   */
  List<Online> loadOnline(UUID after) throws SQLException {
    Instant now = clock.instant();
    long epoch = listener.epoch();
    return snapshots.online(after).stream()
        .map(found -> new Online(found.hash(), loaded(found.snapshot(), now, epoch)))
        .toList();
  }

  private Device.Loaded loaded(Snapshot snapshot, Instant now, long epoch) {
    long lifetime =
        ThreadLocalRandom.current().nextLong(MIN_LIFETIME.toMillis(), MAX_LIFETIME.toMillis());
    return new Device.Loaded(
        snapshot, versions.incrementAndGet(), now, now.plusMillis(lifetime), epoch);
  }

  private void logAway(String reason) {
    awayLogged.set(true);
    away.log("database away, polls go on from snapshots: " + reason);
  }

  /** A load that does not begin, because another one failed or has no answer yet. */
  static SQLException refused() {
    return noAnswer("the database did not answer a moment ago");
  }

  /** A failure that is answered as a database that is away. */
  static SQLException noAnswer(String reason) {
    return new SQLTransientConnectionException(reason, CONNECTION_FAILURE);
  }
}
