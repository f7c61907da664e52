package roomtone.brain.profile;

/**
 * Decides which characters a name may have, because everybody reads names on the leaderboard: those
 * of any script and all emoji, but none that reverse the direction of other text or are invisible.
 */
final class NameCharacters {

  /** Zero-width joiners: they join or separate emoji, and letters of some scripts. */
  private static final String JOINERS = "\u200c\u200d";

  /** Letters and symbols that are invisible. */
  private static final String FILLERS = "\u115f\u1160\u2800\u3164\uffa0";

  private static final int FIRST_TAG = 0xE0020;
  private static final int LAST_TAG = 0xE007F;

  private NameCharacters() {}

  /** Returns whether names must not have it: controls, surrogates, line breaks, formatting. */
  static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> JOINERS.indexOf(codePoint) < 0 && !isTag(codePoint);
      default -> isNonCharacter(codePoint);
    };
  }

  /** Returns whether a text has no visible character. */
  static boolean isBlank(String text) {
    return text.codePoints()
        .allMatch(
            codePoint ->
                Character.isSpaceChar(codePoint)
                    || Character.isWhitespace(codePoint)
                    || Character.getType(codePoint) == Character.FORMAT
                    || Character.getType(codePoint) == Character.NON_SPACING_MARK
                    || FILLERS.indexOf(codePoint) >= 0);
  }

  /** Tags form the flags of regions. */
  private static boolean isTag(int codePoint) {
    return codePoint >= FIRST_TAG && codePoint <= LAST_TAG;
  }

  private static boolean isNonCharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }
}
