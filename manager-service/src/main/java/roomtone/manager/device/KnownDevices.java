package roomtone.manager.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import roomtone.meter.Meters;

/**
 * The devices that a pod knows, by token and by player. It loads their snapshots on threads of
 * their own, so that a call can go on with the last snapshot when a newer one does not come.
 */
@ApplicationScoped
class KnownDevices {

  /** How long a call of a device without a snapshot waits for the first one. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(7);

  /** A device that has not called for this long is removed. */
  private static final Duration REMOVED_AFTER = Duration.ofMinutes(15);

  private final SnapshotLoads loads;
  private final UnknownTokens unknown;
  private final Clock clock;
  private final Map<String, Device> byToken = new ConcurrentHashMap<>();
  private final Map<UUID, Device> byPlayer = new ConcurrentHashMap<>();

  KnownDevices(SnapshotLoads loads, UnknownTokens unknown, Clock clock, Meters meters) {
    this.loads = loads;
    this.unknown = unknown;
    this.clock = clock;
    meters.gauge("roomtone.devices.known", byToken, Map::size);
  }

  /**
   * The device with a token; null: this pod does not know it.
   *
   * @param hash of its token
   */
  Device get(String hash) {
    return byToken.get(hash);
  }

  /** As {@link #get}, and adds the device when it is not known. */
  Device getOrAdd(String hash) {
    return byToken.computeIfAbsent(hash, first -> new Device());
  }

  /**
   * Waits for the first snapshot of a device; empty when the token opens nothing.
   *
   * @throws IllegalStateException when the database is away or does not answer
   */
  Optional<Device.Loaded> first(String hash, Device device) {
    try {
      if (!loads.mayBegin()) {
        throw SnapshotLoads.refused();
      }
      return await(load(hash, device, null), FIRST_WAIT);
    } catch (TimeoutException e) {
      throw new IllegalStateException(SnapshotLoads.noAnswer("the database does not answer"));
    } catch (SQLException e) {
      byToken.computeIfPresent(hash, (token, found) -> found.loaded == null ? null : found);
      throw new IllegalStateException("cannot load a player", e);
    }
  }

  /**
   * Waits a moment for a newer snapshot, if calls wait now. When the database is away or does not
   * answer in time, the last snapshot is returned. Empty when the token opens nothing.
   */
  Optional<Device.Loaded> newer(String hash, Device device, Device.Loaded last) {
    if (!loads.mayBegin()) {
      return Optional.of(last);
    }
    boolean awaited = loads.areAwaited();
    CompletableFuture<Optional<Device.Loaded>> load = load(hash, device, last);
    if (!awaited && !load.isDone()) {
      return Optional.of(last);
    }
    try {
      return await(load, loads.patience());
    } catch (TimeoutException e) {
      loads.waitedInVain();
      return Optional.of(last);
    } catch (SQLException e) {
      return Optional.of(last);
    }
  }

  private static Optional<Device.Loaded> await(
      CompletableFuture<Optional<Device.Loaded>> load, Duration longest)
      throws SQLException, TimeoutException {
    try {
      return load.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new IllegalStateException("cannot load a player", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SnapshotLoads.noAnswer("interrupted");
    }
  }

  /**
   * Loads the snapshot of a device on a thread of its own, unless that is under way or was done
   * since.
   *
   * @param before the snapshot that is to be replaced; null: none
   */
  private CompletableFuture<Optional<Device.Loaded>> load(
      String hash, Device device, Device.Loaded before) {
    CompletableFuture<Optional<Device.Loaded>> load = new CompletableFuture<>();
    CompletableFuture<Optional<Device.Loaded>> other =
        device.loading.compareAndExchange(null, load);
    if (other != null) {
      return other;
    }
    Device.Loaded meanwhile = device.loaded;
    if (meanwhile != null && (before == null || meanwhile.version() != before.version())) {
      end(device, () -> load.complete(Optional.of(meanwhile)));
    } else if (unknown.isRemembered(hash)) {
      end(device, () -> load.complete(Optional.empty()));
    } else {
      Thread.startVirtualThread(() -> run(hash, device, load));
    }
    return load;
  }

  private static void end(Device device, Runnable completion) {
    device.loading.set(null);
    completion.run();
  }

  private void run(String hash, Device device, CompletableFuture<Optional<Device.Loaded>> load) {
    try {
      Optional<Device.Loaded> found = loads.load(hash, device);
      found.ifPresentOrElse(loaded -> keep(device, loaded), () -> remove(hash, device));
      end(device, () -> load.complete(found));
    } catch (SQLException | RuntimeException e) {
      end(device, () -> load.completeExceptionally(e));
    }
  }

  private void keep(Device device, Device.Loaded loaded) {
    device.loaded = loaded;
    byPlayer.put(loaded.snapshot().playerId(), device);
  }

  private void remove(String hash, Device device) {
    byToken.remove(hash, device);
    if (device.loaded != null) {
      byPlayer.remove(device.loaded.snapshot().playerId(), device);
    }
    unknown.remember(hash);
  }

  /**
   * Loads the players that are not offline, so that their devices are known before they call here
   * for the first time, be the database away then.
   *
   * @return how many were loaded
   */
  int loadOnline() throws SQLException {
    int count = 0;
    UUID last = null;
    List<SnapshotLoads.Online> found;
    do {
      found = loads.loadOnline(last);
      for (SnapshotLoads.Online online : found) {
        Device device = getOrAdd(online.hash());
        if (device.loaded == null) {
          device.seen = clock.instant();
          keep(device, online.loaded());
          count++;
        }
        last = online.loaded().snapshot().playerId();
      }
    } while (!found.isEmpty());
    return count;
  }

  /** Marks the snapshot of a changed player, so that its next poll loads it again. */
  void onChange(@Observes PlayerChangeListener.Changed change) {
    Device device = byPlayer.get(change.player());
    if (device != null) {
      device.outdated = true;
    }
  }

  /** Removes the device of a player. */
  void forget(UUID player) {
    Device device = byPlayer.remove(player);
    if (device != null) {
      byToken.values().remove(device);
    }
  }

  /** Removes devices that call no more. */
  void removeSilent() {
    Instant since = clock.instant().minus(REMOVED_AFTER);
    byToken.values().removeIf(device -> device.seen.isBefore(since));
    byPlayer.values().removeIf(device -> device.seen.isBefore(since));
  }
}
