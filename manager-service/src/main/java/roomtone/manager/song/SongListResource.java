package roomtone.manager.song;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageRequest;
import roomtone.manager.role.Staff;

@Path("/api/admin/songs")
@Tag(name = "Songs")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongListResource {

  /** A page of songs, for the description of the API. */
  @Schema(name = "SongPage")
  record SongPage(List<SongView> items, int page, int size, long total) {}

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
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = SongPage.class)))
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player: in_library_of is not yours.")
  public Page<SongView> list(
      @BeanParam SongQuestion question,
      @RestQuery
          @DefaultValue("-created")
          @Parameter(
              description =
                  "title, artist, type, created, updated, duration, loudness, bpm, size or confidence; from the other end with - before it.",
              example = "-created")
          String sort,
      @RestQuery @DefaultValue("1") int page,
      @RestQuery @DefaultValue("50") int size) {
    return search.page(question.filter(), SongOrder.by(sort), new PageRequest(page, size));
  }
}
