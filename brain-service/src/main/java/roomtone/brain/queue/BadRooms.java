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

/** Rooms whose queues could not be filled. They rest for a period, and are spoken of once. */
@ApplicationScoped
class BadRooms {

  private static final Logger LOG = Logger.getLogger(BadRooms.class);

  private record Failure(Instant until, String what) {}

  private final Map<UUID, Failure> failures = new ConcurrentHashMap<>();
  private final Clock clock;
  private final QueueSettings settings;

  BadRooms(Clock clock, QueueSettings settings) {
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

  /** Lets a room rest after a failure. */
  void rest(UUID room, RuntimeException failure) {
    String what = rootOf(failure).toString();
    Failure before = failures.put(room, new Failure(clock.instant().plus(settings.period()), what));
    if (before == null || !before.what().equals(what)) {
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
