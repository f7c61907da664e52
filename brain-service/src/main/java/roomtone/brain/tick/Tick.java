package roomtone.brain.tick;

import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jboss.logging.Logger;
import roomtone.brain.presence.PresenceCodes;
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.session.Sessions;
import roomtone.brain.vote.PendingVotes;
import roomtone.brain.vote.VoteRetention;
import roomtone.meter.Meters;
import roomtone.problem.DatabaseErrors;

/**
 * Runs the periodic work of the brain. Votes are applied by a schedule of their own, so that they
 * do not wait while many rooms change; so are expired rows deleted. A step that fails does not stop
 * the others.
 */
@ApplicationScoped
public class Tick {

  private static final Logger LOG = Logger.getLogger(Tick.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** How long a step may take while other steps wait for it. */
  private static final Duration STEP = Duration.ofMillis(500);

  /**
   * How long changed rooms are filled before the oldest get their turn. Ten thousand rooms take
   * less.
   */
  private static final Duration CHANGED_ROOMS = Duration.ofSeconds(5);

  /** How long rows of one kind are deleted in each minute. */
  private static final Duration RETENTION = Duration.ofSeconds(10);

  private static final int EXPIRED_SESSIONS_PER_BATCH = 1000;

  /** How many rows one statement deletes: few enough that nobody waits long for a connection. */
  private static final int DELETED_ROWS_PER_BATCH = 2000;

  private final PendingVotes votes;
  private final Sessions sessions;
  private final QueueFiller queues;
  private final VoteRetention retention;
  private final PresenceCodes codes;
  private final Event<QueuesFilled> filled;
  private final Timer timer;

  /** The failure of all steps while the database is away: it is logged once for all. */
  private static final String DATABASE_AWAY = "database away";

  /** The last failure of each step that fails: it is logged once. */
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  private volatile boolean stopping;

  Tick(
      PendingVotes votes,
      Sessions sessions,
      QueueFiller queues,
      VoteRetention retention,
      PresenceCodes codes,
      Event<QueuesFilled> filled,
      Meters meters) {
    this.votes = votes;
    this.sessions = sessions;
    this.queues = queues;
    this.retention = retention;
    this.codes = codes;
    this.filled = filled;
    this.timer = meters.timer("roomtone.tick");
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /**
   * Runs one tick: applies votes, expires sessions and fills queues. While rooms change it fills
   * queues again until the period is over, so that a vote does not wait for the next tick.
   */
  public void run() {
    run(() -> {});
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void everySecond() {
    run(() -> filled.fireAsync(new QueuesFilled()));
  }

  private void run(Runnable afterFill) {
    BooleanSupplier withinPeriod = within(PERIOD);
    updateListeners();
    boolean changed;
    do {
      changed = Boolean.TRUE.equals(timer.record(this::fillQueues));
      if (changed) {
        afterFill.run();
      }
    } while (changed && withinPeriod.getAsBoolean());
  }

  /**
   * Applies votes and expires sessions. It has a schedule of its own, because filling queues may
   * take longer than a vote should wait; it never runs twice at a time.
   */
  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  synchronized void updateListeners() {
    step("votes", () -> votes.apply(within(STEP)));
    step("sessions", () -> sessions.expire(EXPIRED_SESSIONS_PER_BATCH));
  }

  /**
   * Fills the queues of changed rooms, then those of the oldest rooms for as long as that took.
   *
   * @return whether any room had changed
   */
  boolean fillQueues() {
    long start = System.nanoTime();
    AtomicInteger changed = new AtomicInteger();
    step("changed rooms", () -> changed.set(queues.fillChanged(within(CHANGED_ROOMS))));
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    Duration share = taken.compareTo(STEP) > 0 ? taken : STEP;
    step("oldest rooms", () -> queues.fillOldest(within(share)));
    return changed.get() > 0;
  }

  @Scheduled(every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void deleteExpiredRows() {
    step("changes of archived rooms", queues::deleteChangesOfArchivedRooms);
    delete("bookings", queues::deleteExpiredBookings);
    delete("dropped entries", queues::deleteExpiredDrops);
    delete("answers", retention::deleteExpiredAnswers);
    delete("withdrawn votes", retention::deleteExpiredWithdrawals);
    delete("changes of votes", retention::deleteExpiredChanges);
    delete("wrong codes", codes::deleteExpired);
  }

  /** Deletes batches until one is not full, so that more is deleted than comes in. */
  private void delete(String name, IntUnaryOperator deleteBatch) {
    BooleanSupplier mayGoOn = within(RETENTION);
    step(
        name,
        () -> {
          int deleted;
          do {
            deleted = deleteBatch.applyAsInt(DELETED_ROWS_PER_BATCH);
          } while (deleted == DELETED_ROWS_PER_BATCH && mayGoOn.getAsBoolean());
        });
  }

  /** Returns a condition that holds for this time from now on, unless the pod stops. */
  private BooleanSupplier within(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    return () -> !stopping && System.nanoTime() < end;
  }

  private void step(String name, Runnable step) {
    if (stopping) {
      return;
    }
    try {
      step.run();
      if (failures.remove(name) != null && !failures.containsValue(DATABASE_AWAY)) {
        LOG.infof("tick works again step=%s", name);
      }
    } catch (RuntimeException e) {
      Optional<SQLException> away = DatabaseErrors.behind(e);
      String failure = away.isPresent() ? DATABASE_AWAY : e.toString();
      boolean known = away.isPresent() && failures.containsValue(DATABASE_AWAY);
      if (!stopping && !failure.equals(failures.put(name, failure)) && !known) {
        log(name, e, away);
      }
    }
  }

  /** Logs a failure, with the stack trace only when the database is there. */
  private static void log(String name, RuntimeException e, Optional<SQLException> away) {
    away.ifPresentOrElse(
        reason -> LOG.warnf("tick failed step=%s, database away: %s", name, reason.getMessage()),
        () -> LOG.errorf(e, "tick failed step=%s", name));
  }
}
