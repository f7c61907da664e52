package roomtone.manager.song;

/**
 * Texts from files and file names, made fit to be shown: one line, no control characters, not too
 * long.
 */
public final class DisplayText {

  /** Longest title and artist, in characters. */
  public static final int MAX = 200;

  private DisplayText() {}

  /** Null when nothing is left. */
  public static String of(String raw) {
    if (raw == null) {
      return null;
    }
    String text = raw.replaceAll("[\\p{Cntrl}\\uFFFD\\s]+", " ").strip();
    if (text.codePointCount(0, text.length()) > MAX) {
      text = text.substring(0, text.offsetByCodePoints(0, MAX)).strip();
    }
    return text.isEmpty() ? null : text;
  }

  /** A file's name without folders and extension; null when nothing is left. */
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
