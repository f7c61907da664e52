package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.storage.FileClaims;
import roomtone.manager.storage.SongStorage;
import roomtone.problem.Problem;

/** Puts recordings where the sweeper leaves them alone until their row is there. */
@ApplicationScoped
class SongFiles {

  private static final Logger LOG = Logger.getLogger(SongFiles.class);

  /** Removing one file takes far less. */
  private static final int ATTEMPTS = 50;

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final SongStorage storage;
  private final FileClaims claims;

  SongFiles(SongStorage storage, FileClaims claims) {
    this.storage = storage;
    this.claims = claims;
  }

  /** A file in S3, claimed until this is closed. */
  final class Stored implements AutoCloseable {
    private final UUID claim;
    private final String url;

    private Stored(UUID claim, String url) {
      this.claim = claim;
      this.url = url;
    }

    /** As {@code songs.file_url} holds it. */
    String url() {
      return url;
    }

    /** What cannot be released now lapses later. */
    @Override
    public void close() {
      try {
        claims.release(claim);
      } catch (RuntimeException e) {
        LOG.warnf("claim not released id=%s: %s", claim, e.getMessage());
      }
    }
  }

  /**
   * Stores a recording under its hash.
   *
   * @throws Problem 503 when S3 is away
   */
  Stored put(Recording recording) {
    String key = SongStorage.keyOf(recording.sha256(), recording.format());
    Stored stored = new Stored(claim(recording.sha256()), storage.address(key));
    try {
      storage.put(key, recording.file(), recording.format(), recording.sha256());
      return stored;
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private UUID claim(String sha256) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<UUID> claim = claims.forUpload(sha256);
      if (claim.isPresent()) {
        return claim.get();
      }
      pause();
    }
    throw Problem.of(
            503,
            "storage-away",
            "Storage away",
            "An older file with the same content is being removed. Try again in a moment.")
        .retryAfter(Duration.ofMinutes(2));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
