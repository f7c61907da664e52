package roomtone.brain.vote;

import java.time.Instant;
import java.util.Locale;
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
    OTHER_ROOM,
    /**
     * Its listener's session has no room, and the vote names one that asks for presence codes:
     * votes in it are of those who checked in there.
     */
    PRESENCE;

    /**
     * Returns why a vote that counts in no room does not.
     *
     * @param inARoom whether its listener was checked in to a room as it was cast
     * @param outsider whether the vote names a room with codes and its listener's session has none
     */
    static WhyNot of(boolean inARoom, boolean outsider) {
      return inARoom ? OTHER_ROOM : outsider ? PRESENCE : NO_SESSION;
    }

    /** Returns the word for it in answers. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Makes it for a vote.
   *
   * @param playerId where the vote counts; null for nowhere
   * @param whyNot why it counts nowhere; ignored when it counts
   * @param session the listener's session now; null for none
   */
  static Counting of(UUID playerId, WhyNot whyNot, ActiveSession session) {
    return new Counting(
        playerId, playerId == null ? whyNot : null, session == null ? null : session.end());
  }
}
