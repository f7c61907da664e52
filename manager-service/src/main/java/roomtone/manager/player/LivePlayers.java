package roomtone.manager.player;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import roomtone.database.DatabaseTurns;
import roomtone.limit.StreamLease;
import roomtone.manager.device.PlayerChangeListener;
import roomtone.manager.player.PlayerStream.Watcher;
import roomtone.manager.role.Roles;

/**
 * Streams the players in use to the staff who watch them. Once a second the players that have
 * changed are read, all in one statement, however many watch. Without watchers nothing is kept.
 *
 * <p>While notifications of the database do not arrive, all players are read again every five
 * seconds, less often where that takes long; changes through this pod are known at once.
 */
@ApplicationScoped
class LivePlayers {

  private static final Logger LOG = Logger.getLogger(LivePlayers.class);

  /** How often all players are read while notifications do not arrive. */
  static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

  /** Reading all players may take this fraction of the time at most: one tenth. */
  private static final int MIN_PAUSE_FACTOR = 10;

  private final Map<UUID, PlayerView> players = new ConcurrentHashMap<>();
  private final Set<UUID> changed = ConcurrentHashMap.newKeySet();
  private final Set<PlayerStream> streams = ConcurrentHashMap.newKeySet();

  /** The leases of all who watch, also of those whose stream has not begun yet. */
  private final Set<StreamLease> leases = ConcurrentHashMap.newKeySet();

  /** One thread reads players at a time. */
  private final DatabaseTurns reading = new DatabaseTurns(1);

  private final PlayerViews views;
  private final PlayerChangeListener listener;
  private final Roles roles;
  private final Clock clock;

  /** Of the listener, when all players were read last. */
  private volatile long epoch = -1;

  /** Whether the players are kept, of which there may be none. */
  private boolean loaded;

  private volatile Instant loadedAt = Instant.MIN;
  private volatile Duration loadTook = Duration.ZERO;

  /** Whether the pod was told to stop. */
  private volatile boolean draining;

  LivePlayers(PlayerViews views, PlayerChangeListener listener, Roles roles, Clock clock) {
    this.views = views;
    this.listener = listener;
    this.roles = roles;
    this.clock = clock;
  }

  /**
   * The watcher's players now, and what changes; empty elements are heartbeats. It waits for the
   * database when nobody watches yet. The stream that it returns waits for nothing, because it may
   * be subscribed on the event loop; until the lease ends the players are kept for it.
   *
   * @param lease of the watcher's stream
   */
  Multi<Optional<PlayerStream.Event>> watch(Watcher watcher, StreamLease lease) {
    leases.add(lease);
    lease.whenOver(() -> leases.remove(lease));
    loadForFirstWatcher();
    return Multi.createFrom()
        .emitter(emitter -> begin(watcher, emitter, lease), BackPressureStrategy.LATEST);
  }

