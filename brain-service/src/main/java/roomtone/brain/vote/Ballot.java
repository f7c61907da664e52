package roomtone.brain.vote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * A new vote as a call asks for it.
 *
 * @param voteValue 1..5
 * @param playerId where the listener claims to be; null for the player of the session
 * @param key the Idempotency-Key of the call; null for none
 */
record Ballot(UUID songId, int voteValue, UUID playerId, UUID key) {

  /** Stands for a call that is not about a new vote. */
  static final Ballot NONE = new Ballot(null, 0, null, null);

  /** Returns the SHA-256 of the vote, the same however the JSON was written. */
  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((songId + " " + voteValue + " " + playerId).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
