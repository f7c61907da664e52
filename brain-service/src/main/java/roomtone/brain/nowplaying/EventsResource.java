package roomtone.brain.nowplaying;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import roomtone.brain.player.Players;

/** What plays, as it changes, for everybody. */
@Path("/api/players/{player}/events")
@PermitAll
@Tag(name = "Rooms")
public class EventsResource {

  private static final String STATE = "state";

  private final Players players;
  private final LiveRooms live;
  private final Sse sse;

  EventsResource(Players players, LiveRooms live, @Context Sse sse) {
    this.players = players;
    this.live = live;
    this.sse = sse;
  }

  /** Streams it. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RunOnVirtualThread
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Operation(
      summary = "What plays and what is next, as it changes",
      description =
          "Server-sent events named state, each the whole answer of now-playing: one on connect, one within two seconds of a change. A comment every 15 seconds keeps the line open.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(responseCode = "503", description = "too-many-streams, with Retry-After")
  public Multi<OutboundSseEvent> watch(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug) {
    return live.watch(players.named(idOrSlug))
        .map(
            state ->
                state
                    .map(
                        shown ->
                            sse.newEventBuilder()
                                .name(STATE)
                                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                                .data(shown)
                                .build())
                    .orElseGet(() -> sse.newEventBuilder().comment("still here").build()));
  }
}
