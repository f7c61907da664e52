package roomtone.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which characters names and titles may have, because everybody reads them: those of any
 * script and all emoji, but none that reverse the direction of other text or are invisible, and no
 * piles of combining marks, which cover the lines above and below.
 */
public final class NameCharacters {

  /**
   * The most combining marks in a row. Letters of living scripts have up to five or six, such as a
   * Burmese consonant with its medials, vowel and tone.
   */
  public static final int MAX_MARKS = 6;

  /** What is refused, as an error states it. */
  public static final String RULE =
      "must not have control characters, invisible characters, characters that change the direction"
          + " of writing, or more than "
          + MAX_MARKS
          + " combining marks in a row";

  /** Zero-width joiners: they join or separate emoji, and letters of some scripts. */
  private static final String JOINERS = "\u200c\u200d";

  /** Letters and symbols that are invisible. */
  private static final String FILLERS = "\u115f\u1160\u2800\u3164\uffa0";

  private static final int BLACK_FLAG = 0x1F3F4;

  /**
   * The flags of England, Scotland and Wales, the only emoji with tag characters. Elsewhere these
   * are invisible and can hide a text.
   *
   * @see "Unicode Technical Standard 51, RGI emoji tag sequences"
   */
  private static final Pattern TAG_FLAG =
      Pattern.compile(
          "\\x{1F3F4}\\x{E0067}\\x{E0062}(?:\\x{E0065}\\x{E006E}\\x{E0067}"
              + "|\\x{E0073}\\x{E0063}\\x{E0074}|\\x{E0077}\\x{E006C}\\x{E0073})\\x{E007F}");

  private NameCharacters() {}

  /** Returns whether a text has only characters that names may have; also for an empty one. */
  public static boolean areAllowed(String text) {
    return cleaned(text).equals(text);
  }

  /** Returns a text without the characters that names must not have; perhaps an empty one. */
  public static String cleaned(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    int marks = 0;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      int end = codePoint == BLACK_FLAG ? endOfFlag(text, at) : at + Character.charCount(codePoint);
      if (isMark(codePoint)) {
        marks++;
      } else if (JOINERS.indexOf(codePoint) < 0) {
        marks = 0;
      }
      if (!isForbidden(codePoint) && marks <= MAX_MARKS) {
        kept.append(text, at, end);
      }
      at = end;
    }
    return kept.toString();
  }

  /** Returns whether a text has no visible character. */
  public static boolean isBlank(String text) {
    return text.codePoints()
        .allMatch(
            codePoint ->
                Character.isSpaceChar(codePoint)
                    || Character.isWhitespace(codePoint)
                    || Character.getType(codePoint) == Character.FORMAT
                    || Character.getType(codePoint) == Character.NON_SPACING_MARK
                    || FILLERS.indexOf(codePoint) >= 0);
  }

  /** Returns where the flag ends that begins with a black flag, tag characters included. */
  private static int endOfFlag(String text, int at) {
    Matcher flag = TAG_FLAG.matcher(text).region(at, text.length());
    return flag.lookingAt() ? flag.end() : at + Character.charCount(BLACK_FLAG);
  }

  /** Returns whether names must not have it: controls, surrogates, line breaks, formatting. */
  private static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> JOINERS.indexOf(codePoint) < 0;
      default -> isNonCharacter(codePoint) || isTag(codePoint);
    };
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  /** The block of tag characters, of which most are of no type yet. */
  private static boolean isTag(int codePoint) {
    return codePoint >= 0xE0000 && codePoint <= 0xE007F;
  }

  private static boolean isNonCharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }
}
