package roomtone.brain.nowplaying;

import java.util.UUID;

/**
 * Why a song was picked, as the row of the queue entry, or of its play, says it. Vectors are in
 * pgvector's notation; all but the first three are null for rotation.
 *
 * @param entryId the id of the entry, which its play keeps; null when the device played the song on
 *     its own
 * @param reason collective, house or rotation; null without an entry
 * @param listenersAtPick how many listeners of known taste were there
 * @param sound the song's embedding
 * @param wanted the collective at the time of the pick
 * @param unweighted what the collective would have been if all listeners had the same weight
 * @param reputation the song's in this room, -1..1
 * @param catchUp how much nearer the song is to wanted than to unweighted, a difference of cosines
 * @param fixed whether votes can no longer change the entry
 */
record Pick(
    UUID entryId,
    UUID songId,
    String reason,
    Integer listenersAtPick,
    String sound,
    String wanted,
    String unweighted,
    Double reputation,
    Double catchUp,
    boolean fixed) {

  private static final String COLLECTIVE = "collective";
  private static final String ROTATION = "rotation";

  boolean isByListeners() {
    return COLLECTIVE.equals(reason);
  }

  boolean isByRotation() {
    return ROTATION.equals(reason);
  }
}
