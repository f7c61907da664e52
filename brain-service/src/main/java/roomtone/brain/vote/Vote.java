package roomtone.brain.vote;

import java.time.Instant;
import java.util.UUID;

/**
 * A vote as its listener sees it.
 *
 * @param voteValue 1 (stop it) to 5 (more of it)
 * @param voteTime when it was cast; a change keeps it
 * @param playerId the player at which its listener had an active session; null for none
 */
record Vote(UUID id, UUID userId, UUID songId, int voteValue, Instant voteTime, UUID playerId) {

  Vote withValue(int changed) {
    return new Vote(id, userId, songId, changed, voteTime, playerId);
  }
}
