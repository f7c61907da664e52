package roomtone.manager.upload;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.SongParameter;
import roomtone.manager.rest.Staff;
import roomtone.manager.song.Catalogue;
import roomtone.manager.song.DisplayText;
import roomtone.manager.song.Embedding;
import roomtone.manager.song.SongView;
import roomtone.problem.Problem;

@Path("/api/admin/songs")
@Tag(name = "Songs", description = "The catalogue of recordings.")
@RolesAllowed(Staff.ADMIN)
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongUploadResource {

  /** Where the file of a song can be read. */
  @Schema(name = "SongFile")
  record SongFile(
      @Schema(
              description = "Good for at least an hour.",
              examples =
                  "https://sounds.s3.eu-central-1.amazonaws.com/songs/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.flac?X-Amz-Signature=0f")
          String url) {}

  private final UploadPipeline pipeline;
  private final ObjectMapper mapper;
  private final Clock clock;

  SongUploadResource(UploadPipeline pipeline, ObjectMapper mapper, Clock clock) {
    this.pipeline = pipeline;
    this.mapper = mapper;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Produces(MediaType.APPLICATION_JSON)
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
      @RestForm @Schema(nullable = true, maxLength = DisplayText.MAX_LENGTH) String title,
      @RestForm @Schema(nullable = true, maxLength = DisplayText.MAX_LENGTH) String artist,
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
        pipeline.add(
            onlyFile(files),
            new UploadedSongs.SongDetails(
                Fields.text("title", title, DisplayText.MAX_LENGTH),
                Fields.text("artist", artist, DisplayText.MAX_LENGTH),
                type == null || type.isBlank() ? "soundscape" : Catalogue.type(type),
                Embedding.parse(embedding, mapper)));
    return Response.created(URI.create("/api/admin/songs/" + song.id())).entity(song).build();
  }

  /** The part 'file', which must be the only file. */
  private static FileUpload onlyFile(List<FileUpload> files) {
    List<String> others =
        files.stream().map(FileUpload::name).filter(name -> !name.equals("file")).toList();
    if (!others.isEmpty() || files.size() != 1) {
      String got =
          files.isEmpty()
              ? "There is no file in this form."
              : others.isEmpty()
                  ? "There are %d files in this form.".formatted(files.size())
                  : "There is a file in the part '%s'."
                      .formatted(DisplayText.of(others.getFirst()));
      throw Problem.withDetail(
          "file-missing", got + " Send one recording, as the part 'file' of a multipart form.");
    }
    return files.getFirst();
  }

  @GET
  @Path("/{id}/file")
  @RolesAllowed({Staff.ADMIN, Staff.MANAGER})
  @Operation(
      summary = "Where a song can be listened to",
      description = "A signed link to its file, as devices get it, for an audio element.")
  @APIResponse(responseCode = "200", description = "The link.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  @APIResponse(responseCode = "409", description = "file-removed")
  public SongFile file(@BeanParam SongParameter song) {
    return new SongFile(pipeline.signedUrl(song.id, clock.instant()));
  }

  @PUT
  @Path("/{id}/file")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      summary = "Replace the file of a song",
      description =
          "Takes what an upload takes. The recording is listened to anew; an embedding that somebody stated stays. Devices get the new file by poll and manifest; "
              + "the old one stays in S3 for a day. An archived song whose file was removed gets one again this way.")
  @APIResponse(responseCode = "200", description = "The song, as it is now.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  @APIResponse(responseCode = "409", description = "song-plays, song-exists")
  public SongView replace(
      @BeanParam SongParameter song, @RestForm(FileUpload.ALL) List<FileUpload> files)
      throws IOException {
    return pipeline.replaceFile(song.id, onlyFile(files));
  }

  @POST
  @Path("/{id}/analysis")
  @Operation(
      summary = "Listen to a song again",
      description =
          "For songs whose analysis is partial or null, or whose type has changed. What somebody stated stays. Takes at most 60 s, and one of the four places for uploads.")
  @APIResponse(responseCode = "200", description = "The song, as it is now.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  @APIResponse(
      responseCode = "409",
      description = "file-removed, file-elsewhere, file-missing-in-storage, file-replaced")
  @APIResponse(responseCode = "415", description = "unsupported-audio")
  @APIResponse(responseCode = "422", description = "unreadable-audio, audio-too-large")
  @APIResponse(
      responseCode = "503",
      description = "uploads-busy, storage-away, disk-trouble, shutting-down")
  @APIResponse(responseCode = "507", description = "disk-full")
  public SongView analyse(@BeanParam SongParameter song) throws IOException {
    return pipeline.analyseAgain(song.id);
  }
}
