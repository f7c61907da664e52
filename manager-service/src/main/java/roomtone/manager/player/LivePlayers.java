package roomtone.manager.player;

import io.quarkus.runtime.ShutdownEvent;
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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import roomtone.limit.StreamLease;
import roomtone.manager.device.PlayerChangeListener;
import roomtone.manager.role.StaffWatch;

/**
 * All players in use, for the staff who watch them at this moment. Once a second the players that
 * have changed are read, each once and all in one statement, however many watch; whoever reads
 * slowly gets what has changed meanwhile at once, as it is then. Without watchers nothing is kept.
 *
 * <p>While news from the database do not come through, all players are read again every five
 * seconds, seldomer where that takes long; what changes through this pod is known all the same.
 */
@ApplicationScoped
class LivePlayers {

  private static final Logger LOG = Logger.getLogger(LivePlayers.class);

  /**
   * While no news come all players are read again after so long, though not more often than ten
   * times their reading takes.
   */
  static final Duration WITHOUT_NEWS = Duration.ofSeconds(5);

  private static final int REST = 10;

  private static final Comparator<PlayerView> BY_NAME =
      Comparator.comparing(PlayerView::name).thenComparing(PlayerView::id);

  /**
   * Who watches, and until when they may.
   *
   * @param all whether all players are theirs
   */
  record Watcher(UUID user, boolean all, Instant until) {

    boolean sees(PlayerView player) {
      return all || user.equals(player.managerId());
    }
  }

  /** What a watcher is sent: on connect all that they may see, then what has changed. */
  @Schema(name = "PlayersChanged")
  record Sent(
      @Schema(description = "Those that changed, as they are now; on connect all.")
          List<PlayerView> players,
      @Schema(description = "Those that are gone: out of use, or somebody else's.")
          List<UUID> gone) {}

  /** A stream, with the players that it has not been told of yet. */
  private static final class Stream {
    private final Watcher watcher;
    private final MultiEmitter<? super Optional<Sent>> emitter;
    private final Set<UUID> untold = new HashSet<>();
    private final Set<UUID> shown = new HashSet<>();

    Stream(Watcher watcher, MultiEmitter<? super Optional<Sent>> emitter) {
      this.watcher = watcher;
      this.emitter = emitter;
    }
  }

  private final Map<UUID, PlayerView> players = new ConcurrentHashMap<>();
  private final Set<UUID> changed = ConcurrentHashMap.newKeySet();
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final PlayerViews views;
  private final PlayerChangeListener news;
  private final StaffWatch staff;
  private final Clock clock;
  private volatile long epoch = -1;
  private volatile Instant loadedAt = Instant.MIN;
  private volatile Duration loadTook = Duration.ZERO;

  LivePlayers(PlayerViews views, PlayerChangeListener news, StaffWatch staff, Clock clock) {
    this.views = views;
    this.news = news;
    this.staff = staff;
    this.clock = clock;
  }

  /**
   * The watcher's players now, and what changes; empty elements are heartbeats.
   *
   * @param stay the watcher's
   */
  Multi<Optional<Sent>> watch(Watcher watcher, StreamLease stay) {
    loadAllIfNobodyWatched();
    return Multi.createFrom()
        .emitter(emitter -> enter(watcher, emitter, stay), BackPressureStrategy.LATEST);
  }

  void hear(@Observes PlayerChangeListener.Changed change) {
    changed(change.player());
  }

