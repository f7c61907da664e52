package roomtone.manager.queue;

/** How long a song plays. The SQL function that ends plays has the same rule. */
public final class PlayLength {

  /** How long an instrumental of unknown length plays. */
  private static final int UNKNOWN_LENGTH_SECONDS = 180;

  private PlayLength() {}

  /**
   * How long a song plays, seconds.
   *
   * @param type instrumental: once through; soundscape: as long as its player says
   * @param duration of the file, seconds; null: unknown
   * @param soundscapeSeconds how long a soundscape plays at that player
   */
  public static int seconds(String type, Integer duration, int soundscapeSeconds) {
    if (!type.equals("instrumental")) {
      return soundscapeSeconds;
    }
    return duration == null ? UNKNOWN_LENGTH_SECONDS : duration;
  }
}
