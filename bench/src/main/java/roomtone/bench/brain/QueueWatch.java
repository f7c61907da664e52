package roomtone.bench.brain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.load.Answer;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalDatabase;

/**
 * Measures how long votes take to reach the queues of their rooms. A vote has arrived with the
 * first fill that began after it was answered. A fill that began while it was under way may hold it
 * too: such a fill counts when no later one comes, that is, once the room is seen, after the
 * answer, without a mark that it has changed. A fill is dated by when its result could first be
 * read, so that no time is too short. Database, service and watch share one machine and its clock.
 */
final class QueueWatch implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(20);

  /** A room's fill: when it began, and when its result was first read. */
  private record Fill(Instant begun, Instant seen) {}

  private record Vote(UUID player, Instant sent, Instant answered) {}

  /** A room's fills, in the order in which they were read. */
  private static final class Room {
    private final List<Fill> fills = new ArrayList<>();

    /** When the newest query began that found the room without a mark. */
    private Instant unmarked = Instant.MIN;

    synchronized void add(Instant begun, boolean marked, Instant queryBegan, Instant seen) {
      if (fills.isEmpty() || !fills.getLast().begun().equals(begun)) {
        fills.add(new Fill(begun, seen));
      }
      if (!marked) {
        unmarked = queryBegan;
      }
    }

    /** When the vote was first read in the queue; empty while it has not arrived. */
    synchronized Optional<Instant> arrival(Vote vote) {
      Optional<Instant> later =
          fills.stream()
              .filter(fill -> !fill.begun().isBefore(vote.answered()))
              .map(Fill::seen)
              .findFirst();
      return later.isPresent() || unmarked.isBefore(vote.answered())
          ? later
          : Optional.of(fills.getLast().seen()).filter(seen -> !seen.isBefore(vote.sent()));
    }
  }

  private final Map<UUID, Room> rooms = new ConcurrentHashMap<>();
  private final List<Vote> votes = new ArrayList<>();
  private final LocalDatabase database;
  private final Thread watcher;
  private volatile boolean closed;

  QueueWatch(LocalDatabase database) {
    this.database = database;
    this.watcher = Thread.ofPlatform().daemon().start(this::watch);
  }

  /** Adds a vote that was answered just now. */
  void voted(Answer answer) {
    Instant now = Instant.now();
    int player = ((Votes.Cast) answer.request().about()).player();
    voted(
        Dataset.id("player", player), now.minusNanos(answer.doneNanos() - answer.sentNanos()), now);
  }

  /** Adds a vote for a player that was sent and answered at the given times. */
  void voted(UUID player, Instant sent, Instant answered) {
    votes.add(new Vote(player, sent, answered));
  }

  /**
   * How long each vote took, in seconds, once all have arrived.
   *
   * @throws AssertionError when one does not arrive within the time
   */
  List<Double> secondsToQueue(Duration within) {
    Await.value(
        "all of %d votes are in their queues, votes missing".formatted(votes.size()),
        within,
        () -> votes.stream().filter(vote -> arrival(vote).isEmpty()).count(),
        missing -> missing == 0);
    return votes.stream()
        .map(vote -> Duration.between(vote.sent(), arrival(vote).orElseThrow()).toNanos() / 1e9)
        .toList();
  }

  private Optional<Instant> arrival(Vote vote) {
    return Optional.ofNullable(rooms.get(vote.player())).flatMap(room -> room.arrival(vote));
  }

  /** How many fills of a player's queue were read. */
  int fills(UUID player) {
    Room room = rooms.get(player);
    return room == null ? 0 : room.fills.size();
  }

  private void watch() {
    Instant newest = Instant.now();
    try (Connection connection = database.connect("postgres");
        PreparedStatement query =
            connection.prepareStatement(
                """
                select player_id, computed_at,
                  exists (select from roomtone.room_changes m where m.player_id = c.player_id)
                from roomtone.collectives c where computed_at > ? order by computed_at
                """)) {
      while (!closed) {
        // A batch that began earlier may be committed later, so that rows are read for ten seconds.
        query.setObject(1, newest.minusSeconds(10).atOffset(ZoneOffset.UTC));
        Instant queryBegan = Instant.now();
        try (ResultSet rows = query.executeQuery()) {
          Instant seen = Instant.now();
          while (rows.next()) {
            Instant begun = rows.getObject(2, OffsetDateTime.class).toInstant();
            rooms
                .computeIfAbsent(rows.getObject(1, UUID.class), player -> new Room())
                .add(begun, rows.getBoolean(3), queryBegan, seen);
            newest = begun.isAfter(newest) ? begun : newest;
          }
        }
        Thread.sleep(PAUSE);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
