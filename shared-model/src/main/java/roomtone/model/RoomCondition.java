package roomtone.model;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Whether a room plays now, and why not.
 *
 * @param state the first that holds
 * @param opensAt when a closed room opens; null when it is not closed or never opens
 */
public record RoomCondition(State state, Instant opensAt) {

  /** What the description of the API says of the state. */
  public static final String STATE = "The first of them that holds of the room";

  /** What the description of the API says of the opening. */
  public static final String OPENS_AT =
      "When a closed room opens; null unless it is closed, and when it never opens";

  /** The states, in the order in which they are looked at. */
  public enum State {
    /** Outside the opening hours. */
    CLOSED,
    /** Staff have paused it. */
    PAUSED,
    /** The device does not poll. */
    OFFLINE,
    /** The device has reported a song that runs. */
    PLAYING,
    /** The device polls, and nothing runs. */
    IDLE;

    /** Returns the word for it in answers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The condition of a room.
   *
   * @param zone of the opening hours
   * @param status of its player: online, offline, playing or idle
   */
  public static RoomCondition of(
      OpeningHours hours, ZoneId zone, boolean paused, String status, Instant now) {
    if (!hours.isOpen(now, zone)) {
      return new RoomCondition(State.CLOSED, hours.opensAt(now, zone).orElse(null));
    }
    return new RoomCondition(
        paused
            ? State.PAUSED
            : switch (status) {
              case "offline" -> State.OFFLINE;
              case "playing" -> State.PLAYING;
              default -> State.IDLE;
            },
        null);
  }
}
