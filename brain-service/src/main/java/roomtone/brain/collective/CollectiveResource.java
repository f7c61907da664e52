package roomtone.brain.collective;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.brain.player.Players;
import roomtone.limit.LimitedPerAddress;

/** The collective of a room, rounded. */
@Path("/api/players/{player}/collective")
@PermitAll
@LimitedPerAddress
@RunOnVirtualThread
@Tag(name = "Rooms")
public class CollectiveResource {

  /**
   * What is disclosed of a collective.
   *
   * @param vector rounded to 0.1; null for fewer than three listeners
   * @param listeners null for fewer than three
   */
  public record PublicCollective(
      @Schema(nullable = true, examples = "[0.6, 0.8, 0.0, 0.0, 0.0]") List<Double> vector,
      @Schema(nullable = true, examples = "7") Integer listeners) {

    private static final PublicCollective HIDDEN = new PublicCollective(null, null);
  }

  private final Players players;
  private final PublicCollectives collectives;

  CollectiveResource(Players players, PublicCollectives collectives) {
    this.players = players;
    this.collectives = collectives;
  }

  /** Returns the collective of a player. */
  @GET
  @Operation(
      summary = "What a room wants",
      description =
          "The direction of its taste, to 0.1, refreshed once a minute; null below three listeners.")
  @APIResponse(responseCode = "200", description = "The direction, or nulls")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public PublicCollective read(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug) {
    return collectives
        .of(players.named(idOrSlug).id)
        .map(rounded -> new PublicCollective(rounded.vector(), rounded.listeners()))
        .orElse(PublicCollective.HIDDEN);
  }
}
