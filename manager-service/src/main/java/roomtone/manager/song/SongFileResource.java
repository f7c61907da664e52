package roomtone.manager.song;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.role.Staff;

@Path("/api/admin/songs/{id}")
@Tag(name = "Songs", description = "The catalogue of recordings.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongFileResource {

  /** What a recording looks like. */
  @Schema(name = "Outline")
  record Outline(
      @Schema(
              description =
                  "The highest sample in each of 200 equal stretches, from 0 to 255, which is full scale.",
              examples = "[0, 12, 130, 255, 131, 9]")
          List<Integer> heights) {}

  private final SongReplacement replacement;
  private final SongAnalysis analysis;
  private final Catalogue catalogue;

  SongFileResource(SongReplacement replacement, SongAnalysis analysis, Catalogue catalogue) {
    this.replacement = replacement;
    this.analysis = analysis;
    this.catalogue = catalogue;
  }

  @PUT
  @Path("/file")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @RolesAllowed(Staff.ADMIN)
  @Operation(
      summary = "Replace the file of a song",
      description =
          "Takes what an upload takes. The recording is listened to anew; an embedding that somebody stated stays. Devices get the new file by poll and manifest; "
              + "the old one stays in S3 for a day. An archived song whose file was removed gets one again this way.")
  @APIResponse(responseCode = "200", description = "The song, as it is now.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  @APIResponse(responseCode = "409", description = "song-plays, song-exists")
  public SongView replace(
      @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
          @RestPath
          String id,
      @RestForm(FileUpload.ALL) List<FileUpload> files)
      throws IOException {
    return replacement.replace(id, SongResource.theFile(files));
  }

  @POST
  @Path("/analysis")
  @RolesAllowed(Staff.ADMIN)
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
  public SongView analyse(
      @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
          @RestPath
          String id)
      throws IOException {
    return analysis.again(id);
  }

  @GET
  @Path("/outline")
  @Operation(summary = "What a song looks like", description = "For a picture of its loudness.")
  @APIResponse(responseCode = "200", description = "Its outline.")
  @APIResponse(responseCode = "404", description = "unknown-song, not-analysed")
  public Outline outline(
      @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
          @RestPath
          String id) {
    List<Integer> heights = new ArrayList<>();
    for (byte height : catalogue.outline(id)) {
      heights.add(height & 0xff);
    }
    return new Outline(heights);
  }
}
