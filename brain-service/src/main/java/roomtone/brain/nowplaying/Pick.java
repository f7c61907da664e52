package roomtone.brain.nowplaying;

import java.util.UUID;

/**
 * What the row of an entry, or of the play that it became, says of why it was picked.
 *
 * @param entry the entry's id, which the play keeps; null: the device played it on its own
 * @param reason collective, house or rotation; null without an entry
 * @param listenersAtPick of known taste; null for rotation
 * @param sound the song's, as pgvector writes it; null for rotation
 * @param wanted what the room wanted when it was picked, as pgvector writes it; null for rotation
 * @param wantedEvenly what it would have wanted if everybody counted alike, likewise
 * @param reputation the song's in this room, -1..1; null for rotation
 * @param catchUp how much nearer the song is to wanted than to wantedEvenly, as a difference of
 *     cosines; null for rotation
 * @param stands whether no vote changes it any more
 */
record Pick(
    UUID entry,
    UUID song,
    String reason,
    Integer listenersAtPick,
    String sound,
    String wanted,
    String wantedEvenly,
    Double reputation,
    Double catchUp,
    boolean stands) {

  private static final String COLLECTIVE = "collective";
  private static final String ROTATION = "rotation";

  boolean byListeners() {
    return COLLECTIVE.equals(reason);
  }

  boolean byRotation() {
    return ROTATION.equals(reason);
  }
}
