package roomtone.brain.nowplaying;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import roomtone.brain.api.Caller;
import roomtone.brain.api.Caller.SignedIn;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.limit.LimitedPerAddress;
import roomtone.limit.LimitedStreams;
import roomtone.limit.StreamLease;

/** Streams what plays in a room and what is next: to those who are there more than to others. */
@Path("/api/players/{player}/events")
@PermitAll
@Tag(name = "Rooms")
public class EventsResource {

  /** When a pod stops, its subscribers reconnect spread over this time, not all at once. */
  private static final Duration MIN_RECONNECT_DELAY = Duration.ofSeconds(2);

  private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(6);

  private final Caller caller;
  private final Listeners listeners;
  private final Players players;
  private final LiveRooms live;
  private final Sse sse;

  EventsResource(
      Caller caller, Listeners listeners, Players players, LiveRooms live, @Context Sse sse) {
    this.caller = caller;
    this.listeners = listeners;
    this.players = players;
    this.live = live;
    this.sse = sse;
  }

  /** Opens a stream. */
  @GET
  @SecurityRequirementsSet({})
  @SecurityRequirement(name = "supabase")
  @LimitedStreams
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RunOnVirtualThread
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @ResponseHeader(name = "Cache-Control", value = "no-store, no-transform")
  @Operation(
      summary = "What plays and what is next, as it changes",
      description =
          "Server-sent events named state, each the whole answer of now-playing: one on connect, one within two seconds of a change. With the token of a listener they show what the listener sees, and follow within two seconds when the listener checks in, checks out or the session ends; the stream ends with the token and with the account. EventSource sends no token: use fetch. A comment every 15 seconds keeps the line open; when it breaks, connect again after the given delay, as EventSource does by itself. It ends when the room is taken out of use; asking again gets 404.")
  @APIResponse(
      responseCode = "200",
      description = "The stream",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = String.class),
              example =
                  """
                  event: state
                  retry: 3456
                  data: {"player": {"id": "5e039910-d669-3fc6-bb8b-8c4fa2d921b8", "slug": "garden", "name": "Garden", "status": "playing"}, "current": null, "next": []}

                  : still here
                  """))
  @APIResponse(responseCode = "401", description = "unauthorized, account-gone")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "429", description = "too-many-streams-of-one")
  @APIResponse(responseCode = "503", description = "too-many-streams")
  public Multi<OutboundSseEvent> subscribe(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug,
      @Parameter(description = "The language of the words: en or de, else en", example = "de")
          @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE)
          String acceptLanguage,
      @Context RoutingContext call) {
    long retry =
        ThreadLocalRandom.current()
            .nextLong(MIN_RECONNECT_DELAY.toMillis(), MAX_RECONNECT_DELAY.toMillis());
    Optional<SignedIn> signedIn = signedIn();
    return live.subscribe(
            () -> players.named(idOrSlug),
            Messages.language(acceptLanguage),
            signedIn,
            StreamLease.of(call))
        .map(
            state ->
                state
                    .map(text -> state(text, retry))
                    .orElseGet(() -> sse.newEventBuilder().comment("still here").build()));
  }

  /** Answers with the headers of a stream and opens none. */
  @HEAD
  @LimitedPerAddress
  @RunOnVirtualThread
  @Operation(hidden = true)
  public Response head(@PathParam("player") String idOrSlug) {
    signedIn();
    players.named(idOrSlug);
    return Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build();
  }

  private Optional<SignedIn> signedIn() {
    Optional<SignedIn> signedIn = caller.ifSignedIn();
    signedIn.ifPresent(listener -> listeners.require(listener.id()));
    return signedIn;
  }

  private OutboundSseEvent state(String text, long retry) {
    return sse.newEventBuilder().name("state").reconnectDelay(retry).data(text).build();
  }
}
