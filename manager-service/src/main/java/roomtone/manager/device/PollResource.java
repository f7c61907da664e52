package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

@Path("/api/player/poll")
@Tag(name = "Devices", description = "Called by players, which show their token as X-API-Key.")
@SecurityRequirement(name = "device")
class PollResource {

  /** When to poll again, seconds. */
  static final String POLL_AFTER = "Roomtone-Poll-After";

  private static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

  /** As the header says it, the same for a second. */
  private record Date(long second, String text) {}

  private final DeviceRegistry devices;
  private final Heartbeats heartbeats;
  private final PollPace pace;
  private final PollAnswers answers;
  private final Clock clock;
  private final Counter full;
  private final Counter unchanged;
  private volatile Date date = new Date(Long.MIN_VALUE, "");

  PollResource(
      DeviceRegistry devices,
      Heartbeats heartbeats,
      PollPace pace,
      PollAnswers answers,
      Clock clock,
      MeterRegistry meters) {
    this.devices = devices;
    this.heartbeats = heartbeats;
    this.pace = pace;
    this.answers = answers;
    this.clock = clock;
    this.full = meters.counter("roomtone.polls", "answer", "full");
    this.unchanged = meters.counter("roomtone.polls", "answer", "unchanged");
  }

  @GET
  @Operation(
      summary = "Ask what to play",
      description =
          "State and the next songs; the heartbeat, too. Send the last ETag as If-None-Match: 304 says that nothing has changed. "
              + "Roomtone-Poll-After and Date stand on both.")
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
    // Most polls: nothing to ask, to sign or to wait for, so no thread is needed for it.
    Optional<RestResponse<byte[]>> atOnce =
        devices.atHand(token).flatMap(polling -> answerAtOnce(polling, known, now));
    return atOnce.isPresent()
        ? Uni.createFrom().item(atOnce.get())
        : Uni.createFrom()
            .item(() -> answer(devices.poll(token, call), known))
            .runSubscriptionOn(Thread::startVirtualThread);
  }

  private Optional<RestResponse<byte[]>> answerAtOnce(
      DeviceRegistry.Polling polling, String known, Instant now) {
    PollAnswer.Prepared prepared = answers.preparedAtHand(polling, now).orElse(null);
    if (prepared == null) {
      return Optional.empty();
    }
    if (matches(known, prepared.etag())) {
      devices.admit(polling.device());
      return Optional.of(unchanged(prepared, now, tell(polling, now)));
    }
    return answers
        .bodyAtHand(polling, prepared, now)
        .map(
            body -> {
              devices.admit(polling.device());
              return full(prepared, body, now, tell(polling, now));
            });
  }

  private RestResponse<byte[]> answer(DeviceRegistry.Polling polling, String known) {
    Instant now = clock.instant();
    PollAnswer.Prepared prepared = answers.prepared(polling, now);
    if (matches(known, prepared.etag())) {
      return unchanged(prepared, now, tell(polling, now));
    }
    PollBody body = answers.body(polling, prepared, now);
    return full(prepared, body, now, tell(polling, now));
  }

  /** When the device is to poll again, seconds; until then it is taken to be alive. */
  private double tell(DeviceRegistry.Polling polling, Instant now) {
    double pollAfter = pace.next();
    heartbeats.beat(polling.device(), polling.snapshot().playerId(), now, pollAfter);
    return pollAfter;
  }

  private RestResponse<byte[]> unchanged(
      PollAnswer.Prepared prepared, Instant now, double pollAfter) {
    unchanged.increment();
    return answer(RestResponse.Status.NOT_MODIFIED, null, prepared, now, pollAfter);
  }

  private RestResponse<byte[]> full(
      PollAnswer.Prepared prepared, PollBody body, Instant now, double pollAfter) {
    full.increment();
    return answer(RestResponse.Status.OK, body.at(now, pollAfter), prepared, now, pollAfter);
  }

  private RestResponse<byte[]> answer(
      RestResponse.Status status,
      byte[] body,
      PollAnswer.Prepared prepared,
      Instant now,
      double pollAfter) {
    return RestResponse.ResponseBuilder.create(status, body)
        .header(HttpHeaders.ETAG, prepared.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(HttpHeaders.DATE, date(now))
        .header(POLL_AFTER, pollAfter)
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

  /** As RFC 9110 13.1.2 compares: a list, weak or strong, or a star. */
  private static boolean matches(String known, String etag) {
    if (known == null) {
      return false;
    }
    for (String candidate : known.split(",", -1)) {
      String tag = candidate.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }
}
