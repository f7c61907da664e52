package roomtone.manager.role;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.manager.rest.Staff;

@Path("/api/admin/me")
@Tag(name = "Roles")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class MeResource {

  private final Roles roles;
  private final Staff staff;

  MeResource(Roles roles, Staff staff) {
    this.roles = roles;
    this.staff = staff;
  }

  @GET
  @Operation(
      summary = "One's own roles",
      description =
          "For everybody who has signed in, with a role or without: a page can say that a role is missing, and, while there is no admin, how the first one is made.")
  @APIResponse(responseCode = "200", description = "The caller's roles.")
  @APIResponse(responseCode = "401", description = "unauthorized, account-gone")
  public Roles.Own get() {
    return roles.own(staff.id());
  }
}
