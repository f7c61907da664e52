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
    TASTE("taste", "taste"),
    /** Votes of this room liked it before. */
    REPUTATION("reputation", "loved"),
    /** Listeners who were served less lately count more. */
    CATCH_UP("catch_up", "waiting"),
    /** Nobody is here, and votes of this room liked such songs. */
    HOUSE("house", "house"),
    /** It has not been played here for longest. */
    ROTATION("rotation", "rotation"),
    /** It was the turn of a song that has never been played here. */
    UNHEARD("rotation", "unheard");

    private final String word;
    private final String messageKey;

    Kind(String word, String messageKey) {
      this.word = word;
      this.messageKey = messageKey;
    }

    /** Returns the word for it in answers. */
    String word() {
      return word;
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
