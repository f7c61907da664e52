package roomtone.brain.collective;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
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
   * @param vector in steps of 0.25; null for too few listeners
   * @param listeners a band; null for too few
   * @param disclosureMinimum how many listeners of known taste are not too few, 3 to 20
   */
  public record PublicCollective(
      @Schema(
              nullable = true,
              description =
                  "The direction, in steps of 0.25; null while fewer than five listeners of known taste are there (setting disclosure_minimum)",
              examples = "[0.5, 0.75, 0.0, 0.0, 0.0]")
          List<Double> vector,
      @Schema(
              nullable = true,
              description =
                  "How many listeners of known taste it is of, as a band: 5+, 10+, 20+ or 50+",
              examples = "5+")
          String listeners,
      @Schema(
              description =
                  "From how many listeners of known taste on it is told, 3 to 20: a setting of the installation",
              examples = "5")
          int disclosureMinimum) {}

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
          "The direction of its taste, in steps of 0.25, and the number of listeners as a band, both made anew every five minutes; null while fewer than five listeners of known taste are there.")
  @APIResponse(responseCode = "200", description = "The direction, or nulls")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public PublicCollective read(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug) {
    UUID player = players.named(idOrSlug).id;
    int minimum = collectives.minimum();
    return collectives
        .of(player)
        .map(rounded -> new PublicCollective(rounded.vector(), rounded.listeners(), minimum))
        .orElseGet(() -> new PublicCollective(null, null, minimum));
  }
}
