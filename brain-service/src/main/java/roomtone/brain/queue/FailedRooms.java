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
 * Rooms whose queues could not be filled. Once may be bad luck, such as a listener erased
 * meanwhile: the next tick tries again. Twice in a row, a room rests for the period, and is spoken
 * of once.
 */
@ApplicationScoped
class FailedRooms {

  private static final Logger LOG = Logger.getLogger(FailedRooms.class);

  /** A failure, and until when nobody tries again. */
  private record Failure(Instant until, String what, boolean told) {}

  private final Map<UUID, Failure> failures = new ConcurrentHashMap<>();
  private final Clock clock;
  private final QueueSettings settings;

  FailedRooms(Clock clock, QueueSettings settings) {
    this.clock = clock;
    this.settings = settings;
  }

  /** Those that are not to be tried now. */
  Set<UUID> resting() {
    Instant now = clock.instant();
    return failures.entrySet().stream()
        .filter(entry -> entry.getValue().until().isAfter(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Remembers a failure. */
  void failed(UUID room, RuntimeException failure) {
    String what = rootOf(failure).toString();
    Failure before = failures.get(room);
    if (before == null) {
      failures.put(room, new Failure(clock.instant(), what, false));
      return;
    }
    failures.put(room, new Failure(clock.instant().plus(settings.period()), what, true));
    if (!before.told() || !before.what().equals(what)) {
      LOG.errorf(failure, "queue not filled player=%s", room);
    }
  }

  /** Forgets what was wrong with a room. */
  void forgive(UUID room) {
    failures.remove(room);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
