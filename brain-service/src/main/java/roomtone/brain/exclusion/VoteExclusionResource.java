package roomtone.brain.exclusion;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.api.PageParameters;
import roomtone.brain.api.Parameters;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.page.Page;
import roomtone.problem.Problem;

/** The calls by which staff take the votes of a span out of a room, and let them count again. */
@Path("/api/players/{player}/vote-exclusions")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Vote exclusions")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
@APIResponse(responseCode = "403", description = "not-staff")
public class VoteExclusionResource {

  /** The body of a new exclusion. */
  public record NewExclusion(
      @Schema(
              required = true,
              description = "Votes cast at this time or later are covered",
              examples = "2026-11-24T18:00:00Z")
          Instant from,
      @Schema(
              required = true,
              description = "Votes cast before this time are covered; at most now",
              examples = "2026-11-24T18:30:00Z")
          Instant to) {}

  private final Caller caller;
  private final Listeners listeners;
  private final Players players;
  private final VoteExclusions exclusions;

  VoteExclusionResource(
      Caller caller, Listeners listeners, Players players, VoteExclusions exclusions) {
    this.caller = caller;
    this.listeners = listeners;
    this.players = players;
    this.exclusions = exclusions;
  }

  /** Takes the votes of a span out. */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Take the votes of a span out of a room",
      description =
          "For admins, and for the manager of the player. The votes cast in the room from one time until before another no longer count in its reputations and its house voice; its queue follows within two seconds. Tastes, and the weights of listeners and their ledgers, stay as they are. A vote is out while any exclusion covers it.")
  @APIResponse(
      responseCode = "201",
      description = "They are out",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = VoteExclusion.class)))
  @APIResponse(
      responseCode = "400",
      description = "malformed-json, invalid-field, invalid-vote-exclusion")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "too-many-vote-exclusions")
  public Response create(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug,
      NewExclusion body) {
    UUID player = playerOfStaff(idOrSlug);
    if (body == null || body.from() == null || body.to() == null) {
      throw Problem.of(
          "invalid-field", "from and to must both be given: times such as 2026-11-24T18:00:00Z.");
    }
    return Response.status(Response.Status.CREATED)
        .entity(exclusions.create(player, caller.id(), body.from(), body.to()))
        .build();
  }

  /** Returns a page of exclusions. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "The vote exclusions of a room",
      description = "For admins, and for the manager of the player. Newest first, by page.")
  @APIResponse(responseCode = "200", description = "A page of the exclusions")
  @APIResponse(responseCode = "400", description = "invalid-page")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Page<VoteExclusion> list(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug,
      @BeanParam PageParameters page) {
    var request = page.request();
    return exclusions.page(playerOfStaff(idOrSlug), request);
  }

  /** Lets the votes of an exclusion count again. */
  @DELETE
  @Path("/{exclusion}")
  @Operation(
      summary = "Let excluded votes count again",
      description =
          "For admins, and for the manager of the player. The votes that no other exclusion covers count as before.")
  @APIResponse(responseCode = "204", description = "They count again")
  @APIResponse(responseCode = "400", description = "malformed-id")
  @APIResponse(responseCode = "404", description = "unknown-player, unknown-vote-exclusion")
  public void delete(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug,
      @Parameter(
              description = "The id of the exclusion",
              example = "6f1e2d3c-4b5a-4678-9abc-def012345678")
          @PathParam("exclusion")
          String exclusion) {
    UUID id = Parameters.id("exclusion", exclusion);
    exclusions.delete(playerOfStaff(idOrSlug), id, caller.id());
  }

  /** Returns the player that a path names, of which the caller must be staff. */
  private UUID playerOfStaff(String idOrSlug) {
    listeners.require(caller.id());
    UUID player = players.named(idOrSlug).id;
    if (!players.isStaff(caller.id(), player)) {
      throw Problem.of("not-staff");
    }
    return player;
  }
}
