package roomtone.brain.tick;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
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
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.session.Sessions;
import roomtone.brain.vote.PendingVotes;
import roomtone.brain.vote.VoteRetention;
import roomtone.problem.DatabaseErrors;

/**
 * The brain's second hand. A fleet that changes at once keeps no vote waiting, and what is to be
 * forgotten keeps nobody waiting. Each step goes on without the others.
 */
@ApplicationScoped
public class Tick {

  private static final Logger LOG = Logger.getLogger(Tick.class);

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What a step may take while others wait for it. */
  private static final Duration STEP = Duration.ofMillis(500);

  /**
   * What changed comes first, as long as this; then others get their turn. Ten thousand rooms take
   * less.
   */
  private static final Duration CHANGES = Duration.ofSeconds(5);

  /** What removing rows of one kind may take of each minute. */
  private static final Duration TIDYING = Duration.ofSeconds(10);

  private static final int SESSIONS_AT_ONCE = 1000;

  /** Few enough that nobody waits long for a connection. */
  private static final int FORGOTTEN_AT_ONCE = 2000;

  private final PendingVotes votes;
  private final Sessions sessions;
  private final QueueFiller rooms;
  private final VoteRetention kept;
  private final Timer timer;
  private final Map<String, String> failing = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Tick(
      PendingVotes votes,
      Sessions sessions,
      QueueFiller rooms,
      VoteRetention kept,
      MeterRegistry meters) {
    this.votes = votes;
    this.sessions = sessions;
    this.rooms = rooms;
    this.kept = kept;
    this.timer = meters.timer("roomtone.tick");
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /**
   * One tick: what people did by themselves, and what their rooms make of it. While rooms change it
   * goes over them again until the second is over, so that a vote does not wait for the next.
   */
  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  public void run() {
    BooleanSupplier second = within(SECOND);
    followPeople();
    boolean changing;
    do {
      changing = Boolean.TRUE.equals(timer.record(this::fillRooms));
    } while (changing && second.getAsBoolean());
  }

  /** Besides by itself, as rooms may take longer than people should wait; never twice at once. */
  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  synchronized void followPeople() {
    step("votes", () -> votes.apply(within(STEP)));
    step("sessions", () -> sessions.expire(SESSIONS_AT_ONCE));
  }

  /**
   * However much changes, the rooms that do not have as much of the time.
   *
   * @return whether any had changed
   */
  boolean fillRooms() {
    long start = System.nanoTime();
    AtomicInteger changed = new AtomicInteger();
    step("changed rooms", () -> changed.set(rooms.fillChanged(within(CHANGES))));
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    Duration share = taken.compareTo(STEP) > 0 ? taken : STEP;
    step("oldest rooms", () -> rooms.fillOldest(within(share)));
    return changed.get() > 0;
  }

  @Scheduled(every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void tidy() {
    step("marks of archived rooms", rooms::forgetMarks);
    forget("bookings", rooms::forgetBookings);
    forget("answers", kept::deleteExpiredAnswers);
    forget("withdrawn votes", kept::deleteExpiredWithdrawals);
    forget("changes of votes", kept::deleteExpiredChanges);
  }

  /** More is removed than comes in: it goes on while batches come back full. */
  private void forget(String what, IntUnaryOperator batch) {
    BooleanSupplier mayGoOn = within(TIDYING);
    step(
        what,
        () -> {
          int gone;
          do {
            gone = batch.applyAsInt(FORGOTTEN_AT_ONCE);
          } while (gone == FORGOTTEN_AT_ONCE && mayGoOn.getAsBoolean());
        });
  }

  /** Asked first of all, so that a step always gets somewhere. */
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
      if (failing.remove(name) != null) {
        LOG.infof("tick works again step=%s", name);
      }
    } catch (RuntimeException e) {
      Optional<SQLException> away = DatabaseErrors.behind(e);
      String what = away.isPresent() ? "database away" : e.toString();
      if (!stopping && !what.equals(failing.put(name, what))) {
        tell(name, e, away);
      }
    }
  }

  /** Once per kind of failure; where it happened matters only when the database is there. */
  private static void tell(String name, RuntimeException e, Optional<SQLException> away) {
    away.ifPresentOrElse(
        reason -> LOG.warnf("tick failed step=%s, database away: %s", name, reason.getMessage()),
        () -> LOG.errorf(e, "tick failed step=%s", name));
  }
}
