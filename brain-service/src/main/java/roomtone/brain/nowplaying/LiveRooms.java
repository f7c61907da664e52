package roomtone.brain.nowplaying;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.brain.api.Caller.SignedIn;
import roomtone.brain.nowplaying.LiveRoom.State;
import roomtone.brain.nowplaying.NowPlaying.Snapshot;
import roomtone.brain.nowplaying.RoomFingerprints.Fingerprint;
import roomtone.brain.player.Players;
import roomtone.brain.tick.QueuesFilled;
import roomtone.database.DatabaseTurns;
import roomtone.limit.StreamLease;
import roomtone.model.Player;
import roomtone.model.RoomCondition;
import roomtone.problem.DatabaseErrors;

/**
 * Sends the state of rooms to their subscribers whenever it changes. Once a second one query asks
 * which of the subscribed rooms have changed, and one which of the subscribers with a token are in
 * their room; a room that has changed is read once, however many subscribers it has. A slow
 * subscriber skips states and gets the newest, so that nothing piles up.
 */
@ApplicationScoped
public class LiveRooms {

  private static final Logger LOG = Logger.getLogger(LiveRooms.class);

  /**
   * How many subscribers are connected at a time. There are fewer than connections in the pool, so
   * that votes get through when everybody connects at once.
   */
  private static final int MAX_CONNECTING = 2;

  private final Map<UUID, LiveRoom> rooms = new ConcurrentHashMap<>();
  private final DatabaseTurns connecting = new DatabaseTurns(MAX_CONNECTING);
  private final NowPlaying nowPlaying;
  private final Players players;
  private final RoomFingerprints fingerprints;
  private final PresentListeners listeners;
  private final SubscriberViews views;
  private final Session rows;
  private final ObjectMapper json;

  /** Whether the last refresh failed: a failure is logged once, not every second. */
  private volatile boolean failing;

  /** Whether the pod was told to stop. */
  private volatile boolean draining;

  private final Lock refreshing = new ReentrantLock();

  /** Whether a refresh after a fill waits for the one before. */
  private final AtomicBoolean waiting = new AtomicBoolean();

  LiveRooms(
      NowPlaying nowPlaying,
      Players players,
      RoomFingerprints fingerprints,
      PresentListeners listeners,
      SubscriberViews views,
      Session rows,
      ObjectMapper json) {
    this.nowPlaying = nowPlaying;
    this.players = players;
    this.fingerprints = fingerprints;
    this.listeners = listeners;
    this.views = views;
    this.rows = rows;
    this.json = json;
  }

  /**
   * Subscribes to a room: the state now and each new one, as JSON; empty elements are heartbeats.
   *
   * <p>It runs in no transaction, which would last, with its connection, as long as the stream.
   *
   * @param find finds the room or throws a problem
   * @param caller who sees all entries while checked in there; empty for a stranger
   * @param lease the lease of the stream
   */
  Multi<Optional<String>> subscribe(
      Supplier<Player> find, Locale language, Optional<SignedIn> caller, StreamLease lease) {
    connecting.awaitShortly();
    try {
      Player player = find.get();
      RoomView view =
          caller
              .map(signedIn -> listeners.viewOf(signedIn.id(), player.id))
              .orElse(RoomView.STRANGER);
      LiveRoom known = rooms.get(player.id);
      State state =
          known != null
              ? known.state()
              : QuarkusTransaction.requiringNew()
                  .call(() -> read(player.id).orElseThrow(Players::unknown));
      return Multi.createFrom()
          .emitter(
              emitter ->
                  add(player.id, state, new Subscriber(emitter, language, caller, view), lease),
              BackPressureStrategy.LATEST);
    } finally {
      connecting.end();
    }
  }

