package roomtone.brain.player;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.model.Player;

/** What everybody may see of a player. */
public record PublicPlayer(
    UUID id,
    @Schema(examples = "garden") String slug,
    @Schema(examples = "Garden") String name,
    @Schema(enumeration = {"online", "offline", "playing", "idle"}) String status) {

  /** Makes it from a row. */
  public static PublicPlayer of(Player row) {
    return new PublicPlayer(row.id, row.slug, row.name, row.status);
  }
}
