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
import roomtone.brain.collective.DisclosureMinimum;
import roomtone.brain.nowplaying.NowPlaying.Now;
import roomtone.brain.player.Players;
import roomtone.limit.StreamLease;
import roomtone.model.Player;
import roomtone.problem.DatabaseErrors;

/**
 * The rooms that somebody watches at this moment. Once a second one query asks which of them show
 * something new; each that does is read once, however many watch it. A watcher who is slow skips
 * states and gets the newest: nothing piles up.
 */
@ApplicationScoped
public class LiveRooms {

  private static final Logger LOG = Logger.getLogger(LiveRooms.class);

  /** Fewer than the pool has connections: when all come at once, votes must get through, too. */
  private static final int ARRIVALS_AT_ONCE = 2;

  private final Map<UUID, Room> rooms = new ConcurrentHashMap<>();
  private final Semaphore arrivals = new Semaphore(ARRIVALS_AT_ONCE, true);
  private final NowPlaying nowPlaying;
  private final Session rows;
  private final ObjectMapper json;

  /** Said once, not every second. */
  private volatile boolean failing;

  LiveRooms(NowPlaying nowPlaying, Session rows, ObjectMapper json) {
    this.nowPlaying = nowPlaying;
    this.rows = rows;
    this.json = json;
  }

  /** Somebody who watches. */
  private record Watcher(MultiEmitter<? super Optional<String>> line, Locale language) {

    void show(Seen seen) {
      line.emit(Optional.of(seen.in(language)));
    }
  }

  /** What a room showed when it was read, and a mark by which a change is noticed. */
  private final class Seen {
    private final Now now;
    private final String mark;

    /** Written once for each language, however many read it. */
    private final Map<Locale, String> texts = new ConcurrentHashMap<>();

    Seen(Now now, String mark) {
      this.now = now;
      this.mark = mark;
    }

    String in(Locale language) {
      return texts.computeIfAbsent(language, wanted -> text(nowPlaying.say(now, wanted)));
    }

    boolean differsFrom(Seen other) {
      return this != other && !in(Locale.ENGLISH).equals(other.in(Locale.ENGLISH));
    }
  }

  private static final class Room {
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private volatile Seen seen;

    Room(Seen seen) {
      this.seen = seen;
    }

    void end() {
      watchers.forEach(watcher -> watcher.line().complete());
    }
  }

  /** The mark of a room. */
  record Mark(UUID playerId, String mark) {}

  /**
   * The room's state now, and each new one, as JSON; empty elements are heartbeats.
   *
   * <p>No transaction around it: that would last, with its connection, as long as the stream.
   *
   * @param find finds the room, or throws what is to be said
   * @param stay the watcher's
   */
  Multi<Optional<String>> watch(Supplier<Player> find, Locale language, StreamLease stay) {
    arrivals.acquireUninterruptibly();
    try {
      Player player = find.get();
      Room known = rooms.get(player.id);
      Seen seen =
          known != null
              ? known.seen
              : QuarkusTransaction.requiringNew()
                  .call(() -> read(player.id).orElseThrow(Players::unknown));
      return Multi.createFrom()
          .emitter(
              line -> enter(player.id, seen, new Watcher(line, language), stay),
              BackPressureStrategy.LATEST);
    } finally {
      arrivals.release();
    }
  }

  /**
   * Sends what has changed to those who watch it. Of a room that is out of use nothing more is
   * told: whoever asks again hears that there is none.
   */
  @Transactional
  public void refresh() {
    Set<UUID> gone = new HashSet<>(rooms.keySet());
    if (gone.isEmpty()) {
      return;
    }
    for (Mark mark : marks(List.copyOf(gone))) {
      gone.remove(mark.playerId());
      Room room = rooms.get(mark.playerId());
      if (room != null && !mark.mark().equals(room.seen.mark)) {
        read(mark.playerId()).ifPresent(seen -> show(room, seen));
      }
    }
    gone.stream().map(rooms::get).filter(Objects::nonNull).forEach(Room::end);
  }

  private static void show(Room room, Seen seen) {
    boolean isNew = seen.differsFrom(room.seen);
    room.seen = seen;
    if (isNew) {
      room.watchers.forEach(watcher -> watcher.show(seen));
    }
  }

  /**
   * Lets watchers and the proxies between know that the line is open; a watcher who lags has
   * something to read anyway.
   */
  public void beat() {
    rooms.values().stream()
        .flatMap(room -> room.watchers.stream())
        .map(Watcher::line)
        .filter(line -> line.requested() > 0)
        .forEach(line -> line.emit(Optional.empty()));
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
              reason -> LOG.warnf("rooms not watched, database away: %s", reason.getMessage()),
              () -> LOG.errorf(e, "rooms not watched"));
    }
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void everyFifteenSeconds() {
    beat();
  }

  /** Ends the streams, so that the pod can go: browsers connect again by themselves, to another. */
  void stop(@Observes ShutdownEvent event) {
    rooms.values().forEach(Room::end);
  }

  private void enter(UUID player, Seen seen, Watcher watcher, StreamLease stay) {
    Room entered =
        rooms.compute(
            player,
            (id, known) -> {
              Room room = known == null ? new Room(seen) : known;
              room.watchers.add(watcher);
              return room;
            });
    watcher
        .line()
        .onTermination(
            () -> {
              leave(player, watcher);
              stay.end();
            });
    // what changes meanwhile may have been shown before: the newest is shown last
    Seen shown;
    do {
      shown = entered.seen;
      watcher.show(shown);
    } while (shown.differsFrom(entered.seen));
    // whoever left between the head of the answer and this has nobody who ends the line
    if (stay.isOver()) {
      watcher.line().complete();
    }
  }

  private void leave(UUID player, Watcher watcher) {
    rooms.computeIfPresent(
        player,
        (id, room) -> {
          room.watchers.remove(watcher);
          return room.watchers.isEmpty() ? null : room;
        });
  }

  /** The mark is read first: what changes in between is noticed the next time. */
  private Optional<Seen> read(UUID player) {
    return marks(List.of(player)).stream()
        .findFirst()
        .map(
            mark -> {
              rows.clear();
              return new Seen(nowPlaying.of(rows.find(Player.class, player)), mark.mark());
            });
  }

  private String text(RoomState state) {
    try {
      return json.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a room cannot be written as JSON", e);
    }
  }

  /** Those of rooms in use: whatever now-playing shows of them is in it. */
  private List<Mark> marks(List<UUID> players) {
    return rows.createNativeQuery(
            """
            select p.id as player_id, cast(row(p.name, p.slug, p.status,
              -- what is told of three listeners or more is refreshed once a minute
              case when p.id in (select roomtone.public_rooms(:players, :fewest)) then date_trunc('minute', roomtone.now()) end,
              (select row(running.id, running.title, running.artist, running.played_at, running.play_seconds) from (%s) running),
              (select string_agg(cast(row(q.id, q.position, q.reason, q.listeners >= :fewest, s.title) as text), ';' order by q.position)
                from player_queue q join songs s on s.id = q.song_id where q.player_id = p.id)) as text) as mark
            from players p
            where p.id = any (:players) and p.archived_at is null
            -- in the same order everywhere: what is told of rooms is kept, and no replica waits for another in a circle
            order by p.id
            """
                .formatted(NowPlaying.RUNNING),
            Mark.class)
        .setParameter("players", players.toArray(UUID[]::new))
        .setParameter("fewest", DisclosureMinimum.FEWEST)
        .getResultList();
  }
}
