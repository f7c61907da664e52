package roomtone.brain.vote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A vote as it is asked for.
 *
 * @param voteValue 1..5
 * @param playerId where the voter says to be; null: wherever they are
 */
record Ballot(UUID songId, int voteValue, UUID playerId) {

  /** SHA-256 of what is meant, however it was written. */
  byte[] meaning() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((songId + " " + voteValue + " " + playerId).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
