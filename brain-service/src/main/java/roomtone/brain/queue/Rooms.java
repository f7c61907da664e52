package roomtone.brain.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import roomtone.brain.queue.PlayQueue.Filled;
import roomtone.brain.queue.PlayQueue.Mark;

/**
 * Keeps the queues of all rooms what their people want. Rooms are filled in batches, one
 * transaction each; a batch that fails is halved until the bad room stands alone, and all others go
 * on.
 */
@ApplicationScoped
public class Rooms {

  private static final Logger LOG = Logger.getLogger(Rooms.class);

  private final PlayQueue queue;
  private final QueueSettings settings;
  private final BadRooms bad;
  private final MeterRegistry meters;

  Rooms(PlayQueue queue, QueueSettings settings, BadRooms bad, MeterRegistry meters) {
    this.queue = queue;
    this.settings = settings;
    this.bad = bad;
    this.meters = meters;
  }

  /**
   * Fills the queues of rooms that have changed.
   *
   * @param mayGoOn asked before each batch
   * @return how many rooms were done
   */
  public int fillChanged(BooleanSupplier mayGoOn) {
    Set<UUID> seen = new HashSet<>(bad.resting());
    int done = 0;
    while (mayGoOn.getAsBoolean()) {
      List<UUID> rooms = queue.marked(settings.batch(), seen);
      if (rooms.isEmpty()) {
        break;
      }
      Set<UUID> filled = fill(rooms, this::fillMarked);
      done += filled.size();
      // What another replica is at stays marked, and waits for the next tick.
      rooms.stream().filter(room -> !filled.contains(room)).forEach(seen::add);
    }
    return done;
  }

  /**
   * Fills the queues that nobody has looked at for the period, the oldest first.
   *
   * @param mayGoOn asked before each batch
   * @return how many rooms were done
   */
  public int fillOldest(BooleanSupplier mayGoOn) {
    Set<UUID> seen = new HashSet<>(bad.resting());
    int done = 0;
    while (mayGoOn.getAsBoolean()) {
      List<UUID> rooms =
          QuarkusTransaction.requiringNew()
              .call(
                  () ->
                      queue.claimFullPass()
                          ? queue.due(settings.period(), settings.batch(), seen)
                          : List.of());
      if (rooms.isEmpty()) {
        break;
      }
      Set<UUID> filled = fill(rooms, this::fillDue);
      done += filled.size();
      rooms.stream().filter(room -> !filled.contains(room)).forEach(seen::add);
    }
    return done;
  }

  /** Removes what is kept for a while only. */
  public void tidy() {
    queue.removeMarksOfArchived();
    queue.forgetOldBookings(10_000);
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

  private List<Filled> fillMarked(List<UUID> rooms) {
    List<Mark> marks = queue.takeMarks(rooms);
    List<Filled> filled = fillIfAny(marks.stream().map(Mark::playerId).distinct().toList());
    Set<UUID> done = filled.stream().map(Filled::playerId).collect(Collectors.toSet());
    queue.removeMarks(
        marks.stream().filter(mark -> done.contains(mark.playerId())).map(Mark::id).toList());
    return filled;
  }

  private List<Filled> fillDue(List<UUID> rooms) {
    return queue.claimFullPass() ? fillIfAny(queue.dueAmong(rooms, settings.period())) : List.of();
  }

  private List<Filled> fillIfAny(Collection<UUID> rooms) {
    return rooms.isEmpty() ? List.of() : queue.fill(rooms);
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
