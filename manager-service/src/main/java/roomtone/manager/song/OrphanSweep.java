package roomtone.manager.song;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/** Removes files that no row speaks of: their upload ended between the two. */
@ApplicationScoped
class OrphanSweep {

  private static final Logger LOG = Logger.getLogger(OrphanSweep.class);

  /** No upload takes so long from its file to its row. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final Pattern KEY =
      Pattern.compile(SongStorage.PREFIX + "([0-9a-f]{64})\\.[a-z0-9]+");

  private final SongStorage storage;
  private final Songs songs;
  private final Clock clock;

  OrphanSweep(SongStorage storage, Songs songs, Clock clock) {
    this.storage = storage;
    this.songs = songs;
    this.clock = clock;
  }

  /** Every pod does it; what one has removed the other does not find. */
  @Scheduled(
      every = "1h",
      delayed = "10m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    try {
      Instant abandoned = clock.instant().minus(ABANDONED);
      storage.forEachPage(files -> sweep(files, abandoned));
    } catch (SdkException e) {
      LOG.warnf("orphaned files not looked for: %s", e.getMessage());
    }
  }

  private void sweep(Map<String, Instant> files, Instant abandoned) {
    Map<String, String> candidates = new HashMap<>();
    files.forEach(
        (key, modified) -> {
          Matcher name = KEY.matcher(key);
          if (modified.isBefore(abandoned) && name.matches()) {
            candidates.put(key, name.group(1));
          }
        });
    if (candidates.isEmpty()) {
      return;
    }
    candidates.values().removeAll(songs.knownContents(candidates.values()));
    candidates.keySet().forEach(key -> removeUnlessRenewed(key, abandoned));
  }

  /** Somebody may be uploading the same recording just now: then its file is new again. */
  private void removeUnlessRenewed(String key, Instant abandoned) {
    Optional<Instant> modified = storage.modified(key);
    if (modified.isPresent() && modified.get().isBefore(abandoned)) {
      storage.remove(key);
      LOG.infof("orphaned file removed key=%s", key);
    }
  }
}
