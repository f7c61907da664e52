package roomtone.brain.queue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Remembers the rooms whose queues could not be filled. After its first failure a room is tried
 * again by the next tick, because the cause may be gone, such as a listener erased meanwhile. After
 * two failures in a row it is suspended for {@link QueueSettings#period()}, and the failure is
 * logged once.
 */
@ApplicationScoped
class FailedRooms {

  private static final Logger LOG = Logger.getLogger(FailedRooms.class);

  /**
   * The last failure of a room.
   *
   * @param suspendedUntil until when the room is not tried
   * @param cause the root cause as text
   */
  private record Failure(Instant suspendedUntil, String cause, boolean logged) {}

  private final Map<UUID, Failure> failures = new ConcurrentHashMap<>();
  private final Clock clock;
  private final QueueSettings settings;

  FailedRooms(Clock clock, QueueSettings settings) {
    this.clock = clock;
    this.settings = settings;
  }

  /** Returns the rooms that are not to be tried now. */
  Set<UUID> suspended() {
    Instant now = clock.instant();
    return failures.entrySet().stream()
        .filter(entry -> entry.getValue().suspendedUntil().isAfter(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Records a failure. */
  void add(UUID room, RuntimeException failure) {
    String cause = rootCause(failure).toString();
    Failure before = failures.get(room);
    if (before == null) {
      failures.put(room, new Failure(clock.instant(), cause, false));
      return;
    }
    failures.put(room, new Failure(clock.instant().plus(settings.period()), cause, true));
    if (!before.logged() || !before.cause().equals(cause)) {
      LOG.errorf(failure, "queue not filled player=%s", room);
    }
  }

  /** Forgets the failures of a room that was filled. */
  void remove(UUID room) {
    failures.remove(room);
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
