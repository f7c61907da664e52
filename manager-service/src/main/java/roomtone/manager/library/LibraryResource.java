package roomtone.manager.library;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
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
import roomtone.manager.role.Staff;

@Path("/api/admin/players/{id}/library")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class LibraryResource {

  private static final int MOST = 50_000;

  /** A library, as it is sent and answered. Empty: the whole catalogue. */
  @Schema(name = "Library")
  record Library(List<UUID> songIds) {}

  private final LibraryChoice choice;

  LibraryResource(LibraryChoice choice) {
    this.choice = choice;
  }

  @GET
  @Operation(
      summary = "What a player may play",
      description = "Songs in use. Empty: the whole catalogue.")
  public Library get(@RestPath String id) {
    return new Library(choice.get(id));
  }

  @PUT
  @Operation(
      summary = "Decide what a player may play",
      description =
          "Exactly these songs; an empty list needs global=true and means the whole catalogue. The queue follows at once.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Library.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Library.class)))
  @APIResponse(
      responseCode = "400",
      description = "empty-library, or unknown-songs with their song_ids.")
  public Library set(
      @RestPath String id, @RestQuery @DefaultValue("false") boolean global, JsonNode body) {
    return new Library(choice.set(id, Fields.of(body).uuids("song_ids", MOST), global));
  }
}
