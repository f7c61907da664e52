package roomtone.manager.song;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
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
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.SongParameter;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;

@Path("/api/admin/songs")
@Tag(name = "Songs", description = "The catalogue of recordings.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongResource {

  /** The outline of a song's sound. */
  @Schema(name = "Outline")
  record Outline(
      @Schema(
              description =
                  "The highest sample in each of 200 equal stretches, from 0 to 255, which is full scale.",
              examples = "[0, 12, 130, 255, 131, 9]")
          List<Integer> heights) {}

  private final Catalogue catalogue;
  private final SongSearch search;

  SongResource(Catalogue catalogue, SongSearch search) {
    this.catalogue = catalogue;
    this.search = search;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Find songs",
      description =
          "In the catalogue, newest first unless sorted otherwise; what is unknown stands last. total counts to "
              + PageParameters.MAX_COUNTED
              + ".")
  @APIResponse(responseCode = "200", description = "A page of songs.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Page<SongView> list(
      @BeanParam SongQuery question,
      @RestQuery
          @DefaultValue("-created")
          @Parameter(
              description =
                  "title, artist, type, created, updated, duration, loudness, bpm, size or confidence; from the other end with - before it.",
              example = "-created")
          String sort,
      @BeanParam PageParameters page) {
    return search.page(question.filter(), SongOrder.by(sort), page.countedRequest());
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One song", description = "Archived or not.")
  @APIResponse(responseCode = "200", description = "The song.")
  @APIResponse(responseCode = "404", description = "unknown-song")
  public SongView get(@BeanParam SongParameter song) {
    return catalogue.get(song.id);
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
              mediaType = MediaType.APPLICATION_JSON,
              examples = {
                @ExampleObject(
                    name = "rename",
                    value = "{\"title\": \"Rain on tin\", \"artist\": null}"),
                @ExampleObject(name = "confirm", value = "{\"confirm_suggestion\": true}"),
                @ExampleObject(name = "bring back", value = "{\"archived\": false}")
              }))
  public SongView change(@BeanParam SongParameter song, SongChange change) {
    return catalogue.change(song.id, change);
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
  public void archive(@BeanParam SongParameter song) {
    catalogue.archive(song.id);
  }

  @GET
  @Path("/{id}/outline")
  @Operation(summary = "What a song looks like", description = "For a picture of its loudness.")
  @APIResponse(responseCode = "200", description = "Its outline.")
  @APIResponse(responseCode = "404", description = "unknown-song, not-analysed")
  public Outline outline(@BeanParam SongParameter song) {
    List<Integer> heights = new ArrayList<>();
    for (byte height : catalogue.outline(song.id)) {
      heights.add(height & 0xff);
    }
    return new Outline(heights);
  }
}
