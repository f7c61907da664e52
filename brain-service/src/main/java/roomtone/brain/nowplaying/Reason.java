package roomtone.brain.nowplaying;

/**
 * One reason for which a song was picked.
 *
 * @param dimension the index of the dimension that the reason is about, 0..4; null for none
 */
record Reason(Kind kind, Integer dimension) {

  /** The kinds of reasons, each with the key of its message. */
  enum Kind {
    /** Listeners who are here like it. */
    TASTE("taste"),
    /** Votes of this room liked it before. */
    REPUTATION("loved"),
    /** Listeners who were served less lately count more. */
    CATCH_UP("waiting"),
    /** Nobody is here, and votes of this room liked such songs. */
    HOUSE("house"),
    /** It has not been played for longest. */
    ROTATION("rotation");

    private final String messageKey;

    Kind(String messageKey) {
      this.messageKey = messageKey;
    }
  }

  static Reason of(Kind kind) {
    return new Reason(kind, null);
  }

  /** Returns the key under which {@link Messages} finds the text. */
  String messageKey() {
    return kind == Kind.TASTE && dimension == null ? "nearest" : kind.messageKey;
  }
}
