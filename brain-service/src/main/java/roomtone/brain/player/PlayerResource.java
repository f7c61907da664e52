package roomtone.brain.player;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.model.Player;

/** Which rooms there are. */
@Path("/api/players")
@PermitAll
@RunOnVirtualThread
@Tag(name = "Rooms")
public class PlayerResource {

  /** A player as everybody may see it. */
  public record PublicPlayer(
      UUID id,
      @Schema(examples = "garden") String slug,
      @Schema(examples = "Garden") String name,
      @Schema(enumeration = {"online", "offline", "playing", "idle"}) String status) {

    /** The public side of a row. */
    public static PublicPlayer of(Player row) {
      return new PublicPlayer(row.id, row.slug, row.name, row.status);
    }
  }

  private final Players players;

  PlayerResource(Players players) {
    this.players = players;
  }

  /** All players in use. */
  @GET
  @Operation(summary = "All rooms", description = "By name.")
  public List<PublicPlayer> list() {
    return players.all().stream().map(PublicPlayer::of).toList();
  }
}
