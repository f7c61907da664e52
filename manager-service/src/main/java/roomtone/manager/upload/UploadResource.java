package roomtone.manager.upload;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;

@Path("/api/admin/uploads")
@Tag(name = "Songs", description = "The catalogue of recordings.")
@RolesAllowed(Staff.ADMIN)
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class UploadResource {

  private final UploadLog log;

  UploadResource(UploadLog log) {
    this.log = log;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What becomes of uploads",
      description =
          "Those of the last day that were received whole and recognised, newest first, on whatever server: also when the sender has gone meanwhile.")
  @APIResponse(responseCode = "200", description = "A page of uploads.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  public Page<UploadLog.Upload> list(@BeanParam PageParameters page) {
    return log.list(page.request());
  }
}
