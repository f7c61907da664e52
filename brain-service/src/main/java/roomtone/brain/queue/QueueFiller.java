package roomtone.brain.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
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

/**
 * Keeps the queues of all rooms what their people want. Rooms are filled in batches, one
 * transaction each; a batch that fails is halved until the bad room stands alone, and all others go
 * on.
 */
@ApplicationScoped
public class QueueFiller {

  private static final Logger LOG = Logger.getLogger(QueueFiller.class);

  /** How many batches each worker finds when rooms are looked for. */
  private static final int BATCHES_AT_ONCE = 50;

  private final PlayQueue queue;
  private final QueueSettings settings;
  private final FailedRooms bad;
  private final MeterRegistry meters;
  private final int batch;
  private final int workers;

  QueueFiller(PlayQueue queue, QueueSettings settings, FailedRooms bad, MeterRegistry meters) {
    this.queue = queue;
    this.settings = settings;
    this.bad = bad;
    this.meters = meters;
    this.batch = Math.max(1, settings.batch());
    this.workers = Math.max(1, settings.workers());
  }

  /**
   * Fills the queues of rooms that have changed until now: it ends, however many go on changing.
   *
   * @param mayGoOn asked before each batch
   * @return how many rooms were done
   */
  public int fillChanged(BooleanSupplier mayGoOn) {
    long last = queue.lastMark();
    return fillAll(
        mayGoOn, (limit, without) -> queue.marked(last, limit, without), queue::fillMarked);
  }

  /**
   * Fills the queues that nobody has looked at for the period, the oldest first.
   *
   * @param mayGoOn asked before each batch
   * @return how many rooms were done
   */
  public int fillOldest(BooleanSupplier mayGoOn) {
    return fillAll(
        mayGoOn,
        (limit, without) -> queue.due(settings.period(), limit, without),
        rooms -> queue.fill(rooms, settings.period()));
  }

  /** Looks for rooms, shares them out among workers, and looks again until there are none. */
  private int fillAll(
      BooleanSupplier mayGoOn,
      BiFunction<Integer, Set<UUID>, List<UUID>> look,
      Function<List<UUID>, List<Filled>> work) {
    Set<UUID> seen = new HashSet<>(bad.resting());
    int done = 0;
    while (mayGoOn.getAsBoolean()) {
      List<UUID> rooms = look.apply(batch * workers * BATCHES_AT_ONCE, Set.copyOf(seen));
      if (rooms.isEmpty()) {
        break;
      }
      Set<UUID> filled = share(rooms, mayGoOn, work);
      done += filled.size();
      // What another replica is at stays marked, or old, and waits for the next tick.
      rooms.stream().filter(room -> !filled.contains(room)).forEach(seen::add);
    }
    return done;
  }

  /** Fills rooms in batches by as many workers as are set, each with a connection of its own. */
  private Set<UUID> share(
      List<UUID> rooms, BooleanSupplier mayGoOn, Function<List<UUID>, List<Filled>> work) {
    int size = Math.min(batch, Math.ceilDiv(rooms.size(), workers));
    Queue<List<UUID>> batches = new ConcurrentLinkedQueue<>();
    for (int from = 0; from < rooms.size(); from += size) {
      batches.add(rooms.subList(from, Math.min(from + size, rooms.size())));
    }
    Set<UUID> filled = ConcurrentHashMap.newKeySet();
    Runnable worker =
        () -> {
          List<UUID> mine = batches.poll();
          while (mine != null) {
            filled.addAll(fill(mine, work));
            mine = mayGoOn.getAsBoolean() ? batches.poll() : null;
          }
        };
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> helping = new ArrayList<>();
      for (int n = Math.min(workers, batches.size()); n > 1; n--) {
        helping.add(others.submit(worker));
      }
      worker.run();
      helping.forEach(QueueFiller::await);
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

  /** Removes the marks of rooms that nobody fills any more. */
  public void forgetMarks() {
    queue.removeMarksOfArchived();
  }

  /**
   * Removes bookings that are kept for 24 hours.
   *
   * @param limit at most so many
   * @return how many
   */
  public int forgetBookings(int limit) {
    return queue.forgetOldBookings(limit);
  }

  /** Fills a batch, or what of it can be filled. */
  private Set<UUID> fill(List<UUID> rooms, Function<List<UUID>, List<Filled>> work) {
    try {
      List<Filled> filled = QuarkusTransaction.requiringNew().call(() -> work.apply(rooms));
      filled.forEach(this::count);
      filled.forEach(room -> bad.forgive(room.playerId()));
      return filled.stream().map(Filled::playerId).collect(Collectors.toSet());
    } catch (RuntimeException failure) {
      queue.prove();
      if (rooms.size() == 1) {
        bad.failed(rooms.getFirst(), failure);
        count("failed");
        return Set.of();
      }
      int half = rooms.size() / 2;
      Set<UUID> filled = new HashSet<>(fill(rooms.subList(0, half), work));
      filled.addAll(fill(rooms.subList(half, rooms.size()), work));
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
    meters.counter("roomtone.queue.fill", "outcome", outcome).increment();
  }
}
