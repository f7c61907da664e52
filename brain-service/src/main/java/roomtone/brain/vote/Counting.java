package roomtone.brain.vote;

import java.time.Instant;
import java.util.UUID;

/**
 * In which room a vote counts.
 *
 * @param playerId the player of the room; null when it counts in none
 * @param whyNot why it counts in none; null when it counts
 * @param sessionExpiresAt when the listener's session ends; null when they have none
 */
record Counting(UUID playerId, WhyNot whyNot, Instant sessionExpiresAt) {

  /** Why a vote counts in no room. */
  enum WhyNot {
    /** Its listener was not checked in to a room. */
    NO_SESSION,
    /** Its listener was checked in to another room than the vote names. */
    OTHER_ROOM;

    /** Returns the word for it in answers. */
    String word() {
      return this == NO_SESSION ? "no-session" : "other-room";
    }
  }

  /**
   * Makes it for a vote.
   *
   * @param playerId where the vote counts; null for nowhere
   * @param inARoom whether its listener was checked in to a room as it was cast
   * @param session the listener's session now; null for none
   */
  static Counting of(UUID playerId, boolean inARoom, ActiveSession session) {
    WhyNot whyNot = inARoom ? WhyNot.OTHER_ROOM : WhyNot.NO_SESSION;
    return new Counting(
        playerId, playerId == null ? whyNot : null, session == null ? null : session.end());
  }
}
