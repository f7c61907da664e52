package roomtone.manager.storage;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Removes files from S3 that no song names: their upload ended between file and row, they were
 * replaced, or their song has been archived for {@value #ARCHIVED_DAYS} days. Every pod sweeps;
 * {@link FileClaims} protects files that any pod works on.
 */
@ApplicationScoped
class FileSweep {

  private static final Logger LOG = Logger.getLogger(FileSweep.class);

  /** Days after which an archived song loses its file. */
  static final int ARCHIVED_DAYS = 30;

  private static final Pattern KEY =
      Pattern.compile(SongStorage.PREFIX + "([0-9a-f]{64})\\.[a-z0-9]+");

  private final SongStorage storage;
  private final FileClaims claims;
  private final Clock clock;

  FileSweep(SongStorage storage, FileClaims claims, Clock clock) {
    this.storage = storage;
    this.claims = claims;
    this.clock = clock;
  }

  @Scheduled(
      every = "{roomtone.uploads.sweep-every}",
      delayed = "{roomtone.uploads.sweep-delay}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    claims.sweep();
    int dropped = claims.dropFilesOfArchived(clock.instant().minus(Duration.ofDays(ARCHIVED_DAYS)));
    if (dropped > 0) {
      LOG.infof("files of archived songs dropped songs=%d", dropped);
    }
    try {
      Instant abandoned = clock.instant().minus(FileClaims.ABANDONED);
      storage.forEachPage(files -> sweep(files, abandoned));
    } catch (SdkException e) {
      LOG.warnf("files without a song not removed: %s", e.getMessage());
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
    candidates.values().removeAll(claims.namedBySongs(candidates.values()));
    candidates.forEach((key, sha256) -> removeUnlessClaimed(key, sha256, abandoned));
  }

  private void removeUnlessClaimed(String key, String sha256, Instant abandoned) {
    Optional<UUID> claim = claims.forRemoval(sha256, key);
    if (claim.isEmpty()) {
      return;
    }
    try {
      // An upload may have written the file again after it was listed and before the claim.
      if (storage.modified(key).filter(modified -> modified.isBefore(abandoned)).isPresent()) {
        storage.remove(key);
        LOG.infof("file without a song removed key=%s", key);
      }
    } finally {
      claims.release(claim.get());
    }
  }
}
