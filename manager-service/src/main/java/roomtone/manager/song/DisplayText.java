package roomtone.manager.song;

import roomtone.text.NameCharacters;

/**
 * Makes texts from files and names of files fit to be shown: one line of the characters that names
 * may have, of at most {@value #MAX_LENGTH} characters.
 */
public final class DisplayText {

  /** The longest title and artist, in characters. */
  public static final int MAX_LENGTH = 200;

  private DisplayText() {}

  /** The text as it is shown; null when nothing of it is left. */
  public static String of(String raw) {
    if (raw == null) {
      return null;
    }
    String text =
        NameCharacters.cleaned(raw.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\\uFFFD\\s]+", " ")).strip();
    if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
      text = text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH)).strip();
    }
    return text.isEmpty() ? null : text;
  }

  /** The name of a file without folders and extension; null when nothing of it is left. */
  public static String ofFileName(String fileName) {
    if (fileName == null) {
      return null;
    }
    String name =
        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    return of(dot > 0 ? name.substring(0, dot) : name);
  }
}
