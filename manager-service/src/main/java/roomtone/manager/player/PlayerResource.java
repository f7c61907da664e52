package roomtone.manager.player;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageRequest;
import roomtone.manager.role.Staff;

@Path("/api/admin/players")
@Tag(name = "Players", description = "Rooms and their devices. Managers see their own only.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class PlayerResource {

  /** What POST takes, for the description of the API. */
  @Schema(name = "NewPlayer")
  record New(
      @Schema(required = true, maxLength = FleetCare.MAX_NAME) String name,
      @Schema(pattern = "^[a-z0-9-]{3,40}$", description = "Derived from the name when absent.")
          String slug,
      @Schema(description = "Who looks after it; a manager's own otherwise.") UUID managerId) {}

  /** What PATCH takes, for the description of the API. */
  @Schema(name = "PlayerChange", description = "What is absent stays as it is.")
  record Change(
      @Schema(maxLength = FleetCare.MAX_NAME) String name,
      @Schema(pattern = "^[a-z0-9-]{3,40}$") String slug,
      @Schema(nullable = true) UUID managerId,
      @Schema(description = "IANA name.", examples = "Europe/Vienna") String timezone,
      @Schema(minimum = "-60", maximum = "12") Float volumeDb,
      @Schema(implementation = Object.class, nullable = true, description = "Null: always open.")
          Object openingHours,
      Boolean paused,
      @Schema(minimum = "0", maximum = "30") Float crossfadeSeconds,
      @Schema(minimum = "10", maximum = "3600") Integer soundscapeSeconds) {}

  /** A new token, told this once. */
  @Schema(name = "Token")
  record Token(
      @Schema(description = "64 hex digits for the device's X-API-Key. Not shown again.")
          String token) {}

  private final FleetCare care;
  private final Fleet fleet;

  PlayerResource(FleetCare care, Fleet fleet) {
    this.care = care;
    this.fleet = fleet;
  }

  @POST
  @Operation(
      summary = "Add a player",
      description = "The answer alone shows the device's token. Its queue is filled at once.")
  @RequestBody(content = @Content(schema = @Schema(implementation = New.class)))
  @APIResponse(
      responseCode = "201",
      content = @Content(schema = @Schema(implementation = FleetCare.Created.class)))
  @APIResponse(responseCode = "409", description = "slug-taken")
  public Response create(JsonNode body) {
    FleetCare.Created created = care.create(Fields.of(body));
    return Response.created(URI.create("/api/admin/players/" + created.id()))
        .entity(created)
        .build();
  }

  @GET
  @Operation(summary = "List players", description = "By name.")
  public Page<PlayerView> list(
      @RestQuery @DefaultValue("false") boolean archived,
      @RestQuery @DefaultValue("1") int page,
      @RestQuery @DefaultValue("50") int size) {
    return care.list(archived, new PageRequest(page, size));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One player")
  public PlayerView get(@RestPath String id) {
    return care.get(id);
  }

  @PATCH
  @Path("/{id}")
  @Operation(summary = "Change a player", description = "Only what is named changes.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Change.class)))
  public PlayerView change(@RestPath String id, JsonNode body) {
    return told(care.change(id, Fields.of(body)));
  }

  @DELETE
  @Path("/{id}")
  @Operation(summary = "Archive a player", description = "Its token opens nothing from now on.")
  public void archive(@RestPath String id) {
    care.archive(id);
    fleet.forget(UUID.fromString(id));
  }

  @POST
  @Path("/{id}/token")
  @Operation(summary = "Give a new token", description = "The old one is dead at once.")
  public Token changeToken(@RestPath String id) {
    String token = care.changeToken(id);
    fleet.forget(UUID.fromString(id));
    return new Token(token);
  }

  @POST
  @Path("/{id}/pause")
  @Operation(
      summary = "Pause",
      description = "The device fades out and starts nothing until it is resumed.")
  public PlayerView pause(@RestPath String id) {
    return told(care.setPaused(id, true));
  }

  @POST
  @Path("/{id}/resume")
  @Operation(summary = "Resume")
  public PlayerView resume(@RestPath String id) {
    return told(care.setPaused(id, false));
  }

  @POST
  @Path("/{id}/skip")
  @Operation(summary = "Skip what plays", description = "The device ends it and starts the next.")
  @APIResponse(responseCode = "409", description = "nothing-plays")
  public PlayerView skip(@RestPath String id) {
    return told(care.skip(id));
  }

  /** The database tells every pod; this one knows already. */
  private PlayerView told(PlayerView player) {
    fleet.changed(player.id());
    return player;
  }
}
