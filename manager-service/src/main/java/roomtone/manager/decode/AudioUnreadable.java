package roomtone.manager.decode;

/**
 * Thrown for a file that cannot be used as audio. The message is for the person who uploaded it,
 * and says what to do next.
 */
public final class AudioUnreadable extends Exception {

  /** What is wrong with the file. */
  public enum Reason {
    /** It has no bytes, or no sound in them. */
    EMPTY,
    /** It is not audio. */
    NOT_AUDIO,
    /** It is audio of a format that is not taken in. */
    UNSUPPORTED,
    /** It ends too early. */
    TRUNCATED,
    /** It contradicts itself. */
    DAMAGED,
    /** It has a longer duration, more channels or a higher sample rate than is taken in. */
    TOO_LARGE
  }

  private static final String ADVICE =
      "Upload WAV, MP3, FLAC or OGG Vorbis; the content decides, not the name of the file";

  private final Reason reason;
  private final String found;

  public AudioUnreadable(Reason reason, String message) {
    this(reason, message, null, null);
  }

  private AudioUnreadable(Reason reason, String message, String found, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.found = found;
  }

  static AudioUnreadable truncated(String kind) {
    return new AudioUnreadable(
        Reason.TRUNCATED,
        "The " + kind + " file ends too early. Upload it again, or export it again.");
  }

  static AudioUnreadable damaged(String kind, String what) {
    return damaged(kind, what, null);
  }

  static AudioUnreadable damaged(String kind, String what, Throwable cause) {
    return new AudioUnreadable(
        Reason.DAMAGED,
        "The " + kind + " file is damaged (" + what + "). Export it again and upload the new file.",
        null,
        cause);
  }

  public static AudioUnreadable empty() {
    return new AudioUnreadable(Reason.EMPTY, "There is no sound in this file. Choose another one.");
  }

  static AudioUnreadable nothing() {
    return other(Reason.EMPTY, "an empty file", ADVICE);
  }

  static AudioUnreadable unsupported(String found) {
    return unsupported(found, ADVICE);
  }

  static AudioUnreadable unsupported(String found, String advice) {
    return other(Reason.UNSUPPORTED, found, advice);
  }

  static AudioUnreadable noAudio(String found) {
    return other(Reason.NOT_AUDIO, found, ADVICE);
  }

  private static AudioUnreadable other(Reason reason, String found, String advice) {
    return new AudioUnreadable(reason, "This is %s. %s.".formatted(found, advice), found, null);
  }

  /** What is wrong with the file. */
  public Reason reason() {
    return reason;
  }

  /**
   * What the file is instead of a recording that is taken in, such as "a PNG image" or "Opus in
   * Ogg"; null when it has a format that is taken in and is damaged.
   */
  public String found() {
    return found;
  }
}
