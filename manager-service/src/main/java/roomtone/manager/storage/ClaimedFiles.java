package roomtone.manager.storage;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.decode.AudioFormat;
import roomtone.problem.Problem;

/** Stores files under a claim, which keeps the sweeper from them until their row is written. */
@ApplicationScoped
public class ClaimedFiles {

  private static final Logger LOG = Logger.getLogger(ClaimedFiles.class);

  /** With {@link #PAUSE} about 10 s; the sweeper removes a file in far less. */
  private static final int MAX_ATTEMPTS = 50;

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofMinutes(2);

  private final SongStorage storage;
  private final FileClaims claims;

  ClaimedFiles(SongStorage storage, FileClaims claims) {
    this.storage = storage;
    this.claims = claims;
  }

  /** A file in S3, claimed until this is closed. */
  public final class Stored implements AutoCloseable {
    private final UUID claim;
    private final String url;

    private Stored(UUID claim, String url) {
      this.claim = claim;
      this.url = url;
    }

    /** The value of {@code songs.file_url}. */
    public String url() {
      return url;
    }

    /** Releases the claim; one that cannot be released now lapses later. */
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
   * Stores a file under its hash.
   *
   * @param sha256 of its content, lower-case hex
   * @throws Problem 503 when S3 cannot be reached, or is still removing a file of the same content
   */
  public Stored put(Path file, AudioFormat format, String sha256) {
    String key = SongStorage.keyOf(sha256, format);
    Stored stored = new Stored(claim(sha256), storage.address(key));
    try {
      storage.put(key, file, format, sha256);
      return stored;
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private UUID claim(String sha256) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<UUID> claim = claims.forUpload(sha256);
      if (claim.isPresent()) {
        return claim.get();
      }
      pause();
    }
    throw Problem.withDetail(
            "storage-away",
            "An older file with the same content is being removed. Try again in a moment.")
        .retryAfter(RETRY);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
