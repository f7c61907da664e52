package roomtone.brain.nowplaying;

import java.time.Instant;
import java.util.UUID;

/**
 * A queue entry, or the song that plays, with what its row says of why it was picked. Vectors are
 * in pgvector's notation; those, the counts and the numbers are null for rotation.
 *
 * @param entryId the id of the entry, which its play keeps; null when the device played the song on
 *     its own
 * @param startedAt null for an entry
 * @param playSeconds how long the song plays; null for an entry
 * @param position the place in the queue, from 1; 0 for the song that plays
 * @param pickedAt when the entry was last picked for its place; null when that is not known
 * @param reason collective, house or rotation; null without an entry
 * @param hadEnoughListeners whether it was picked by as many known tastes as the setting
 *     disclosure_minimum says, or more
 * @param sound the song's embedding
 * @param wanted the collective at the time of the pick
 * @param unweighted what the collective would have been if all listeners had the same weight
 * @param reputation the song's in this room, -1..1
 * @param isFirstTime whether it was picked by rotation and had never been played in this room
 * @param catchUp how much nearer the song is to wanted than to unweighted, a difference of cosines
 */
record Pick(
    UUID entryId,
    String title,
    String artist,
    Instant startedAt,
    Integer playSeconds,
    int position,
    Instant pickedAt,
    UUID songId,
    String reason,
    boolean hadEnoughListeners,
    String sound,
    String wanted,
    String unweighted,
    Double reputation,
    boolean isFirstTime,
    Double catchUp) {

  private static final String COLLECTIVE = "collective";
  private static final String ROTATION = "rotation";

  /** The first entry of a queue is fixed; entries from this position on follow the room. */
  private static final int FIRST_CHANGEABLE = 2;

  boolean isPlaying() {
    return position == 0;
  }

  /** Returns whether votes can still change the entry. */
  boolean isChangeable() {
    return position >= FIRST_CHANGEABLE;
  }

  boolean isByListeners() {
    return COLLECTIVE.equals(reason);
  }

  boolean isByRotation() {
    return ROTATION.equals(reason);
  }
}
