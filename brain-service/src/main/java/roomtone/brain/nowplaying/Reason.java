package roomtone.brain.nowplaying;

/**
 * One ground on which a song was picked.
 *
 * @param dimension its place among the five, where the ground is one of them; else null
 */
record Reason(Kind kind, Integer dimension) {

  /** What grounds there are. */
  enum Kind {
    /** What those who are here like. */
    TASTE("taste"),
    /** How it was voted on here before. */
    REPUTATION("loved"),
    /** Those who got less lately count more. */
    CATCH_UP("waiting"),
    /** What was voted here, when nobody is. */
    HOUSE("house"),
    /** It is its turn. */
    ROTATION("rotation");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static Reason of(Kind kind) {
    return new Reason(kind, null);
  }

  /** Under which key its words are found. */
  String words() {
    return kind == Kind.TASTE && dimension == null ? "nearest" : kind.words;
  }
}
