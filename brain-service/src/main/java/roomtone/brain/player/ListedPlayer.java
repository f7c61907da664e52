package roomtone.brain.player;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.model.Player;
import roomtone.model.PlayerRow;
import roomtone.model.RoomCondition;

/** A room in the list of all rooms: what everybody may see of its player, and whether it plays. */
record ListedPlayer(
    UUID id,
    @Schema(examples = "garden") String slug,
    @Schema(examples = "Garden") String name,
    @Schema(enumeration = {"online", "offline", "playing", "idle"}) String status,
    @Schema(
            enumeration = {PlayerRow.OPEN, PlayerRow.CODE},
            description = PublicPlayer.PRESENCE)
        String presence,
    @Schema(
            enumeration = {"closed", "paused", "offline", "playing", "idle"},
            description = RoomCondition.STATE)
        String state,
    @Schema(nullable = true, description = RoomCondition.OPENS_AT) Instant opensAt,
    Instant serverTime) {

  static ListedPlayer of(Player row, RoomCondition condition, Instant now) {
    return new ListedPlayer(
        row.id,
        row.slug,
        row.name,
        row.status,
        row.presence,
        condition.state().word(),
        condition.opensAt(),
        now);
  }
}
