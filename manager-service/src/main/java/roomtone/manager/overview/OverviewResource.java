package roomtone.manager.overview;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.rest.Staff;

@Path("/api/admin/overview")
@Tag(name = "Overview", description = "What needs the attention of staff.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class OverviewResource {

  private final Overviews overviews;
  private final Staff staff;

  OverviewResource(Overviews overviews, Staff staff) {
    this.overviews = overviews;
    this.staff = staff;
  }

  @GET
  @Operation(
      summary = "What needs attention",
      description =
          "Problems, the most urgent first, and how many players and songs are in which state. A manager sees own players only, and no figures of songs.")
  @APIResponse(responseCode = "200", description = "The state of all players and songs.")
  public Overview get() {
    return staff.isAdmin() ? overviews.ofAll() : overviews.ofManager(staff.id());
  }
}
