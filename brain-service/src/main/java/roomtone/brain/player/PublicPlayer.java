package roomtone.brain.player;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.model.Player;
import roomtone.model.PlayerRow;

/** What everybody may see of a player. */
public record PublicPlayer(
    UUID id,
    @Schema(examples = "garden") String slug,
    @Schema(examples = "Garden") String name,
    @Schema(enumeration = {"online", "offline", "playing", "idle"}) String status,
    @Schema(
            enumeration = {PlayerRow.OPEN, PlayerRow.CODE},
            description = PublicPlayer.PRESENCE)
        String presence) {

  /** What the description of the API says of presence. */
  public static final String PRESENCE =
      "code: whoever checks in gives the code on the screen of the room; open: nobody needs one";

  /** Makes it from a row. */
  public static PublicPlayer of(Player row) {
    return new PublicPlayer(row.id, row.slug, row.name, row.status, row.presence);
  }
}
