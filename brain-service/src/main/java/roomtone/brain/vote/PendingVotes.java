package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import roomtone.meter.Meters;
import roomtone.problem.DatabaseErrors;

/** Applies the votes that browsers inserted directly into the database. */
@ApplicationScoped
public class PendingVotes {

  private static final Logger LOG = Logger.getLogger(PendingVotes.class);

  /** How many listeners one query finds. */
  private static final int BATCH = 200;

  /** How long a listener is suspended after a failure. */
  private static final Duration SUSPENSION = Duration.ofSeconds(30);

  private final Votes votes;
  private final Voting voting;
  private final Clock clock;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Suspended listeners, and until when. */
  private final Map<UUID, Instant> suspended = new ConcurrentHashMap<>();

  PendingVotes(Votes votes, Voting voting, Clock clock, Meters meters) {
    this.votes = votes;
    this.voting = voting;
    this.clock = clock;
    meters.gauge("roomtone.votes.waiting.listeners", waiting, AtomicInteger::get);
  }

  /**
   * Applies the votes that wait, one of each listener in turn, each exactly once however many
   * replicas run. A listener whose vote fails is suspended for a while; the others go on.
   *
   * @param mayGoOn asked before each vote
   * @return how many were applied
   */
  public int apply(BooleanSupplier mayGoOn) {
    List<UUID> listeners = votes.listenersWithPendingVotes(BATCH + suspended.size());
    waiting.set(listeners.size());
    Instant now = clock.instant();
    suspended.values().removeIf(until -> !until.isAfter(now));
    Deque<UUID> turns = new ArrayDeque<>(listeners);
    turns.removeAll(suspended.keySet());
    int applied = 0;
    while (!turns.isEmpty() && mayGoOn.getAsBoolean()) {
      UUID listener = turns.removeFirst();
      try {
        if (voting.applyOldest(listener)) {
          applied++;
          turns.addLast(listener);
        }
      } catch (RuntimeException e) {
        if (DatabaseErrors.behind(e).isPresent()) {
          throw e;
        }
        suspended.put(listener, now.plus(SUSPENSION));
        LOG.errorf(e, "vote not applied listener=%s", listener);
      }
    }
    return applied;
  }
}
