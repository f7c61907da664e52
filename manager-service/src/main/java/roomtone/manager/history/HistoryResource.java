package roomtone.manager.history;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.player.FleetCare;
import roomtone.manager.player.FleetCare.Looked;
import roomtone.manager.rest.Asked;
import roomtone.manager.rest.Csv;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageRequest;
import roomtone.manager.role.Staff;

@Path("/api/admin/players/{id}")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class HistoryResource {

  private static final Duration LONGEST = Duration.ofDays(3660);
  private static final Duration USUAL = Duration.ofDays(30);

  /** A page of plays, for the description of the API. */
  @Schema(name = "PlayedPage")
  record PlayedPage(List<Played> items, int page, int size, long total) {}

  private final FleetCare fleet;
  private final History history;
  private final Clock clock;

  HistoryResource(FleetCare fleet, History history, Clock clock) {
    this.fleet = fleet;
    this.history = history;
    this.clock = clock;
  }

  @GET
  @Path("/history")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What was played",
      description =
          "Proof of play, newest first; of archived players too. total counts to "
              + Page.COUNTED
              + ". With Accept: text/csv, or at history.csv, the whole period as a file.")
  @APIResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = PlayedPage.class)),
      })
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Page<Played> list(
      @RestPath String id,
      @RestQuery
          @Parameter(
              description = "Started then or later; 30 days before to when absent.",
              schema = @Schema(format = "date-time"),
              example = "2026-11-01T00:00:00Z")
          String from,
      @RestQuery
          @Parameter(
              description = "Started before then; now when absent. At most 3,660 days after from.",
              schema = @Schema(format = "date-time"),
              example = "2026-12-01T00:00:00Z")
          String to,
      @RestQuery @DefaultValue("1") int page,
      @RestQuery @DefaultValue("50") int size) {
    return history.page(fleet.look(id), period(from, to), new PageRequest(page, size));
  }

  @GET
  @Path("/history")
  @Produces(Csv.MEDIA_TYPE + ";qs=0.5")
  @Operation(hidden = true)
  public Response file(@RestPath String id, @RestQuery String from, @RestQuery String to) {
    return csv(id, from, to);
  }

  @GET
  @Path("/history.csv")
  @Produces(Csv.MEDIA_TYPE)
  @Operation(
      summary = "What was played, as a file",
      description =
          "The whole period, oldest first, however long: play_id, song_id, title, artist, started_at and ended_at in UTC, started_local and ended_local "
              + "in the player's timezone, seconds, outcome, reason. RFC 4180, UTF-8. Texts that a spreadsheet would take for a formula have an apostrophe before them.")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = Csv.MEDIA_TYPE,
              schema = @Schema(implementation = String.class),
              example =
                  "play_id,song_id,title,artist,started_at,ended_at,started_local,ended_local,seconds,outcome,reason\r\n"
                      + "123e4567-e89b-12d3-a456-426614174000,123e4567-e89b-12d3-a456-426614174001,Rain on a tent,,2026-11-24T15:00:00Z,2026-11-24T15:03:00Z,"
                      + "2026-11-24T16:00:00+01:00,2026-11-24T16:03:00+01:00,180,finished,collective\r\n"))
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Response csv(
      @RestPath String id,
      @RestQuery
          @Parameter(
              description = "As in history.",
              schema = @Schema(format = "date-time"),
              example = "2026-11-01T00:00:00Z")
          String from,
      @RestQuery
          @Parameter(
              description = "As in history.",
              schema = @Schema(format = "date-time"),
              example = "2026-12-01T00:00:00Z")
          String to) {
    Looked player = fleet.look(id);
    History.Period period = period(from, to);
    return Csv.stream(
        "history-" + player.slug() + ".csv",
        Played.COLUMNS,
        history.chunk(player, period, null),
        last -> history.chunk(player, period, last),
        Played::cells);
  }

  private History.Period period(String from, String to) {
    Instant end = to == null ? clock.instant() : Asked.instant("to", to);
    Instant begin = from == null ? end.minus(USUAL) : Asked.instant("from", from);
    if (!begin.isBefore(end)) {
      throw Fields.invalid("to", "is later than from");
    }
    if (begin.plus(LONGEST).isBefore(end)) {
      throw Fields.invalid(
          "to", "is at most %d days after from; ask in parts".formatted(LONGEST.toDays()));
    }
    return new History.Period(begin, end);
  }
}
