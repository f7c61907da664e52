package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import roomtone.meter.Meters;
import roomtone.trace.Traceparent;
import roomtone.trace.Traces;

@Path("/api/player/poll")
@Tag(name = "Devices", description = "Called by players, which show their token as X-API-Key.")
@SecurityRequirement(name = "device")
class PollResource {

  /** The response header that says when to poll again, seconds. */
  static final String POLL_AFTER = "Roomtone-Poll-After";

  private static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

  /** The header Date of one second. */
  private record Date(long second, String text) {}

  private final DeviceRegistry devices;
  private final Heartbeats heartbeats;
  private final PollPace pace;
  private final PollAnswers answers;
  private final Clock clock;
  private final Traces traces;
  private final Counter full;
  private final Counter unchanged;
  private final Counter snapshotHits;
  private volatile Date date = new Date(Long.MIN_VALUE, "");

  PollResource(
      DeviceRegistry devices,
      Heartbeats heartbeats,
      PollPace pace,
      PollAnswers answers,
      Clock clock,
      Traces traces,
      Meters meters) {
    this.devices = devices;
    this.heartbeats = heartbeats;
    this.pace = pace;
    this.answers = answers;
    this.clock = clock;
    this.traces = traces;
    this.full = meters.counter("roomtone.polls", "full");
    this.snapshotHits = meters.counter("roomtone.snapshots", "hit");
    this.unchanged = meters.counter("roomtone.polls", "unchanged");
  }

  @GET
  @Operation(
      summary = "Ask what to play",
      description =
          "State and the next songs; the heartbeat, too. Send the last ETag as If-None-Match: 304 says that nothing has changed. "
              + "Roomtone-Poll-After and Date stand on both, and traceparent where the manager records a trace of the poll.")
  @APIResponse(
      responseCode = "200",
      description = "What to play.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PollAnswer.class)))
  @APIResponse(responseCode = "304", description = "Nothing has changed.")
  @APIResponse(responseCode = "401", description = "unknown-token")
  @APIResponse(responseCode = "429", description = "too-many-device-calls, too-many-unknown-tokens")
  @APIResponse(responseCode = "503", description = "database-away")
  @NonBlocking
  @Produces(JSON)
  public Uni<RestResponse<byte[]>> poll(
      @Parameter(hidden = true) @HeaderParam("X-API-Key") String token,
      @Parameter(description = "The last ETag.", example = "\"u3v9gK2mX0aQhJtY7cRZpA\"")
          @HeaderParam(HttpHeaders.IF_NONE_MATCH)
          String known,
      @Context HttpServerRequest call) {
    Instant now = clock.instant();
    String traceparent = traces.current();
    // Most polls need nothing but memory: they are answered on the event loop.
    return devices
        .findFresh(token)
        .flatMap(
            polling -> {
              snapshotHits.increment();
              return answers
                  .kept(polling, known, now)
                  .map(answer -> respond(polling, answer, now, traceparent));
            })
        .map(response -> Uni.createFrom().item(response))
        .orElseGet(
            () ->
                Uni.createFrom()
                    .item(() -> load(token, known, call, traceparent))
                    .runSubscriptionOn(Thread::startVirtualThread));
  }

  private RestResponse<byte[]> load(
      String token, String known, HttpServerRequest call, String traceparent) {
    DeviceRegistry.Polling polling = devices.find(token, call);
    Instant now = clock.instant();
    return respond(polling, answers.of(polling, known, now), now, traceparent);
  }

  /**
   * @param traceparent the span of the poll; null when none is recorded
   */
  private RestResponse<byte[]> respond(
      DeviceRegistry.Polling polling, PollAnswers.Answer answer, Instant now, String traceparent) {
    devices.admitPoll(polling.device());
    double pollAfter = pace.next();
    heartbeats.beat(polling.device(), polling.snapshot().playerId(), now, pollAfter);
    (answer.isUnchanged() ? unchanged : full).increment();
    return (answer.isUnchanged()
            ? ResponseBuilder.<byte[]>notModified()
            : ResponseBuilder.ok(answer.body().at(now, pollAfter)))
        .header(HttpHeaders.ETAG, answer.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(HttpHeaders.DATE, date(now))
        .header(POLL_AFTER, pollAfter)
        .header(Traceparent.HEADER, traceparent)
        .build();
  }

  private String date(Instant now) {
    Date last = date;
    if (last.second() != now.getEpochSecond()) {
      last =
          new Date(
              now.getEpochSecond(),
              DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
      date = last;
    }
    return last.text();
  }
}
