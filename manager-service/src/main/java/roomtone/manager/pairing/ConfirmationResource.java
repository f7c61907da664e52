package roomtone.manager.pairing;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.Staff;

@Path("/api/admin/players/{id}/pair")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@Tag(name = "Players")
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class ConfirmationResource {

  /** What staff send. */
  @Schema(name = "PairingConfirmation")
  record Confirmation(
      @Schema(
              required = true,
              description = "As the device shows it; case, spaces and hyphens do not matter.",
              examples = "KTZW-BQRM")
          String code) {}

  private final Pairing pairing;

  ConfirmationResource(Pairing pairing) {
    this.pairing = pairing;
  }

  @POST
  @Operation(
      summary = "Confirm the code that a device shows",
      description = "The device then gets a new token; the old one works until it has asked.")
  @APIResponse(responseCode = "204", description = "Confirmed.")
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "401", description = "unauthorized")
  @APIResponse(responseCode = "403", description = "forbidden")
  @APIResponse(responseCode = "404", description = "unknown-player, unknown-code")
  @APIResponse(responseCode = "429", description = "too-many-mistakes")
  public void confirm(@BeanParam PlayerParameter player, Confirmation confirmation) {
    pairing.confirm(player.id, confirmation.code());
  }
}
