package roomtone.manager.songtable;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.database.DatabaseWait;
import roomtone.manager.rest.Csv;
import roomtone.manager.rest.QueryParameters;
import roomtone.manager.rest.Staff;
import roomtone.manager.song.SongFilter;
import roomtone.manager.song.SongQuery;

@Path("/api/admin/songs.csv")
@Tag(name = "Songs")
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class SongTableResource {

  private static final String EXAMPLE =
      """
      id,title,artist,type,rain,sea_waves,thunderstorm,wind,crackling_fire
      123e4567-e89b-12d3-a456-426614174000,Rain on a tent,,soundscape,1,0,0.25,0,0
      """;

  private final SongExport exports;
  private final SongImport imports;
  private final DatabaseWait wait;

  SongTableResource(SongExport exports, SongImport imports, DatabaseWait wait) {
    this.exports = exports;
    this.imports = imports;
    this.wait = wait;
  }

  @GET
  @RolesAllowed({Staff.ADMIN, Staff.MANAGER})
  @Produces(Csv.MEDIA_TYPE)
  @Operation(
      summary = "Songs as a table",
      description =
          "By title, however many: RFC 4180, UTF-8, one column for each dimension of the embedding, empty where it is unknown. What an import can change comes first. "
              + "Texts that a spreadsheet would take for a formula have an apostrophe before them.")
  @APIResponse(
      responseCode = "200",
      description = "The table.",
      content =
          @Content(
              mediaType = Csv.MEDIA_TYPE,
              schema = @Schema(implementation = String.class),
              example = EXAMPLE))
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Response export(@BeanParam SongQuery question) {
    SongFilter filter = question.filter();
    return Csv.stream(
        "songs.csv",
        exports.columns(),
        exports.chunk(filter, null),
        last -> exports.chunk(filter, last),
        SongExport.Line::cells);
  }

  @POST
  @RolesAllowed(Staff.ADMIN)
  @Consumes(Csv.MEDIA_TYPE)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Change songs by a table",
      description =
          "At most 5 MB and 20,000 songs, UTF-8, separated by commas, semicolons (numbers may then have a comma) or tabs. The column id names the song; of title, artist, type "
              + "and the five dimensions those that stand there are set: an empty artist is none, five empty dimensions are an unknown embedding. Other columns of the export may stand and are not read. "
              + "All is imported or, when a cell does not fit, nothing: invalid-rows then has the row, column and message of the first 100 errors, and counts all. "
              + "Songs that do not differ are left alone.")
  @RequestBody(
      content =
          @Content(
              mediaType = Csv.MEDIA_TYPE,
              schema = @Schema(type = SchemaType.STRING),
              example = EXAMPLE))
  @APIResponse(responseCode = "200", description = "What has changed, or would.")
  @APIResponse(
      responseCode = "400",
      description = "wrong-columns, not-utf-8, too-many-rows, invalid-rows, invalid-field")
  @APIResponse(responseCode = "411", description = "length-required")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "415", description = "unsupported-media-type")
  public SongImport.Result take(
      @RestQuery("dry_run")
          @Parameter(
              description = "true: only tells what would change.",
              schema = @Schema(implementation = Boolean.class),
              example = "true")
          String dryRun,
      @Context RoutingContext call,
      byte[] table) {
    wait.lift(call);
    return imports.take(
        table == null ? new byte[0] : table,
        Boolean.TRUE.equals(QueryParameters.bool("dry_run", dryRun)));
  }
}
