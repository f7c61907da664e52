package roomtone.brain.nowplaying;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.brain.nowplaying.NowPlaying.Snapshot;
import roomtone.brain.nowplaying.RoomFingerprints.Fingerprint;
import roomtone.brain.player.Players;
import roomtone.brain.player.RoomCondition;
import roomtone.limit.StreamLease;
import roomtone.model.Player;
import roomtone.problem.DatabaseErrors;

/**
 * Sends the state of rooms to their subscribers whenever it changes. Once a second one query asks
 * which of the subscribed rooms have changed; each of these is read once, however many subscribers
 * it has. A slow subscriber skips states and gets the newest, so that nothing piles up.
 */
@ApplicationScoped
public class LiveRooms {

  private static final Logger LOG = Logger.getLogger(LiveRooms.class);

  /**
   * How many subscribers are connected at a time. There are fewer than connections in the pool, so
   * that votes get through when everybody connects at once.
   */
  private static final int MAX_CONNECTING = 2;

  private final Map<UUID, Room> rooms = new ConcurrentHashMap<>();
  private final Semaphore connecting = new Semaphore(MAX_CONNECTING, true);
  private final NowPlaying nowPlaying;
  private final Players players;
  private final RoomFingerprints fingerprints;
  private final Session rows;
  private final ObjectMapper json;

  /** Whether the last refresh failed: a failure is logged once, not every second. */
  private volatile boolean failing;

  LiveRooms(
      NowPlaying nowPlaying,
      Players players,
      RoomFingerprints fingerprints,
      Session rows,
      ObjectMapper json) {
    this.nowPlaying = nowPlaying;
    this.players = players;
    this.fingerprints = fingerprints;
    this.rows = rows;
    this.json = json;
  }

  /** One open stream. */
  private record Subscriber(MultiEmitter<? super Optional<String>> emitter, Locale language) {

    void send(State state, Instant time) {
      emitter.emit(Optional.of(state.json(language, time)));
    }
  }

  /** The state of a room when it was read, and the fingerprint by which changes are noticed. */
  private final class State {
    private final Player player;
    private final Snapshot snapshot;
    private final Fingerprint fingerprint;

    /** The JSON in each language without the time, written once for all subscribers. */
    private final Map<Locale, String> json = new ConcurrentHashMap<>();

    State(Player player, Snapshot snapshot, Fingerprint fingerprint) {
      this.player = player;
      this.snapshot = snapshot;
      this.fingerprint = fingerprint;
    }

    /**
     * Returns whether the room has changed; opening hours begin and end without a change of rows.
     */
    boolean isOutdated(Fingerprint newer) {
      return !newer.value().equals(fingerprint.value())
          || !players.condition(player, newer.readAt()).equals(snapshot.condition());
    }

    private String json(Locale language) {
      return json.computeIfAbsent(
          language, wanted -> write(nowPlaying.translate(snapshot, wanted)));
    }

    /** Returns the JSON with the time at which it is sent. */
    String json(Locale language, Instant time) {
      return "{\"server_time\":\"" + time + "\"," + json(language).substring(1);
    }

    boolean differsFrom(State other) {
      return this != other && !json(Locale.ENGLISH).equals(other.json(Locale.ENGLISH));
    }
  }

  private static final class Room {
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private volatile State state;

    Room(State state) {
      this.state = state;
    }

    void complete() {
      subscribers.forEach(subscriber -> subscriber.emitter().complete());
    }
  }

  /**
   * Subscribes to a room: the state now and each new one, as JSON; empty elements are heartbeats.
   *
   * <p>It runs in no transaction, which would last, with its connection, as long as the stream.
   *
   * @param find finds the room or throws a problem
   * @param lease the lease of the stream
   */
  Multi<Optional<String>> subscribe(Supplier<Player> find, Locale language, StreamLease lease) {
    connecting.acquireUninterruptibly();
    try {
      Player player = find.get();
      Room known = rooms.get(player.id);
      State state =
          known != null
              ? known.state
              : QuarkusTransaction.requiringNew()
                  .call(() -> read(player.id).orElseThrow(Players::unknown));
      return Multi.createFrom()
          .emitter(
              emitter -> add(player.id, state, new Subscriber(emitter, language), lease),
              BackPressureStrategy.LATEST);
    } finally {
      connecting.release();
    }
  }

  /**
   * Sends the rooms that have changed to their subscribers. Streams of an archived room end: a new
   * call then gets 404.
   */
  @Transactional
  public void refresh() {
    Set<UUID> archived = new HashSet<>(rooms.keySet());
    if (archived.isEmpty()) {
      return;
    }
    for (Fingerprint fingerprint : fingerprints.of(List.copyOf(archived))) {
      archived.remove(fingerprint.playerId());
      Room room = rooms.get(fingerprint.playerId());
      if (room != null && room.state.isOutdated(fingerprint)) {
        read(fingerprint.playerId()).ifPresent(state -> send(room, state));
      }
    }
    archived.stream().map(rooms::get).filter(Objects::nonNull).forEach(Room::complete);
  }

  private void send(Room room, State state) {
    boolean isNew = state.differsFrom(room.state);
    room.state = state;
    if (isNew) {
      Instant now = fingerprints.now();
      room.subscribers.forEach(subscriber -> subscriber.send(state, now));
    }
  }

  /**
   * Sends heartbeats, which keep streams open on proxies. A subscriber that lags gets none, because
   * it still has a state to read.
   */
  public void sendHeartbeats() {
    rooms.values().stream()
        .flatMap(room -> room.subscribers.stream())
        .map(Subscriber::emitter)
        .filter(emitter -> emitter.requested() > 0)
        .forEach(emitter -> emitter.emit(Optional.empty()));
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everySecond() {
    try {
      refresh();
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
    }
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everyFifteenSeconds() {
    sendHeartbeats();
  }

  /** Ends all streams before the pod stops; browsers then connect to another pod. */
  void stop(@Observes ShutdownEvent event) {
    rooms.values().forEach(Room::complete);
  }

  private void add(UUID player, State state, Subscriber subscriber, StreamLease lease) {
    Room joined =
        rooms.compute(
            player,
            (id, known) -> {
              Room room = known == null ? new Room(state) : known;
              room.subscribers.add(subscriber);
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
    do {
      sent = joined.state;
      subscriber.send(sent, fingerprints.now());
    } while (sent.differsFrom(joined.state));
    // when the caller left before this, nothing else completes the emitter
    if (lease.isOver()) {
      subscriber.emitter().complete();
    }
  }

  private void remove(UUID player, Subscriber subscriber) {
    rooms.computeIfPresent(
        player,
        (id, room) -> {
          room.subscribers.remove(subscriber);
          return room.subscribers.isEmpty() ? null : room;
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
              return new State(row, nowPlaying.of(row, condition), fingerprint);
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
