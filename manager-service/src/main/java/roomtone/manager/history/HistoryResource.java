package roomtone.manager.history;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.player.PlayerAdmin;
import roomtone.manager.player.PlayerAdmin.Identity;
import roomtone.manager.rest.Csv;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.Period;
import roomtone.manager.rest.PeriodParameters;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;

@Path("/api/admin/players/{id}")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class HistoryResource {

  private static final Duration MAX_PERIOD = Duration.ofDays(3660);
  private static final Duration DEFAULT_PERIOD = Duration.ofDays(30);

  private final PlayerAdmin players;
  private final History history;
  private final Clock clock;

  HistoryResource(PlayerAdmin players, History history, Clock clock) {
    this.players = players;
    this.history = history;
    this.clock = clock;
  }

  @GET
  @Path("/history")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What was played",
      description =
          "Proof of play, newest first; of archived players too. Without a period the last 30 days; one has at most 3,660. total counts to "
              + PageParameters.MAX_COUNTED
              + ". With Accept: text/csv, or at history.csv, the whole period as a file.")
  @APIResponse(responseCode = "200", description = "A page of plays.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Page<PlayRecord> list(
      @BeanParam PlayerParameter player,
      @BeanParam PeriodParameters period,
      @BeanParam PageParameters page) {
    return history.page(players.identify(player.id), bounded(period), page.countedRequest());
  }

  @GET
  @Path("/history")
  @Produces(Csv.MEDIA_TYPE + ";qs=0.5")
  @Operation(hidden = true)
  public Response file(@BeanParam PlayerParameter player, @BeanParam PeriodParameters period) {
    return csv(player, period);
  }

  @GET
  @Path("/history.csv")
  @Produces(Csv.MEDIA_TYPE)
  @Operation(
      summary = "What was played, as a file",
      description =
          "The whole period, oldest first, however many plays it has: play_id, song_id, title, artist, started_at and ended_at in UTC, started_local and ended_local "
              + "in the player's timezone, seconds, outcome, reason. Without a period the last 30 days; one has at most 3,660. RFC 4180, UTF-8. "
              + "Texts that a spreadsheet would take for a formula have an apostrophe before them.")
  @APIResponse(
      responseCode = "200",
      description = "The table.",
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
  public Response csv(@BeanParam PlayerParameter player, @BeanParam PeriodParameters period) {
    Identity room = players.identify(player.id);
    Period played = bounded(period);
    return Csv.stream(
        "history-" + room.slug() + ".csv",
        PlayRecord.COLUMNS,
        history.chunk(room, played, null),
        last -> history.chunk(room, played, last),
        PlayRecord::cells);
  }

  private Period bounded(PeriodParameters period) {
    return period.period(clock.instant(), DEFAULT_PERIOD, MAX_PERIOD);
  }
}
