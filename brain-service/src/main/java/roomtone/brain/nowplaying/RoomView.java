package roomtone.brain.nowplaying;

/** How much of a room somebody sees. */
enum RoomView {
  /** Of those who are not checked in there: what plays, and the first entry, which stands. */
  STRANGER,
  /** Of those who are checked in there: all entries. */
  PRESENT;

  boolean shows(Pick pick) {
    return this == PRESENT || !pick.isChangeable();
  }
}
