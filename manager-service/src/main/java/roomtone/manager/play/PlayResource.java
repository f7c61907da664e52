package roomtone.manager.play;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.device.DeviceRegistry;
import roomtone.problem.Problem;
import roomtone.trace.Traces;

@Path("/api/player/plays")
@Tag(name = "Devices")
@SecurityRequirement(name = "device")
@RunOnVirtualThread
class PlayResource {

  static final int MAX_REPORTS = 500;

  private final DeviceRegistry devices;
  private final PlayReports plays;
  private final Traces traces;

  PlayResource(DeviceRegistry devices, PlayReports plays, Traces traces) {
    this.devices = devices;
    this.plays = plays;
    this.traces = traces;
  }

  @POST
  @Operation(
      summary = "Report what was played",
      description =
          "When a song starts, and again when it has ended. A start that is the latest and less than 10 minutes old moves the queue on. "
              + "At most 500 at once, in order. Roomtone-Device-Time (the device's clock as it sends, ISO 8601) corrects all times of the batch.")
  @APIResponse(
      responseCode = "200",
      description = "What became of each, in the order sent.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.ARRAY, implementation = PlayReports.Result.class)))
  @APIResponse(responseCode = "400", description = "invalid-body, malformed-json, invalid-header")
  @APIResponse(responseCode = "401", description = "unknown-token")
  @APIResponse(responseCode = "411", description = "length-required")
  @APIResponse(responseCode = "413", description = "too-many-plays, too-large")
  @APIResponse(responseCode = "429", description = "too-many-device-calls, too-many-unknown-tokens")
  @APIResponse(responseCode = "503", description = "database-away")
  public List<PlayReports.Result> report(
      @Parameter(hidden = true) @HeaderParam("X-API-Key") String token,
      @Parameter(
              description = "The device's clock as it sends.",
              example = "2026-11-24T18:30:00.000Z")
          @HeaderParam("Roomtone-Device-Time")
          String deviceTime,
      @Schema(maxItems = MAX_REPORTS) List<PlayReport> reports,
      @Context RoutingContext call) {
    UUID player = devices.playerOf(token, call.request());
    if (reports.size() > MAX_REPORTS) {
      throw Problem.of("too-many-plays", MAX_REPORTS);
    }
    Duration offset = offset(deviceTime, Arrival.since(call));
    // What a device says about traces is read only once its token has been accepted.
    List<PlayReports.Result> results =
        traces.follow(
            "record plays",
            polls(reports),
            () -> plays.record(player, reports, offset, () -> Arrival.since(call)));
    if (results.stream().anyMatch(PlayReports.Result::hasChangedRoom)) {
      devices.changed(player);
    }
    return results;
  }

  /** Returns the spans of the polls that brought what was played. */
  private static List<String> polls(List<PlayReport> reports) {
    return reports.stream()
        .filter(Objects::nonNull)
        .map(report -> report.traceparent().textValue())
        .filter(Objects::nonNull)
        .toList();
  }

  private Duration offset(String deviceTime, Duration waited) {
    if (deviceTime == null) {
      return Duration.ZERO;
    }
    Problem invalid = Problem.of("invalid-header");
    try {
      Instant time = OffsetDateTime.parse(deviceTime).toInstant();
      if (!PlayReport.isAccepted(time)) {
        throw invalid;
      }
      return plays.offset(time, waited);
    } catch (DateTimeException e) {
      throw invalid;
    }
  }
}
