package roomtone.manager.player;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.model.OpeningHours;
import roomtone.model.PlayerRow;

/** A player as staff see it, without its token and without anybody's taste. */
@Schema(name = "Player")
record PlayerView(
    UUID id,
    @Schema(examples = "Lobby") String name,
    @Schema(description = "Names the room in links and codes.", examples = "lobby") String slug,
    @Schema(
            description = "The link by which listeners join, without a presence code.",
            examples = "https://listen.example.org/?player=lobby")
        String joinUrl,
    @Schema(nullable = true, description = "Who looks after it; null: the admins.") UUID managerId,
    @Schema(
            enumeration = {"online", "playing", "idle", "offline"},
            description =
                "online: polls, nothing reported since it came; idle: reported, nothing runs.")
        String status,
    @Schema(nullable = true) UUID currentSongId,
    @Schema(
            nullable = true,
            description = "When the device last polled; in events as of the last change.",
            examples = "2026-11-24T15:00:00Z")
        Instant lastPoll,
    @Schema(description = "IANA name, for the opening hours.", examples = "Europe/Vienna")
        String timezone,
    @Schema(examples = "-3.5") float volumeDb,
    @Schema(
            implementation = Object.class,
            nullable = true,
            description =
                "Null: always open. Else from-until pairs in local time for mon..sun; one that ends at or before its beginning runs into the next day.",
            examples = "{\"mon\": [[\"08:00\", \"20:00\"]], \"fri\": [[\"20:00\", \"02:00\"]]}")
        @JsonRawValue
        String openingHours,
    boolean paused,
    @Schema(examples = "7") float crossfadeSeconds,
    @Schema(description = "How long a soundscape plays.", examples = "180") int soundscapeSeconds,
    @Schema(
            description = "How many sessions may begin here from one address in an hour.",
            examples = "300")
        int checkinsPerHour,
    @Schema(
            enumeration = {PlayerRow.OPEN, PlayerRow.CODE},
            description =
                "open: listeners check in freely; code: with the code that the room shows.",
            examples = "open")
        String presence,
    @Schema(nullable = true, description = "The play that staff want ended, until it has.")
        UUID skipPlayId,
    Instant createdAt,
    @Schema(nullable = true, description = "Since when it is out of use; null: in use.")
        Instant archivedAt,
    @Schema(description = "Whether it is open now, by its hours.") boolean open,
    @Schema(nullable = true, description = "What plays, as its device has told; null: nothing.")
        Current current,
    @Schema(nullable = true, description = "What is to play next.") Next next,
    @Schema(examples = "5") long queueLength,
    @Schema(
            nullable = true,
            description = "When its token was given; null: before this was kept.",
            examples = "2026-11-01T08:00:00Z")
        Instant tokenChangedAt,
    @JsonIgnore @Schema(hidden = true) OpeningHours hours) {

  /**
   * The running play.
   *
   * @param overAt from when on it is over although its end was not reported
   */
  @Schema(name = "PlayerCurrent")
  record Current(
      UUID playId,
      UUID songId,
      @Schema(examples = "Rain on a tent") String title,
      @Schema(nullable = true, examples = "The Clouds") String artist,
      @Schema(examples = "2026-11-24T15:00:00Z") Instant startedAt,
      @Schema(examples = "180") int playSeconds,
      @JsonIgnore @Schema(hidden = true) Instant overAt) {}

  /** The first song of the queue. */
  @Schema(name = "PlayerNext")
  record Next(
      UUID songId,
      @Schema(examples = "Surf") String title,
      @Schema(nullable = true, examples = "The Clouds") String artist) {}

  /** The same without the time of its last poll. */
  PlayerView untimed() {
    return new PlayerView(
        id,
        name,
        slug,
        joinUrl,
        managerId,
        status,
        currentSongId,
        null,
        timezone,
        volumeDb,
        openingHours,
        paused,
        crossfadeSeconds,
        soundscapeSeconds,
        checkinsPerHour,
        presence,
        skipPlayId,
        createdAt,
        archivedAt,
        open,
        current,
        next,
        queueLength,
        tokenChangedAt,
        hours);
  }

  /** Whether the room has opened or closed, or its play is over, since this was read. */
  boolean isOutOfDate(Instant now) {
    return open != hours.isOpen(now, OpeningHours.zone(timezone))
        || (current != null && !now.isBefore(current.overAt()));
  }
}
