package roomtone.manager.player;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.device.DeviceRegistry;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.QueryParameters;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;

@Path("/api/admin/players")
@Tag(name = "Players", description = "Rooms and their devices. Managers see their own only.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class PlayerResource {

  /** A new token, which is not shown again. */
  @Schema(name = "Token")
  record Token(
      @Schema(
              description = "64 hex digits for the device's X-API-Key. Not shown again.",
              examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
          String token) {}

  private final PlayerAdmin players;
  private final DeviceRegistry devices;

  PlayerResource(PlayerAdmin players, DeviceRegistry devices) {
    this.players = players;
    this.devices = devices;
  }

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Add a player",
      description =
          "The answer alone shows the device's token. Its queue is filled at once. What a manager adds is their own.")
  @APIResponse(
      responseCode = "201",
      description = "The new player's names and token.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PlayerAdmin.Created.class)))
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "409", description = "slug-taken")
  public Response create(NewPlayer player) {
    PlayerAdmin.Created created = players.create(player);
    return Response.created(URI.create("/api/admin/players/" + created.id()))
        .entity(created)
        .build();
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "List players",
      description = "By name. An admin sees all, a manager their own.")
  @APIResponse(responseCode = "200", description = "A page of players.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  public Page<PlayerView> list(
      @RestQuery
          @Parameter(
              description = "true: those out of use; false, as when absent: those in use.",
              schema = @Schema(implementation = Boolean.class),
              example = "true")
          String archived,
      @BeanParam PageParameters page) {
    return players.list(
        Boolean.TRUE.equals(QueryParameters.bool("archived", archived)), page.request());
  }

  @GET
  @Path("/{id}")
  @Operation(
      summary = "One player",
      description = "Out of use or not, with what plays and what is next.")
  @APIResponse(responseCode = "200", description = "The player.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public PlayerView get(@BeanParam PlayerParameter player) {
    return players.get(player.id);
  }

  @PATCH
  @Path("/{id}")
  @Operation(
      summary = "Change a player",
      description = "Only what is named changes. Its device follows with its next poll.")
  @APIResponse(responseCode = "200", description = "The player, as it is now.")
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "slug-taken")
  public PlayerView change(@BeanParam PlayerParameter player, PlayerChange change) {
    return changed(players.change(player.id, change));
  }

  @DELETE
  @Path("/{id}")
  @Operation(summary = "Archive a player", description = "Its token opens nothing from now on.")
  @APIResponse(responseCode = "204", description = "It is out of use.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public void archive(@BeanParam PlayerParameter player) {
    players.archive(player.id);
    devices.forget(UUID.fromString(player.id));
  }

  @POST
  @Path("/{id}/token")
  @Operation(summary = "Give a new token", description = "The old one is dead at once.")
  @APIResponse(responseCode = "200", description = "The new token, told this once.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Token changeToken(@BeanParam PlayerParameter player) {
    String token = players.changeToken(player.id);
    devices.forget(UUID.fromString(player.id));
    return new Token(token);
  }

  @POST
  @Path("/{id}/pause")
  @Operation(
      summary = "Pause",
      description = "The device fades out and starts nothing until it is resumed.")
  @APIResponse(responseCode = "200", description = "The player, as it is now.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public PlayerView pause(@BeanParam PlayerParameter player) {
    return changed(players.setPaused(player.id, true));
  }

  @POST
  @Path("/{id}/resume")
  @Operation(summary = "Resume", description = "The device goes on with what is next.")
  @APIResponse(responseCode = "200", description = "The player, as it is now.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public PlayerView resume(@BeanParam PlayerParameter player) {
    return changed(players.setPaused(player.id, false));
  }

  @POST
  @Path("/{id}/skip")
  @Operation(summary = "Skip what plays", description = "The device ends it and starts the next.")
  @APIResponse(responseCode = "200", description = "The player, as it is now.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "nothing-plays")
  public PlayerView skip(@BeanParam PlayerParameter player) {
    return changed(players.skip(player.id));
  }

  /** Tells this pod of the change at once; the database notifies the others. */
  private PlayerView changed(PlayerView player) {
    devices.changed(player.id());
    return player;
  }
}
