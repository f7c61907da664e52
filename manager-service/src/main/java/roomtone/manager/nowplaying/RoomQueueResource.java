package roomtone.manager.nowplaying;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.Staff;

@Path("/api/admin/players/{id}/queue")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class RoomQueueResource {

  private final RoomQueues queues;

  RoomQueueResource(RoomQueues queues) {
    this.queues = queues;
  }

  @GET
  @Operation(
      summary = "What plays and what is next",
      description =
          "The whole queue of a player in use, with the reasons of the picks as far as they may be disclosed. The stream of players tells when to ask again.")
  @APIResponse(responseCode = "200", description = "The room's state, what plays, and its queue.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public RoomQueue get(@BeanParam PlayerParameter player) {
    return queues.of(player.id);
  }
}
