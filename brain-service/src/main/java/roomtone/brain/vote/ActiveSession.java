package roomtone.brain.vote;

import static roomtone.brain.vote.VoteTransaction.instant;
import static roomtone.brain.vote.VoteTransaction.uuid;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * The session that a listener has while a call changes their votes.
 *
 * @param playerId its player; null for a session without a room
 * @param expiresAt when it ends
 * @param renewedUntil when it ends once the call has renewed it; null when a renewal changes
 *     nothing
 * @param confirmsStay whether the call confirms its stay: the first one after the dwell does
 */
record ActiveSession(
    UUID id, UUID playerId, Instant expiresAt, Instant renewedUntil, boolean confirmsStay) {

  /** Makes it of the row of {@link VoteStatements#READ}; null when the row has none. */
  static ActiveSession of(ResultSet row) throws SQLException {
    UUID id = uuid(row, "session_id");
    return id == null
        ? null
        : new ActiveSession(
            id,
            uuid(row, "session_player_id"),
            instant(row, "session_expires_at"),
            instant(row, "session_renewed_until"),
            row.getBoolean("session_confirms_stay"));
  }

  boolean isRenewable() {
    return renewedUntil != null;
  }

  /** Returns when the session ends after the call. */
  Instant end() {
    return isRenewable() ? renewedUntil : expiresAt;
  }
}
