package roomtone.manager.library;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.QueryParameters;
import roomtone.manager.rest.Staff;
import roomtone.manager.song.SongQuery;

@Path("/api/admin/players/{id}/library")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class LibraryResource {

  /** The songs of a library. An empty one opens the whole catalogue. */
  @Schema(name = "Library")
  record Library(List<UUID> songIds) {}

  private final LibraryAdmin libraries;

  LibraryResource(LibraryAdmin libraries) {
    this.libraries = libraries;
  }

  @GET
  @Operation(
      summary = "What a player may play",
      description = "Songs in use. Empty: the whole catalogue.")
  @APIResponse(responseCode = "200", description = "The library.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Library get(@BeanParam PlayerParameter player) {
    return new Library(libraries.get(player.id));
  }

  @PUT
  @Operation(
      summary = "Decide what a player may play",
      description =
          "Exactly these songs; an empty list needs global=true and means the whole catalogue. The queue follows at once, the first entry too.")
  @APIResponse(responseCode = "200", description = "The library, as it is now.")
  @APIResponse(
      responseCode = "400",
      description = "empty-library, unknown-songs, invalid-body, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Library set(
      @BeanParam PlayerParameter player,
      @Parameter(
              description = "true: an empty library is meant; it opens the whole catalogue.",
              schema = @Schema(implementation = Boolean.class),
              example = "true")
          @RestQuery
          String global,
      Library library) {
    return new Library(libraries.set(player.id, library.songIds(), isConfirmed(global)));
  }

  @POST
  @Path("/add")
  @Operation(
      summary = "Add all songs that match",
      description =
          "The filters are those of GET /api/admin/songs, at least one. A player without a library gets one of these songs alone. A library has at most 50,000 songs; "
              + "GET /api/admin/songs?in_library_of= shows them with titles.")
  @APIResponse(responseCode = "200", description = "What has changed.")
  @APIResponse(responseCode = "400", description = "all-songs, library-too-large, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public LibraryAdmin.Difference add(
      @BeanParam PlayerParameter player, @BeanParam SongQuery question) {
    return libraries.add(player.id, question.filter());
  }

  @POST
  @Path("/remove")
  @Operation(
      summary = "Take all songs out that match",
      description =
          "As add. What would leave nothing needs global=true and means the whole catalogue. The queue follows at once, the first entry too.")
  @APIResponse(responseCode = "200", description = "What has changed.")
  @APIResponse(responseCode = "400", description = "all-songs, empty-library, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "409", description = "no-library")
  public LibraryAdmin.Difference remove(
      @BeanParam PlayerParameter player,
      @Parameter(
              description = "true: an empty library is meant; it opens the whole catalogue.",
              schema = @Schema(implementation = Boolean.class),
              example = "true")
          @RestQuery
          String global,
      @BeanParam SongQuery question) {
    return libraries.remove(player.id, question.filter(), isConfirmed(global));
  }

  private static boolean isConfirmed(String global) {
    return Boolean.TRUE.equals(QueryParameters.bool("global", global));
  }
}
