package roomtone.brain.vote;

import java.time.Instant;
import java.util.UUID;

/**
 * The session that a listener has while a call changes their votes.
 *
 * @param playerId its player; null for a session without a room
 * @param expiresAt when it ends
 * @param renewedUntil when it ends once the call has renewed it; null when a renewal changes
 *     nothing
 * @param showsLife whether the call shows life in its stay after the dwell, for the first time
 */
record ActiveSession(
    UUID id, UUID playerId, Instant expiresAt, Instant renewedUntil, boolean showsLife) {

  boolean isRenewable() {
    return renewedUntil != null;
  }

  /** Returns when the session ends after the call. */
  Instant end() {
    return isRenewable() ? renewedUntil : expiresAt;
  }
}
