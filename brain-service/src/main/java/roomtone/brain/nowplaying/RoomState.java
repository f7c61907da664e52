package roomtone.brain.nowplaying;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.brain.player.PublicPlayer;
import roomtone.model.RoomCondition;

/**
 * The state of a room, in a listener's language.
 *
 * @param serverTime the database's time as it is sent; left out while null
 */
record RoomState(
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant serverTime,
    PublicPlayer player,
    @Schema(
            enumeration = {"closed", "paused", "offline", "playing", "idle"},
            description = RoomCondition.STATE)
        String state,
    @Schema(nullable = true, description = RoomCondition.OPENS_AT) Instant opensAt,
    @Schema(nullable = true, description = "Null: nothing plays") CurrentSong current,
    @Schema(
            description =
                "In their order. For those who are checked in there all entries; for others the first alone")
        List<QueueEntry> next) {

  /** Returns the same with the time at which it is sent. */
  RoomState at(Instant time) {
    return new RoomState(time, player, state, opensAt, current, next);
  }

  /** The song that plays. */
  record CurrentSong(
      UUID songId,
      @Schema(examples = "Rain on a roof") String title,
      @Schema(nullable = true, examples = "Nature") String artist,
      Instant startedAt,
      @Schema(description = "How long it plays", examples = "180") Integer playSeconds,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description =
                  "As for entries of the queue; null also when the device chose the song itself")
          String reason,
      @Schema(description = "The reasons in words; empty when they may not be disclosed")
          List<PickReason> why,
      @Schema(
              nullable = true,
              description =
                  "For each of the five dimensions what the room wants and what the song has; null: not disclosed")
          List<Dimension> dimensions) {}

  /** An entry of the queue. */
  record QueueEntry(
      UUID queueId,
      UUID songId,
      @Schema(examples = "Waves at night") String title,
      @Schema(nullable = true, examples = "Nature") String artist,
      @Schema(description = "1 plays next", examples = "1") int position,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description =
                  "collective: picked by the tastes of the listeners; house: by the votes that count in this room, however old; rotation: not played here for longest, or never. Null with too few listeners, and for house with too few who have liked such sounds")
          String reason,
      @Schema(description = "Whether a vote can still move it") boolean changeable,
      @Schema(
              description =
                  "The reasons in words. They are empty with fewer than five listeners of known taste (setting disclosure_minimum), now or when the song was picked, and for house with fewer than five who have liked such sounds")
          List<PickReason> why,
      @Schema(
              nullable = true,
              description =
                  "For each of the five dimensions what the room wants and what the song has; null: not disclosed")
          List<Dimension> dimensions) {}

  /** A reason for the pick. */
  record PickReason(
      @Schema(
              enumeration = {"taste", "reputation", "catch_up", "house", "rotation"},
              description =
                  "taste: it is near to the tastes of the listeners; reputation: five people or more have liked it here; catch_up: it is nearer (by 0.02 of cosine or more) to the collective with greater weights for those who were served worse lately, five people or more; house: five people or more have liked such sounds here; rotation: it was not played here for longest, or never")
          String kind,
      @Schema(
              nullable = true,
              description = "The dimension, if the reason is one",
              examples = "rain")
          String dimension,
      @Schema(
              description = "In the language of Accept-Language: en or de, else en",
              examples = "People here like rain")
          String text) {}

  /** One of the five dimensions. */
  record Dimension(
      @Schema(examples = "rain") String dimension,
      @Schema(description = "In the listener's language", examples = "rain") String name,
      @Schema(
              description =
                  "What the room wants of it, as in /collective: in steps of 0.25, made anew every five minutes; for a song that can no longer change the value when it was first disclosed",
              examples = "0.75")
          Double wanted,
      @Schema(description = "What the song has of it, to 0.1", examples = "1.0") Double song) {}
}
