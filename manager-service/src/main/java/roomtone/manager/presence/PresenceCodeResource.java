package roomtone.manager.presence;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.device.DeviceRegistry;
import roomtone.manager.device.PresenceCode;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.Staff;

@Path("/api/admin/players/{id}/presence-code")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class PresenceCodeResource {

  private final PresenceCodes codes;
  private final DeviceRegistry devices;

  PresenceCodeResource(PresenceCodes codes, DeviceRegistry devices) {
    this.codes = codes;
    this.devices = devices;
  }

  @GET
  @Operation(
      summary = "The presence code of now",
      description =
          "For players with presence 'code'. To show it live, ask again at valid_until, and every 10 s while it is shown, because other staff may rotate the codes.")
  @APIResponse(responseCode = "200", description = "The code, as the device shows it.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "no-presence-code")
  public PresenceCode now(@BeanParam PlayerParameter player) {
    return codes.now(player.id);
  }

  @POST
  @Path("/rotate")
  @Operation(
      summary = "Rotate the presence codes",
      description =
          "For when a code was given away. The codes shown before are refused at once; the device shows the new one after its next poll.")
  @APIResponse(responseCode = "200", description = "The new code.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "no-presence-code")
  public PresenceCode rotate(@BeanParam PlayerParameter player) {
    PresenceCode code = codes.rotate(player.id);
    devices.changed(UUID.fromString(player.id));
    return code;
  }
}
