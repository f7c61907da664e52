package roomtone.brain.profile;

/**
 * What names on a list that everybody reads may be made of: any script and any emoji, but nothing
 * that turns the writing of others round, and nothing that cannot be seen.
 */
final class NameCharacters {

  /** Hold emoji, and letters of some scripts, together or apart. */
  private static final String JOINERS = "\u200c\u200d";

  /** Look like nothing, though they are letters or signs. */
  private static final String FILLERS = "\u115f\u1160\u2800\u3164\uffa0";

  private static final int FIRST_TAG = 0xE0020;
  private static final int LAST_TAG = 0xE007F;

  private NameCharacters() {}

  /** Controls, halves of characters, breaks of lines, and what steers the direction of writing. */
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

  /** Whether there is nothing to see. */
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

  /** Some flags are written with them. */
  private static boolean isTag(int codePoint) {
    return codePoint >= FIRST_TAG && codePoint <= LAST_TAG;
  }

  private static boolean isNonCharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }
}
