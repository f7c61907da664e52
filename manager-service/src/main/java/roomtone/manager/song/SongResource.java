package roomtone.manager.song;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.rest.Fields;
import roomtone.manager.role.Staff;
import roomtone.web.Problem;

@Path("/api/admin/songs")
@Tag(name = "Songs", description = "The catalogue of recordings.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongResource {

  /** What PATCH takes, for the description of the API. */
  @Schema(name = "SongChange", description = "What is absent stays as it is.")
  record Change(
      @Schema(maxLength = PlainText.MAX) String title,
      @Schema(maxLength = PlainText.MAX, nullable = true) String artist,
      @Schema(enumeration = {"soundscape", "instrumental"}) String type,
      @Schema(nullable = true, description = "Five numbers in 0..1, not all zero; null: unknown.")
          List<Float> embedding,
      @Schema(description = "false brings an archived song back.") Boolean archived) {}

  private final SongUpload uploads;
  private final Catalogue catalogue;
  private final ObjectMapper mapper;

  SongResource(SongUpload uploads, Catalogue catalogue, ObjectMapper mapper) {
    this.uploads = uploads;
    this.catalogue = catalogue;
    this.mapper = mapper;
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @RolesAllowed(Staff.ADMIN)
  @Operation(
      summary = "Upload a recording",
      description =
          "WAV, MP3, FLAC or OGG Vorbis of at most 200 MB, recognised by its content. title and artist default to the file's tags, title then to its name; "
              + "type to soundscape; embedding is a JSON array of five numbers in 0..1, not all zero, and unknown when absent.")
  @APIResponse(
      responseCode = "201",
      description = "The song.",
      content = @Content(schema = @Schema(implementation = SongView.class)))
  @APIResponse(
      responseCode = "409",
      description = "song-exists: the same content is there already, as song_id.")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "415", description = "unsupported-audio: says what was found.")
  @APIResponse(responseCode = "422", description = "unreadable-audio: damaged or cut off.")
  @APIResponse(
      responseCode = "503",
      description = "storage-away or database-away: nothing was kept, try again.")
  public Response upload(
      @RestForm FileUpload file,
      @RestForm String title,
      @RestForm String artist,
      @RestForm String type,
      @RestForm String embedding)
      throws IOException {
    if (file == null) {
      throw Problem.of(
          400,
          "file-missing",
          "File missing",
          "Send the recording as the part 'file' of a multipart form.");
    }
    CatalogueSong song =
        uploads.take(
            new SongUpload.Upload(
                file.uploadedFile(),
                file.fileName(),
                Fields.text("title", title, PlainText.MAX),
                Fields.text("artist", artist, PlainText.MAX),
                type == null || type.isBlank() ? "soundscape" : Catalogue.type(type),
                Embedding.parse(embedding, mapper)));
    return Response.created(URI.create("/api/admin/songs/" + song.id))
        .entity(SongView.of(song))
        .build();
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One song")
  public SongView get(@RestPath String id) {
    return catalogue.get(id);
  }

  @PATCH
  @Path("/{id}")
  @RolesAllowed(Staff.ADMIN)
  @Operation(summary = "Change a song", description = "Only what is named changes.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Change.class)))
  public SongView change(@RestPath String id, JsonNode body) {
    return catalogue.change(id, Fields.of(body));
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed(Staff.ADMIN)
  @Operation(
      summary = "Archive a song",
      description = "It leaves every queue at once; where it plays, it ends as planned.")
  public void archive(@RestPath String id) {
    catalogue.archive(id);
  }
}
