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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import roomtone.bench.load.Answer;
import roomtone.bench.world.World;
import roomtone.local.testing.LocalDatabase;

/**
 * Sees when each room's queue is filled. A vote has arrived with the first filling that was begun
 * after the vote was answered; it is dated when it could first be read, so the figure is never too
 * small. Database, service and watch share one machine, and so one clock.
 */
final class QueueWatch implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(20);

  /** A filling: when it began, and when it was seen. */
  private record Filling(Instant begun, Instant seen) {}

  private record Vote(UUID player, Instant sent, Instant answered) {}

  private final Map<UUID, List<Filling>> fillings = new ConcurrentHashMap<>();
  private final List<Vote> votes = new ArrayList<>();
  private final LocalDatabase database;
  private final Thread watcher;
  private volatile boolean closed;

  QueueWatch(LocalDatabase database) {
    this.database = database;
    this.watcher = Thread.ofPlatform().daemon().start(this::watch);
  }

  /** A vote was answered just now. */
  void voted(Answer answer) {
    Instant now = Instant.now();
    int player = ((Votes.Cast) answer.request().about()).player();
    votes.add(
        new Vote(
            World.id("player", player),
            now.minusNanos(answer.doneNanos() - answer.sentNanos()),
            now));
  }

  /**
   * How long each vote took, in seconds, once all have arrived.
   *
   * @throws IllegalStateException when one does not arrive within the time
   */
  List<Double> secondsToQueue(Duration within) {
    Instant end = Instant.now().plus(within);
    while (true) {
      Map<Boolean, List<Double>> times = new HashMap<>();
      for (Vote vote : votes) {
        Instant seen = arrival(vote);
        times
            .computeIfAbsent(seen != null, any -> new ArrayList<>())
            .add(seen == null ? 0 : Duration.between(vote.sent(), seen).toNanos() / 1e9);
      }
      if (!times.containsKey(false)) {
        return times.getOrDefault(true, List.of());
      }
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            times.get(false).size() + " votes of " + votes.size() + " did not reach their queues");
      }
      pause();
    }
  }

  private Instant arrival(Vote vote) {
    List<Filling> seen = fillings.getOrDefault(vote.player(), List.of());
    synchronized (seen) {
      return seen.stream()
          .filter(filling -> !filling.begun().isBefore(vote.answered()))
          .map(Filling::seen)
          .findFirst()
          .orElse(null);
    }
  }

  private void watch() {
    Instant newest = Instant.now();
    try (Connection connection = database.connect("postgres");
        PreparedStatement query =
            connection.prepareStatement(
                "select player_id, computed_at from roomtone.collectives where computed_at > ? order by computed_at")) {
      Map<UUID, Instant> last = new HashMap<>();
      while (!closed) {
        // A batch that began earlier may be committed later: it is looked for a while.
        query.setObject(1, newest.minusSeconds(10).atOffset(ZoneOffset.UTC));
        try (ResultSet rows = query.executeQuery()) {
          Instant seen = Instant.now();
          while (rows.next()) {
            UUID player = rows.getObject(1, UUID.class);
            Instant begun = rows.getObject(2, OffsetDateTime.class).toInstant();
            if (!begun.equals(last.put(player, begun))) {
              List<Filling> all = fillings.computeIfAbsent(player, first -> new ArrayList<>());
              synchronized (all) {
                all.add(new Filling(begun, seen));
              }
              newest = begun.isAfter(newest) ? begun : newest;
            }
          }
        }
        pause();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
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