  void onChange(@Observes PlayerChangeListener.Changed change) {
    changed.add(change.player());
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everySecond() {
    refresh();
    if (draining) {
      // Those that connected since, while the proxy still sent callers here.
      endAll();
    }
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everyFifteenSeconds() {
    streams.forEach(PlayerStream::sendHeartbeat);
  }

  /** Ends streams whose watcher may not watch any more, and sends changes to the others. */
  void refresh() {
    reading.await();
    try {
      refreshInTurn();
    } finally {
      reading.end();
    }
  }

  private void refreshInTurn() {
    if (streams.isEmpty() && leases.isEmpty()) {
      loaded = false;
      players.clear();
      changed.clear();
      return;
    }
    try {
      endForbidden();
      mark(readChanged());
    } catch (RuntimeException e) {
      LOG.debugf("players not read: %s", e.getMessage());
    }
    streams.forEach(stream -> stream.sendPending(players));
  }

  /** Ends all streams when the pod is told to stop; watchers then connect to another pod. */
  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    draining = true;
    endAll();
  }

  private void endAll() {
    streams.forEach(PlayerStream::end);
  }

  private void loadForFirstWatcher() {
    reading.awaitShortly();
    try {
      if (streams.isEmpty() || !loaded) {
        // Another stream may begin meanwhile, with what was known before.
        mark(loadAll());
      }
    } finally {
      reading.end();
    }
  }

  /**
   * Reads all players. A stream that begins meanwhile finds each of them, as it was or as it is.
   *
   * @return what was known before of each; null: nothing
   */
  private Map<UUID, PlayerView> loadAll() {
    long heard = listener.epoch();
    changed.clear();
    long start = System.nanoTime();
    List<PlayerView> all = views.inUse();
    loadTook = Duration.ofNanos(System.nanoTime() - start);
    loadedAt = clock.instant();
    epoch = heard;
    Map<UUID, PlayerView> before = new HashMap<>(players);
    all.forEach(player -> players.put(player.id(), player));
    players.keySet().retainAll(all.stream().map(PlayerView::id).collect(Collectors.toSet()));
    players.keySet().forEach(id -> before.putIfAbsent(id, null));
    loaded = true;
    return before;
  }

  /**
   * Marks the players that differ for all streams.
   *
   * @param before what was known before of those that were read
   */
  private void mark(Map<UUID, PlayerView> before) {
    before.keySet().removeIf(id -> isSame(players.get(id), before.get(id)));
    streams.forEach(stream -> stream.mark(before.keySet()));
  }

  /** Runs on the event loop: it must not wait for {@link #refresh()}, which asks the database. */
  private void begin(
      Watcher watcher,
      MultiEmitter<? super Optional<PlayerStream.Event>> emitter,
      StreamLease lease) {
    PlayerStream stream = new PlayerStream(watcher, emitter);
    streams.add(stream);
    emitter.onTermination(
        () -> {
          streams.remove(stream);
          lease.end();
        });
    stream.begin(players.values());
    // A watcher who left before the stream began is not reported as terminated.
    if (lease.isOver()) {
      stream.end();
    }
  }

  private void endForbidden() {
    Instant now = clock.instant();
    Map<UUID, Boolean> staff =
        roles.staffAmong(streams.stream().map(stream -> stream.watcher().user()).toList());
    for (PlayerStream stream : streams) {
      Watcher watcher = stream.watcher();
      Boolean isAdmin = staff.get(watcher.user());
      if (!now.isBefore(watcher.until()) || isAdmin == null || isAdmin != watcher.all()) {
        stream.end();
      }
    }
  }

  /**
   * Reads the players that may have changed. A change that comes while the database answers stays
   * marked, as it may be newer than the answer.
   *
   * @return what was known before of each; null: nothing
   */
  private Map<UUID, PlayerView> readChanged() {
    Instant now = clock.instant();
    Map<UUID, PlayerView> before = new HashMap<>();
    if (!listener.isComplete(epoch) && mayLoadAll(now)) {
      return loadAll();
    }
    Set<UUID> ids = new HashSet<>(changed);
    changed.removeAll(ids);
    players.values().stream()
        .filter(player -> player.isOutOfDate(now))
        .map(PlayerView::id)
        .forEach(ids::add);
    if (ids.isEmpty()) {
      return before;
    }
    try {
      Map<UUID, PlayerView> read =
          views.of(ids).stream()
              .filter(player -> player.archivedAt() == null)
              .collect(Collectors.toMap(PlayerView::id, player -> player));
      ids.forEach(
          id ->
              before.put(
                  id, read.containsKey(id) ? players.put(id, read.get(id)) : players.remove(id)));
      return before;
    } catch (RuntimeException e) {
      changed.addAll(ids);
      throw e;
    }
  }

  private boolean mayLoadAll(Instant now) {
    Duration passed = Duration.between(loadedAt, now).abs();
    return passed.compareTo(POLL_INTERVAL) >= 0
        && passed.compareTo(loadTook.multipliedBy(MIN_PAUSE_FACTOR)) >= 0;
  }

  /**
   * Whether a player shows the same as before. A poll alone is no change; and a change through this
   * pod is notified by the database, too, when it may have been read already.
   */
  private static boolean isSame(PlayerView now, PlayerView before) {
    return now != null && before != null && now.untimed().equals(before.untimed());
  }
}
