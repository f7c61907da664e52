package roomtone.brain.tick;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import roomtone.brain.queue.Rooms;
import roomtone.brain.session.Sessions;
import roomtone.brain.vote.PendingVotes;
import roomtone.web.DatabaseAway;

/** The brain's second hand. Each step goes on without the others. */
@ApplicationScoped
public class Tick {

  private static final Logger LOG = Logger.getLogger(Tick.class);

  /** What a step may take while others wait for it. */
  private static final Duration STEP = Duration.ofMillis(500);

  /** What changed comes first, as long as this; then others get their turn. */
  private static final Duration CHANGES = Duration.ofSeconds(5);

  private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

  private static final int SESSIONS_AT_ONCE = 1000;

  private final PendingVotes votes;
  private final Sessions sessions;
  private final Rooms rooms;
  private final Clock clock;
  private final Timer timer;
  private final Map<String, String> failing = new HashMap<>();
  private volatile boolean stopping;
  private Instant tidied = Instant.EPOCH;

  Tick(PendingVotes votes, Sessions sessions, Rooms rooms, Clock clock, MeterRegistry meters) {
    this.votes = votes;
    this.sessions = sessions;
    this.rooms = rooms;
    this.clock = clock;
    this.timer = meters.timer("roomtone.tick");
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void scheduled() {
    timer.record(this::run);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /** One tick. */
  public void run() {
    step("votes", () -> votes.apply(within(STEP)));
    step("sessions", () -> sessions.expire(SESSIONS_AT_ONCE));
    step("changed rooms", () -> rooms.fillChanged(within(CHANGES)));
    step("oldest rooms", () -> rooms.fillOldest(within(STEP)));
    if (!clock.instant().isBefore(tidied.plus(TIDY_EVERY))) {
      step("tidying", this::tidy);
      tidied = clock.instant();
    }
  }

  void tidy() {
    rooms.tidy();
    votes.tidy();
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
      Optional<SQLException> away = DatabaseAway.behind(e);
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
