package roomtone.manager.song;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageQuestion;
import roomtone.manager.role.Staff;

@Path("/api/admin/songs")
@Tag(name = "Songs")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongListResource {

  private final SongSearch search;

  SongListResource(SongSearch search) {
    this.search = search;
  }

  @GET
  @Operation(
      summary = "Find songs",
      description =
          "In the catalogue, newest first unless sorted otherwise; what is unknown stands last. total counts to "
              + Page.COUNTED
              + ".")
  @APIResponse(responseCode = "200", description = "A page of songs.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Page<SongView> list(
      @BeanParam SongQuestion question,
      @RestQuery
          @DefaultValue("-created")
          @Parameter(
              description =
                  "title, artist, type, created, updated, duration, loudness, bpm, size or confidence; from the other end with - before it.",
              example = "-created")
          String sort,
      @BeanParam PageQuestion page) {
    return search.page(question.filter(), SongOrder.by(sort), page.request());
  }
}
