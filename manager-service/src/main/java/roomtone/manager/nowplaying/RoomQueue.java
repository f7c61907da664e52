package roomtone.manager.nowplaying;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.model.RoomCondition;

/**
 * What plays in a room and what is next.
 *
 * @param serverTime the database's time, at which all of it was read
 */
@Schema(name = "RoomQueue")
record RoomQueue(
    @Schema(
            enumeration = {"closed", "paused", "offline", "playing", "idle"},
            description = RoomCondition.STATE)
        String state,
    @Schema(nullable = true, description = RoomCondition.OPENS_AT) Instant opensAt,
    @Schema(nullable = true, description = "What plays, as its device has told; null: nothing.")
        Current current,
    @Schema(description = "The whole queue, in its order.") List<Entry> next,
    Instant serverTime) {

  /** What the description of the API says of the reason of a pick. */
  private static final String REASON =
      "collective: picked by the tastes of the listeners; house: by the votes that count in this room; rotation: not played here for longest, or never. "
          + "With fewer than five listeners of known taste (setting disclosure_minimum), now or when it was picked, and for house with fewer than five who have liked such sounds, it reads rotation.";

  /** The song that plays. */
  @Schema(name = "RoomQueueCurrent")
  record Current(
      UUID playId,
      UUID songId,
      @Schema(examples = "Rain on a tent") String title,
      @Schema(nullable = true, examples = "The Clouds") String artist,
      Instant startedAt,
      @Schema(description = "How long it plays.", examples = "180") int playSeconds,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description = REASON + " Null: the device chose the song itself.")
          String reason) {}

  /** An entry of the queue. */
  @Schema(name = "RoomQueueEntry")
  record Entry(
      UUID queueId,
      @Schema(description = "1 plays next.", examples = "1") int position,
      UUID songId,
      @Schema(examples = "Surf") String title,
      @Schema(nullable = true, examples = "The Clouds") String artist,
      @Schema(
              enumeration = {"soundscape", "instrumental"},
              examples = "soundscape")
          String type,
      @Schema(description = "How long it will play.", examples = "180") int playSeconds,
      @Schema(
              enumeration = {"collective", "house", "rotation"},
              description = REASON)
          String reason,
      @Schema(description = "When the song came into the queue.") Instant addedAt) {}
}
