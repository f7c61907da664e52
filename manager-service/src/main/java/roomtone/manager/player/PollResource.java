package roomtone.manager.player;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.song.SongStorage;

@Path("/api/player/poll")
@Tag(name = "Devices", description = "Called by players, which show their token as X-API-Key.")
@SecurityRequirement(name = "device")
class PollResource {

  /** When to poll again, seconds. */
  static final String POLL_AFTER = "Roomtone-Poll-After";

  private final Fleet fleet;
  private final Heartbeats heartbeats;
  private final PollPace pace;
  private final SongStorage storage;
  private final ObjectMapper mapper;
  private final Clock clock;
  private final Counter full;
  private final Counter unchanged;

  PollResource(
      Fleet fleet,
      Heartbeats heartbeats,
      PollPace pace,
      SongStorage storage,
      ObjectMapper mapper,
      Clock clock,
      MeterRegistry meters) {
    this.fleet = fleet;
    this.heartbeats = heartbeats;
    this.pace = pace;
    this.storage = storage;
    this.mapper = mapper;
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
  public Uni<Response> poll(
      @Parameter(hidden = true) @HeaderParam("X-API-Key") String token,
      @Parameter(description = "The last ETag.", example = "\"u3v9gK2mX0aQhJtY7cRZpA\"")
          @HeaderParam(HttpHeaders.IF_NONE_MATCH)
          String known,
      @Context HttpServerRequest call) {
    Instant now = clock.instant();
    Optional<Fleet.Polling> atHand =
        fleet.atHand(token).filter(polling -> needsNobody(polling, known, now));
    if (atHand.isPresent()) {
      // Most polls: nothing to ask, to sign or to wait for, so no thread is needed for it.
      fleet.admit(atHand.get().device());
      return Uni.createFrom().item(answer(atHand.get(), known));
    }
    return Uni.createFrom()
        .item(() -> answer(fleet.poll(token, call), known))
        .runSubscriptionOn(Thread::startVirtualThread);
  }

  private boolean needsNobody(Fleet.Polling polling, String known, Instant now) {
    PollAnswer.Prepared last = polling.device().prepared;
    return last != null
        && isCurrent(last, polling, now)
        && (matches(known, last.etag())
            || polling.snapshot().next().stream()
                .allMatch(entry -> storage.isSignedAtHand(entry.file().url(), now)));
  }

  private Response answer(Fleet.Polling polling, String known) {
    Instant now = clock.instant();
    double pollAfter = pace.next();
    heartbeats.beat(polling.snapshot().playerId(), now, pollAfter);
    PollAnswer.Prepared prepared = prepared(polling, now);
    boolean same = matches(known, prepared.etag());
    (same ? unchanged : full).increment();
    return Response.status(same ? Response.Status.NOT_MODIFIED : Response.Status.OK)
        .header(HttpHeaders.ETAG, prepared.etag())
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header(
            HttpHeaders.DATE,
            DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)))
        .header(POLL_AFTER, pollAfter)
        .entity(same ? null : answer(polling.snapshot(), prepared.open(), now, pollAfter))
        .build();
  }

  /** Made once for each snapshot and hour, and when the room opens or closes. */
  private PollAnswer.Prepared prepared(Fleet.Polling polling, Instant now) {
    PollAnswer.Prepared last = polling.device().prepared;
    if (last != null && isCurrent(last, polling, now)) {
      return last;
    }
    PollAnswer.Prepared prepared =
        PollAnswer.prepare(
            polling.version(),
            polling.snapshot(),
            now.truncatedTo(ChronoUnit.HOURS),
            isOpen(polling.snapshot(), now),
            mapper);
    polling.device().prepared = prepared;
    return prepared;
  }

  private static boolean isCurrent(
      PollAnswer.Prepared prepared, Fleet.Polling polling, Instant now) {
    return prepared.isFor(
        polling.version(), now.truncatedTo(ChronoUnit.HOURS), isOpen(polling.snapshot(), now));
  }

  private static boolean isOpen(Snapshot snapshot, Instant now) {
    return snapshot.hours().isOpen(now, snapshot.zone());
  }

  private PollAnswer answer(Snapshot snapshot, boolean open, Instant now, double pollAfter) {
    return PollAnswer.of(
        snapshot,
        open,
        url -> storage.signedUrl(url, now),
        now.truncatedTo(ChronoUnit.MILLIS),
        pollAfter);
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
