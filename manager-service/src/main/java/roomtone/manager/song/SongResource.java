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
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.rest.Fields;
import roomtone.manager.role.Staff;
import roomtone.problem.Problem;

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
      @Schema(description = "true takes suggested_embedding as the embedding.")
          Boolean confirmSuggestion,
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
          "WAV, MP3, FLAC or OGG Vorbis of at most 200 MB and 6 hours, recognised by its content. title and artist default to the file's tags, title then to its name; "
              + "type to soundscape; embedding is a JSON array of five numbers in 0..1, not all zero. Without one the recording is listened to: what is heard surely becomes "
              + "the embedding (embedding_source model), anything else suggested_embedding, which picks nothing until it is confirmed. Title and tags are evidence. "
              + "The answer comes when all is done, at most about two minutes after the last byte; GET /api/admin/uploads tells meanwhile, and afterwards, what becomes of it. "
              + "Four are taken in at once. Listening that takes more than 60 s is given up: analysis is then partial, and POST /api/admin/songs/{id}/analysis tries again.")
  @APIResponse(
      responseCode = "201",
      description = "The song.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SongView.class)))
  @APIResponse(responseCode = "409", description = "song-exists")
  public Response upload(
      @RestForm(FileUpload.ALL) List<FileUpload> files,
      @RestForm @Schema(nullable = true, maxLength = PlainText.MAX) String title,
      @RestForm @Schema(nullable = true, maxLength = PlainText.MAX) String artist,
      @RestForm
          @Schema(
              nullable = true,
              enumeration = {"soundscape", "instrumental"})
          String type,
      @RestForm
          @Schema(
              nullable = true,
              description = "A JSON array of five numbers in 0..1, not all zero.")
          String embedding)
      throws IOException {
    SongView song =
        uploads.take(
            theFile(files),
            new SongUpload.Statement(
                Fields.text("title", title, PlainText.MAX),
                Fields.text("artist", artist, PlainText.MAX),
                type == null || type.isBlank() ? "soundscape" : Catalogue.type(type),
                Embedding.parse(embedding, mapper)));
    return Response.created(URI.create("/api/admin/songs/" + song.id())).entity(song).build();
  }

  /** The part 'file', and no other file beside it. */
  static FileUpload theFile(List<FileUpload> files) {
    List<String> others =
        files.stream().map(FileUpload::name).filter(name -> !name.equals("file")).toList();
    if (!others.isEmpty() || files.size() != 1) {
      String got =
          files.isEmpty()
              ? "There is no file in this form."
              : others.isEmpty()
                  ? "There are %d files in this form.".formatted(files.size())
                  : "There is a file in the part '%s'.".formatted(PlainText.of(others.getFirst()));
      throw Problem.of(
          400,
          "file-missing",
          "File missing",
          got + " Send one recording, as the part 'file' of a multipart form.");
    }
    return files.getFirst();
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One song", description = "Archived or not.")
  @APIResponse(responseCode = "200", description = "The song.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  public SongView get(
      @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
          @RestPath
          String id) {
    return catalogue.get(id);
  }

  @PATCH
  @Path("/{id}")
  @RolesAllowed(Staff.ADMIN)
  @Operation(
      summary = "Change a song",
      description =
          "Only what is named changes. confirm_suggestion takes what was heard with little confidence as the embedding. After a change of type, "
              + "POST /api/admin/songs/{id}/analysis listens for what the new type needs.")
  @APIResponse(responseCode = "200", description = "The song, as it is now.")
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-song")
  @APIResponse(responseCode = "409", description = "no-suggestion, file-removed")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = Change.class),
              examples = {
                @ExampleObject(
                    name = "rename",
                    value = "{\"title\": \"Rain on tin\", \"artist\": null}"),
                @ExampleObject(name = "confirm", value = "{\"confirm_suggestion\": true}"),
                @ExampleObject(name = "bring back", value = "{\"archived\": false}")
              }))
  public SongView change(
      @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
          @RestPath
          String id,
      JsonNode body) {
    return catalogue.change(id, Fields.of(body, Change.class));
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed(Staff.ADMIN)
  @Operation(
      summary = "Archive a song",
      description =
          "It leaves every queue at once, and the queues are filled up; where it plays, it ends as planned. In libraries it stays, but is not picked. "
              + "Its file is removed after 30 days.")
  @APIResponse(responseCode = "204", description = "It is out of use.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  public void archive(
      @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
          @RestPath
          String id) {
    catalogue.archive(id);
  }
}
