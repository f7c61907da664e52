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
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import roomtone.brain.player.Players;
import roomtone.limit.LimitedPerAddress;
import roomtone.limit.LimitedStreams;
import roomtone.limit.StreamLease;

/** Streams what plays in a room and what is next, for everybody. */
@Path("/api/players/{player}/events")
@PermitAll
@Tag(name = "Rooms")
public class EventsResource {

  /** When a pod stops, its subscribers reconnect spread over this time, not all at once. */
  private static final Duration MIN_RECONNECT_DELAY = Duration.ofSeconds(2);

  private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(6);

  private final Players players;
  private final LiveRooms live;
  private final Sse sse;

  EventsResource(Players players, LiveRooms live, @Context Sse sse) {
    this.players = players;
    this.live = live;
    this.sse = sse;
  }

  /** Opens a stream. */
  @GET
  @LimitedStreams
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RunOnVirtualThread
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @ResponseHeader(name = "Cache-Control", value = "no-store, no-transform")
  @Operation(
      summary = "What plays and what is next, as it changes",
      description =
          "Server-sent events named state, each the whole answer of now-playing: one on connect, one within two seconds of a change. A comment every 15 seconds keeps the line open; when it breaks, EventSource connects again after some seconds by itself. It ends when the room is taken out of use; asking again gets 404.")
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
    return live.subscribe(
            () -> players.named(idOrSlug), Messages.language(acceptLanguage), StreamLease.of(call))
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
    players.named(idOrSlug);
    return Response.ok().type(MediaType.SERVER_SENT_EVENTS_TYPE).build();
  }

  private OutboundSseEvent state(String text, long retry) {
    return sse.newEventBuilder().name("state").reconnectDelay(retry).data(text).build();
  }
}
