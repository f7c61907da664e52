package roomtone.brain.nowplaying;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.brain.player.PublicPlayer;

/** The state of a room, in a listener's language. */
record RoomState(
    PublicPlayer player,
    @Schema(nullable = true, description = "Null: nothing plays") Current current,
    List<Next> next) {

  /** The song that plays. */
  record Current(
      UUID songId,
      @Schema(examples = "Rain on a roof") String title,
      @Schema(nullable = true, examples = "Nature") String artist,
      Instant startedAt,
      @Schema(description = "How long it plays", examples = "180") Integer playSeconds,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description =
                  "As for what is next; null also when the device played it without being told")
          String reason,
      @Schema(description = "The reason in words; empty when it may not be told") List<Why> why,
      @Schema(
              nullable = true,
              description = "What is wanted and what the song has, for the five; null: not told")
          List<Dimension> dimensions) {}

  /** An entry of the queue. */
  record Next(
      UUID queueId,
      UUID songId,
      @Schema(examples = "Waves at night") String title,
      @Schema(description = "1 plays next", examples = "1") int position,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description =
                  "collective: picked by those present; house: by what this room has loved; rotation: not heard for longest; null below three listeners, and for house below three who have liked such sounds")
          String reason,
      @Schema(description = "Whether a vote can still move it") boolean changeable,
      @Schema(
              description =
                  "The reason in words; empty when it may not be told: below three listeners of known taste, when it was picked or now, and for house below three who have liked such sounds")
          List<Why> why,
      @Schema(
              nullable = true,
              description = "What is wanted and what the song has, for the five; null: not told")
          List<Dimension> dimensions) {}

  /** A reason for the pick. */
  record Why(
      @Schema(
              enumeration = {"taste", "reputation", "catch_up", "house", "rotation"},
              description =
                  "taste: those who are here like it; reputation: three people or more have liked it here; catch_up: it is nearer (0.02 of cosine or more) to what is wanted with more weight for those who got less lately, three people or more; house: three people or more have liked such sounds here; rotation: it is its turn")
          String kind,
      @Schema(nullable = true, description = "Which dimension, where it is one", examples = "rain")
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
                  "What the room wants of it, as /collective tells it: to 0.1, once a minute; of what stands, when it was first told",
              examples = "0.8")
          Double wanted,
      @Schema(description = "What the song has of it, to 0.1", examples = "1.0") Double song) {}
}