  /** A player is other than it was. */
  void changed(UUID player) {
    changed.add(player);
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everySecond() {
    refresh();
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everyFifteenSeconds() {
    beat();
  }

  /** Ends streams whose watcher may watch no longer, and tells the others what has changed. */
  synchronized void refresh() {
    if (streams.isEmpty()) {
      forgetAll();
      return;
    }
    try {
      endForbidden();
      readChanged();
    } catch (RuntimeException e) {
      LOG.debugf("players not read: %s", e.getMessage());
    }
    streams.forEach(this::tell);
  }

  /** Lets watchers and the proxies between know that the line is open. */
  void beat() {
    for (Stream stream : streams) {
      synchronized (stream) {
        if (stream.emitter.requested() > 0) {
          stream.emitter.emit(Optional.empty());
        }
      }
    }
  }

  /** Ends the streams, so that the pod can go: watchers connect again, to another. */
  void stop(@Observes ShutdownEvent event) {
    streams.forEach(stream -> stream.emitter.complete());
  }

  private synchronized void loadAllIfNobodyWatched() {
    if (streams.isEmpty()) {
      loadAll();
    }
  }

  private void loadAll() {
    long heard = news.epoch();
    changed.clear();
    long start = System.nanoTime();
    List<PlayerView> all = views.inUse();
    loadTook = Duration.ofNanos(System.nanoTime() - start);
    loadedAt = clock.instant();
    epoch = heard;
    players.clear();
    all.forEach(player -> players.put(player.id(), player));
  }

  private void forgetAll() {
    players.clear();
    changed.clear();
  }

  private synchronized void enter(
      Watcher watcher, MultiEmitter<? super Optional<Sent>> emitter, StreamLease stay) {
    if (players.isEmpty()) {
      // The last watcher left since this one asked, and all was forgotten.
      loadAll();
    }
    Stream stream = new Stream(watcher, emitter);
    streams.add(stream);
    emitter.onTermination(
        () -> {
          streams.remove(stream);
          stay.end();
        });
    synchronized (stream) {
      List<PlayerView> seen =
          players.values().stream().filter(watcher::sees).sorted(BY_NAME).toList();
      seen.forEach(player -> stream.shown.add(player.id()));
      emitter.emit(Optional.of(new Sent(seen, List.of())));
    }
    // whoever left between the head of the answer and this has nobody who ends the stream
    if (stay.isOver()) {
      emitter.complete();
    }
  }

  private void endForbidden() {
    Instant now = clock.instant();
    Set<StaffWatch.Held> held =
        staff.held(streams.stream().map(stream -> stream.watcher.user()).distinct().toList());
    for (Stream stream : streams) {
      Watcher watcher = stream.watcher;
      if (!now.isBefore(watcher.until())
          || !held.contains(new StaffWatch.Held(watcher.user(), watcher.all()))) {
        stream.emitter.complete();
      }
    }
  }

  /**
   * Whatever was told before this was asked is in the answer; what comes while it is asked stays
   * marked.
   */
  private void readChanged() {
    Instant now = clock.instant();
    if (!news.isComplete(epoch) && hasRested(now)) {
      Map<UUID, PlayerView> before = Map.copyOf(players);
      loadAll();
      Set<UUID> ids = new HashSet<>(before.keySet());
      ids.addAll(players.keySet());
      ids.removeIf(id -> shows(players.get(id), before.get(id)));
      mark(ids);
      return;
    }
    Set<UUID> ids = new HashSet<>(changed);
    changed.removeAll(ids);
    players.values().stream()
        .filter(player -> player.isOutOfDate(now))
        .map(PlayerView::id)
        .forEach(ids::add);
    if (ids.isEmpty()) {
      return;
    }
    Map<UUID, PlayerView> before = new HashMap<>();
    try {
      List<PlayerView> read = views.of(ids);
      ids.forEach(id -> before.put(id, players.remove(id)));
      read.stream()
          .filter(player -> player.archivedAt() == null)
          .forEach(player -> players.put(player.id(), player));
    } catch (RuntimeException e) {
      changed.addAll(ids);
      throw e;
    }
    // What happened here is told by the database, too, and may have been read already.
    ids.removeIf(id -> shows(players.get(id), before.get(id)));
    mark(ids);
  }

  /** Whether all may be read again. */
  private boolean hasRested(Instant now) {
    Duration passed = Duration.between(loadedAt, now).abs();
    return passed.compareTo(WITHOUT_NEWS) >= 0
        && passed.compareTo(loadTook.multipliedBy(REST)) >= 0;
  }

  /** Whether there is nothing to tell; that a device goes on polling is no news. */
  private static boolean shows(PlayerView now, PlayerView before) {
    return now != null && before != null && now.untimed().equals(before.untimed());
  }

  private void mark(Collection<UUID> ids) {
    for (Stream stream : streams) {
      synchronized (stream) {
        stream.untold.addAll(ids);
      }
    }
  }

  private void tell(Stream stream) {
    synchronized (stream) {
      if (stream.untold.isEmpty() || stream.emitter.requested() <= 0) {
        return;
      }
      List<PlayerView> seen =
          stream.untold.stream()
              .map(players::get)
              .filter(player -> player != null && stream.watcher.sees(player))
              .sorted(BY_NAME)
              .toList();
      Set<UUID> ids = new HashSet<>();
      seen.forEach(player -> ids.add(player.id()));
      List<UUID> gone =
          stream.untold.stream()
              .filter(id -> !ids.contains(id) && stream.shown.contains(id))
              .sorted()
              .toList();
      stream.untold.clear();
      stream.shown.addAll(ids);
      gone.forEach(stream.shown::remove);
      if (!seen.isEmpty() || !gone.isEmpty()) {
        stream.emitter.emit(Optional.of(new Sent(seen, gone)));
      }
    }
  }
}
