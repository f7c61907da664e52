package roomtone.brain.nowplaying;

/** What somebody may see of a room's queue. */
enum RoomView {
  /** Somebody who is not checked in there: what plays and the first entry, which stands. */
  STRANGER,
  /** A listener who is checked in there: all entries. */
  PRESENT;

  boolean shows(Pick pick) {
    return this == PRESENT || !pick.isChangeable();
  }
}
