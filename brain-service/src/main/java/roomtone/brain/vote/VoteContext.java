package roomtone.brain.vote;

import static roomtone.brain.vote.VoteTransaction.instant;
import static roomtone.brain.vote.VoteTransaction.uuid;
import static roomtone.brain.vote.VoteTransaction.vector;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import roomtone.brain.taste.TasteUpdate;
import roomtone.brain.vote.Counting.WhyNot;
import roomtone.model.Taste;

/**
 * What a vote depends on, read under the lock of its listener's row. While votes that browsers
 * inserted wait to be applied it is about the oldest of them, else about the vote of the call.
 *
 * @param castAt when the vote is, or was, cast: the database's time
 * @param pendingId the waiting vote; null when none waits
 * @param pendingValue its value, 1..5
 * @param taste the listener's taste; empty while unknown
 * @param beforeSurvey whether the listener stated a taste after the vote was cast
 * @param keyKnown whether the call's Idempotency-Key was answered before
 * @param songId the song; null when there is no such song
 * @param archived whether the song is archived
 * @param song the direction of the song's embedding; empty when it has none
 * @param embedding the embedding as its row has it, of any length, in pgvector's notation; null
 *     when the song has none
 * @param session the listener's active session; null when there is none, or for a waiting vote
 * @param playerId the player at which the vote is cast; null for none
 * @param earlierId the vote that this one changes; null for none
 * @param stayConfirmed whether the stay in which the vote is cast was confirmed before this call;
 *     false when it is cast in no session
 * @param votesHere how many of the listener's votes lately count at the player
 * @param limits how many votes the listener may cast
 */
record VoteContext(
    Instant castAt,
    UUID pendingId,
    int pendingValue,
    Optional<Taste> taste,
    boolean beforeSurvey,
    boolean keyKnown,
    UUID songId,
    boolean archived,
    Optional<Taste> song,
    String embedding,
    ActiveSession session,
    UUID playerId,
    UUID earlierId,
    boolean stayConfirmed,
    long votesHere,
    VoteLimits limits) {

  /** Votes at one player up to this number have full weight. */
  private static final double FULL_WEIGHT_VOTES = 4;

  /** Makes it of the row of {@link VoteStatements#READ}. */
  static VoteContext of(ResultSet row) throws SQLException {
    float[] song = vector(row, "song");
    return new VoteContext(
        instant(row, "cast_at"),
        uuid(row, "pending_id"),
        row.getInt("pending_value"),
        Taste.ofColumn(vector(row, "taste")),
        row.getBoolean("before_survey"),
        row.getBoolean("key_known"),
        uuid(row, "song_id"),
        row.getBoolean("archived"),
        Taste.ofColumn(song),
        song == null ? null : Arrays.toString(song),
        ActiveSession.of(row),
        uuid(row, "player_id"),
        uuid(row, "earlier_id"),
        row.getBoolean("stay_confirmed"),
        row.getLong("votes_here"),
        new VoteLimits(
            row.getInt("votes_per_hour"),
            row.getInt("room_votes_per_hour"),
            instant(row, "limit_reached_by"),
            instant(row, "room_limit_reached_by")));
  }

  boolean isPending() {
    return pendingId != null;
  }

  /**
   * Returns k = min(1, 4/j) for the listener's j-th vote at the player within {@link
   * VoteStore#WEIGHT_WINDOW}, so that a flood of votes fades; null for a vote at no player.
   */
  Double weight() {
    return playerId == null ? null : Math.min(1, FULL_WEIGHT_VOTES / (votesHere + 1));
  }

  /**
   * Returns whether the vote is held back from the room's reputations as it is written, until its
   * stay is confirmed, which this vote may do.
   */
  boolean held() {
    return playerId != null && !stayConfirmed;
  }

  /** Returns whether the call confirms the listener's stay. */
  boolean confirmsStay() {
    return session != null && session.confirmsStay();
  }

  /** Returns the session in which the vote is cast; null when it is cast at no player. */
  UUID sessionId() {
    return playerId == null || session == null ? null : session.id();
  }

  /**
   * Returns in which room a new vote of the call counts.
   *
   * @param outsider as {@link Counting.WhyNot#of} takes it
   */
  Counting counting(boolean outsider) {
    boolean inARoom = session != null && session.playerId() != null;
    return Counting.of(playerId, WhyNot.of(inARoom, outsider), session);
  }

  /** Returns whether the listener has a session without a room. */
  boolean isAnywhere() {
    return session != null && session.playerId() == null;
  }

  /** Returns the taste after a vote of this value; a vote older than the survey moves nothing. */
  Optional<Taste> tasteAfter(int voteValue) {
    return beforeSurvey ? taste : TasteUpdate.after(taste, song, voteValue);
  }
}