  /**
   * Sends the rooms that have changed to their subscribers, and each subscriber what the subscriber
   * sees after a check-in, a check-out or the end of the session. Streams end with their token and
   * with the account; those of an archived room end, too: a new call then gets 404.
   */
  public void refresh() {
    views.endExpired(rooms.values());
    if (rooms.isEmpty()) {
      return;
    }
    Set<UUID> archived = new HashSet<>(rooms.keySet());
    List<Fingerprint> newer =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  views.follow(rooms, fingerprints.now());
                  return fingerprints.of(List.copyOf(archived));
                });
    for (Fingerprint fingerprint : newer) {
      archived.remove(fingerprint.playerId());
      LiveRoom room = rooms.get(fingerprint.playerId());
      if (room != null && isOutdated(room.state(), fingerprint)) {
        // One transaction for each: what is disclosed of a room is locked until it has been read.
        QuarkusTransaction.requiringNew()
            .run(
                () ->
                    read(fingerprint.playerId())
                        .ifPresent(state -> room.update(state, fingerprints.now())));
      }
    }
    archived.stream().map(rooms::get).filter(Objects::nonNull).forEach(LiveRoom::complete);
  }

  /** Returns whether a room has changed; opening hours begin and end without a change of rows. */
  private boolean isOutdated(State state, Fingerprint newer) {
    Snapshot snapshot = state.snapshot();
    return !newer.value().equals(state.fingerprint().value())
        || !players.condition(snapshot.row(), newer.readAt()).equals(snapshot.condition());
  }

  /**
   * Sends heartbeats, which keep streams open on proxies. A subscriber that lags gets none, because
   * it still has a state to read.
   */
  public void sendHeartbeats() {
    rooms.values().stream()
        .flatMap(room -> room.subscribers().stream())
        .map(Subscriber::emitter)
        .filter(emitter -> emitter.requested() > 0)
        .forEach(emitter -> emitter.emit(Optional.empty()));
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everySecond() {
    // one at a time, so that an older state is not sent after a newer one
    refreshing.lock();
    try {
      waiting.set(false);
      refresh();
      if (draining) {
        // Those that connected since, while the proxy still sent callers here.
        endAll();
      }
      failing = false;
    } catch (RuntimeException e) {
      boolean before = failing;
      failing = true;
      if (before) {
        return;
      }
      DatabaseErrors.behind(e)
          .ifPresentOrElse(
              reason -> LOG.warnf("streams not refreshed, database away: %s", reason.getMessage()),
              () -> LOG.errorf(e, "streams not refreshed"));
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Refreshes the streams at once when this pod has filled queues: the schedule of every second
   * fires together with that of the tick, and alone would see a change only a second later.
   */
  void afterFill(@ObservesAsync QueuesFilled event) {
    if (!waiting.getAndSet(true)) {
      everySecond();
    }
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everyFifteenSeconds() {
    sendHeartbeats();
  }

  /** Ends all streams when the pod is told to stop; browsers then connect to another pod. */
  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    draining = true;
    endAll();
  }

  private void endAll() {
    rooms.values().forEach(LiveRoom::complete);
  }

  private void add(UUID player, State state, Subscriber subscriber, StreamLease lease) {
    LiveRoom joined =
        rooms.compute(
            player,
            (id, known) -> {
              LiveRoom room = known == null ? new LiveRoom(state) : known;
              room.subscribers().add(subscriber);
              return room;
            });
    subscriber
        .emitter()
        .onTermination(
            () -> {
              remove(player, subscriber);
              lease.end();
            });
    // a refresh in between may have sent a newer state before: the newest is sent last
    State sent;
    RoomView view;
    do {
      sent = joined.state();
      view = subscriber.view();
      subscriber.send(sent, fingerprints.now());
    } while (view != subscriber.view() || sent.differsFrom(joined.state(), view));
    // when the caller left before this, nothing else completes the emitter
    if (lease.isOver()) {
      subscriber.emitter().complete();
    }
  }

  private void remove(UUID player, Subscriber subscriber) {
    rooms.computeIfPresent(
        player,
        (id, room) -> {
          room.subscribers().remove(subscriber);
          return room.subscribers().isEmpty() ? null : room;
        });
  }

  /** Reads the fingerprint first, so that the next refresh notices a change in between. */
  private Optional<State> read(UUID player) {
    return fingerprints.of(List.of(player)).stream()
        .findFirst()
        .map(
            fingerprint -> {
              rows.clear();
              Player row = rows.find(Player.class, player);
              RoomCondition condition = players.condition(row, fingerprint.readAt());
              Snapshot snapshot = nowPlaying.of(row, condition);
              return new State(
                  snapshot,
                  fingerprint,
                  (language, view) -> write(nowPlaying.translate(snapshot, language, view)));
            });
  }

  private String write(RoomState state) {
    try {
      return json.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a room cannot be written as JSON", e);
    }
  }
}
