package roomtone.brain.queue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import roomtone.brain.queue.PlayQueue.Filled;
import roomtone.meter.Meters;
import roomtone.trace.Traces;

/**
 * Fills the queues of all rooms. Each transaction fills a batch of rooms; a batch that fails is
 * halved until the failing room is alone, and all others are filled.
 */
@ApplicationScoped
public class QueueFiller {

  private static final Logger LOG = Logger.getLogger(QueueFiller.class);

  /** How many batches for each worker one query looks for. */
  private static final int BATCHES_PER_QUERY = 50;

  private final PlayQueue queue;
  private final QueueSettings settings;
  private final FailedRooms failedRooms;
  private final Meters meters;
  private final Traces traces;
  private final int batch;
  private final int workers;

  /** When the last search began that filled every room which had changed before it. */
  private volatile long completeNanos = System.nanoTime();

  QueueFiller(
      PlayQueue queue,
      QueueSettings settings,
      FailedRooms failedRooms,
      Meters meters,
      Traces traces) {
    this.queue = queue;
    this.settings = settings;
    this.failedRooms = failedRooms;
    this.meters = meters;
    this.traces = traces;
    this.batch = Math.max(1, settings.batch());
    this.workers = Math.max(1, settings.workers());
    meters.gauge("roomtone.tick.lag", this, QueueFiller::lagSeconds);
  }

  /**
   * Fills the queues of rooms that have changed before this call. Rooms that change during it wait
   * for the next, so that it ends.
   *
   * @param mayGoOn asked before each batch
   * @return how many rooms were filled
   */
  public int fillChanged(BooleanSupplier mayGoOn) {
    long start = System.nanoTime();
    long last = queue.lastChange();
    Set<String> causes = ConcurrentHashMap.newKeySet();
    Fill result =
        fillAll(
            mayGoOn,
            (limit, without) -> queue.changed(last, limit, without),
            rooms -> {
              List<Filled> filled = queue.fillChanged(rooms);
              filled.stream().flatMap(Filled::causes).forEach(causes::add);
              return filled;
            });
    if (result.complete()) {
      completeNanos = start;
    }
    if (result.rooms() > 0) {
      traces.record("fill queues", start, causes, result.rooms());
    }
    return result.rooms();
  }

  private double lagSeconds() {
    return Duration.ofNanos(System.nanoTime() - completeNanos).toMillis() / 1000.0;
  }

  /**
   * Fills the queues whose last fill is older than the period, the oldest first.
   *
   * @param mayGoOn asked before each batch
   * @return how many rooms were filled
   */
  public int fillOldest(BooleanSupplier mayGoOn) {
    return fillAll(
            mayGoOn,
            (limit, without) -> queue.due(settings.period(), limit, without),
            rooms -> queue.fill(rooms, settings.period()))
        .rooms();
  }

  /**
   * What became of a search for rooms.
   *
   * @param rooms how many were filled
   * @param complete whether no room was left that this replica could fill
   */
  private record Fill(int rooms, boolean complete) {}

  /** Finds rooms, fills them by several workers, and repeats this until there are none. */
  private Fill fillAll(
      BooleanSupplier mayGoOn,
      BiFunction<Integer, Set<UUID>, List<UUID>> find,
      Function<List<UUID>, List<Filled>> fill) {
    Set<UUID> seen = new HashSet<>(failedRooms.suspended());
    int count = 0;
    while (mayGoOn.getAsBoolean()) {
      List<UUID> rooms = find.apply(batch * workers * BATCHES_PER_QUERY, Set.copyOf(seen));
      if (rooms.isEmpty()) {
        return new Fill(count, true);
      }
      Set<UUID> filled = fillInParallel(rooms, mayGoOn, fill);
      count += filled.size();
      // rooms that another replica has locked wait for the next tick
      rooms.stream().filter(room -> !filled.contains(room)).forEach(seen::add);
    }
    return new Fill(count, false);
  }

  /** Fills rooms in batches by the configured workers, each with a connection of its own. */
  private Set<UUID> fillInParallel(
      List<UUID> rooms, BooleanSupplier mayGoOn, Function<List<UUID>, List<Filled>> fill) {
    int size = Math.min(batch, Math.ceilDiv(rooms.size(), workers));
    Queue<List<UUID>> batches = new ConcurrentLinkedQueue<>();
    for (int from = 0; from < rooms.size(); from += size) {
      batches.add(rooms.subList(from, Math.min(from + size, rooms.size())));
    }
    Set<UUID> filled = ConcurrentHashMap.newKeySet();
    Runnable worker =
        () -> {
          List<UUID> next = batches.poll();
          while (next != null) {
            filled.addAll(fillBatch(next, fill));
            next = mayGoOn.getAsBoolean() ? batches.poll() : null;
          }
        };
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> started = new ArrayList<>();
      for (int n = Math.min(workers, batches.size()); n > 1; n--) {
        started.add(executor.submit(worker));
      }
      worker.run();
      started.forEach(QueueFiller::await);
    }
    return filled;
  }

  private static void await(Future<?> worker) {
    try {
      worker.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Deletes the changes of archived rooms, which nobody fills. */
  public void deleteChangesOfArchivedRooms() {
    queue.deleteChangesOfArchivedRooms();
  }

  /**
   * Deletes bookings older than 24 hours.
   *
   * @param limit how many at most
   * @return how many it deleted
   */
  public int deleteExpiredBookings(int limit) {
    return queue.deleteExpiredBookings(limit);
  }

  /**
   * Deletes dropped entries of which no late report is expected any more.
   *
   * @param limit how many at most
   * @return how many it deleted
   */
  public int deleteExpiredDrops(int limit) {
    return queue.deleteExpiredDrops(limit);
  }

  /** Fills a batch, or those of its rooms that can be filled. */
  private Set<UUID> fillBatch(List<UUID> rooms, Function<List<UUID>, List<Filled>> fill) {
    try {
      List<Filled> filled = QuarkusTransaction.requiringNew().call(() -> fill.apply(rooms));
      filled.forEach(this::count);
      filled.forEach(room -> failedRooms.remove(room.playerId()));
      return filled.stream().map(Filled::playerId).collect(Collectors.toSet());
    } catch (RuntimeException failure) {
      queue.checkDatabase();
      if (rooms.size() == 1) {
        failedRooms.add(rooms.getFirst(), failure);
        count("failed");
        return Set.of();
      }
      int half = rooms.size() / 2;
      Set<UUID> filled = new HashSet<>(fillBatch(rooms.subList(0, half), fill));
      filled.addAll(fillBatch(rooms.subList(half, rooms.size()), fill));
      return filled;
    }
  }

  private void count(Filled filled) {
    LOG.debugf(
        "queue filled player=%s changed=%d booked=%d",
        filled.playerId(), filled.changed(), filled.booked());
    count(filled.changed() > 0 ? "changed" : "unchanged");
    if (filled.booked() > 0) {
      meters.counter("roomtone.plays.booked").increment(filled.booked());
    }
  }

  private void count(String outcome) {
    meters.counter("roomtone.queue.fill", outcome).increment();
  }
}
