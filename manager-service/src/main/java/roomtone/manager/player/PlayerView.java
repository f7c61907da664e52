package roomtone.manager.player;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A player as staff see it. The token is not among what they see. */
@Schema(name = "Player")
record PlayerView(
    UUID id,
    String name,
    @Schema(description = "Names the room in links and codes.") String slug,
    @Schema(description = "Who looks after it; null: the admins.") UUID managerId,
    @Schema(description = "online, playing, idle or offline.") String status,
    UUID currentSongId,
    Instant lastPoll,
    @Schema(description = "IANA name, for the opening hours.") String timezone,
    float volumeDb,
    @Schema(
            implementation = Object.class,
            description =
                "Null: always open. Else from-until pairs in local time for mon..sun: {\"mon\": [[\"08:00\", \"20:00\"]]}.")
        @JsonRawValue
        String openingHours,
    boolean paused,
    float crossfadeSeconds,
    @Schema(description = "How long a soundscape plays.") int soundscapeSeconds,
    @Schema(description = "The play that staff want ended, until it has.") UUID skipPlayId,
    Instant createdAt,
    @Schema(description = "Since when it is out of use; null: in use.") Instant archivedAt) {

  static PlayerView of(FleetPlayer player) {
    return new PlayerView(
        player.id,
        player.name,
        player.slug,
        player.managerId,
        player.status,
        player.currentSongId,
        player.lastPoll,
        player.timezone,
        player.volumeDb,
        player.openingHours,
        player.paused,
        player.crossfadeSeconds,
        player.soundscapeSeconds,
        player.skipPlayId,
        player.createdAt,
        player.archivedAt);
  }
}
