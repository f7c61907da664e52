package roomtone.brain.recommendation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.api.Parameters;
import roomtone.brain.collective.Collectives;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.brain.recommendation.Recommendations.Recommendation;
import roomtone.problem.Problem;

/** The call that shows staff which songs would be picked for a room. */
@Path("/api/recommendations")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Staff")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
public class RecommendationResource {

  private static final int DEFAULT_LIMIT = 10;

  private final Caller caller;
  private final Listeners listeners;
  private final Players players;
  private final Collectives collectives;
  private final Recommendations recommendations;

  RecommendationResource(
      Caller caller,
      Listeners listeners,
      Players players,
      Collectives collectives,
      Recommendations recommendations) {
    this.caller = caller;
    this.listeners = listeners;
    this.players = players;
    this.collectives = collectives;
    this.recommendations = recommendations;
  }

  /** Returns the best songs for a player. */
  @GET
  @Operation(
      summary = "The best songs for a room now",
      description =
          "For admins, and for the manager of the player, while five listeners of known taste or more are there. Distances are rounded to 0.1.")
  @APIResponse(responseCode = "200", description = "The songs, best first")
  @APIResponse(responseCode = "400", description = "malformed-id, invalid-limit")
  @APIResponse(responseCode = "403", description = "not-staff")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "too-few-listeners")
  public List<Recommendation> list(
      @Parameter(
              description = "The player",
              required = true,
              schema = @Schema(implementation = String.class, format = "uuid"),
              example = "6f1e2d3c-4b5a-4678-9abc-def012345678")
          @QueryParam("player_id")
          String playerId,
      @Parameter(
              description = "1 to 100, by default 10",
              schema = @Schema(implementation = Integer.class),
              example = "10")
          @QueryParam("limit")
          String limit) {
    UUID wanted = Parameters.id("player_id", playerId);
    int most = Parameters.limit(limit, DEFAULT_LIMIT);
    listeners.require(caller.id());
    if (!players.isStaff(caller.id(), wanted)) {
      throw Problem.of("not-staff");
    }
    UUID player = players.withId(wanted).orElseThrow(Players::unknown).id;
    return recommendations.best(
        player, collectives.of(player).orElseThrow(() -> Problem.of("too-few-listeners")), most);
  }
}
