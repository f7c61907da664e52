package roomtone.manager.audio;

/**
 * A file that cannot be used as audio. The message is a sentence for whoever uploaded it and says
 * what to do next.
 */
public final class AudioUnreadable extends Exception {

  /** What is wrong, for callers that answer differently. */
  public enum Reason {
    /** No bytes, or no sound in them. */
    EMPTY,
    /** Nothing known as audio. */
    NOT_AUDIO,
    /** Audio, but of a kind that is not played here. */
    UNSUPPORTED,
    /** It ends before it should. */
    TRUNCATED,
    /** It contradicts itself. */
    DAMAGED,
    /** Longer, wider or faster than anything that is played here, however small the file. */
    TOO_LARGE
  }

  private final Reason reason;

  AudioUnreadable(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  AudioUnreadable(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static AudioUnreadable truncated(String kind) {
    return new AudioUnreadable(
        Reason.TRUNCATED,
        "The " + kind + " file ends too early. Upload it again, or export it anew.");
  }

  static AudioUnreadable damaged(String kind, String what) {
    return new AudioUnreadable(
        Reason.DAMAGED,
        "The " + kind + " file is damaged (" + what + "). Export it anew and upload that.");
  }

  static AudioUnreadable empty() {
    return new AudioUnreadable(Reason.EMPTY, "There is no sound in this file. Choose another one.");
  }

  static AudioUnreadable unsupported(String found) {
    return new AudioUnreadable(
        Reason.UNSUPPORTED,
        "This is " + found + ". Export it as WAV, MP3, FLAC or OGG Vorbis and upload that.");
  }

  /** What is wrong with the file. */
  public Reason reason() {
    return reason;
  }
}
