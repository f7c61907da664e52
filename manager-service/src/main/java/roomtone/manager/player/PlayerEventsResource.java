package roomtone.manager.player;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import roomtone.limit.LimitedStreams;
import roomtone.limit.StreamLease;
import roomtone.manager.rest.Staff;

@Path("/api/admin/players/events")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
class PlayerEventsResource {

  private final LivePlayers live;
  private final Staff staff;
  private final Sse sse;

  PlayerEventsResource(LivePlayers live, Staff staff, @Context Sse sse) {
    this.live = live;
    this.staff = staff;
    this.sse = sse;
  }

  @GET
  @LimitedStreams
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RunOnVirtualThread
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Operation(
      summary = "Players as they change",
      description =
          "Server-sent events named players, to be read with fetch and the Authorization header: on connect one with all that the caller may see, "
              + "then one within two seconds of a change with those that differ; five seconds, more with many thousands of players, while the database's "
              + "notifications do not come through. A comment every 15 seconds keeps the line open. "
              + "A pod keeps 500 streams (ROOMTONE_STAFF_STREAMS). It ends when the token expires or a role is taken away: connect again with a fresh token.")
  @APIResponse(
      responseCode = "200",
      description = "The stream.",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = PlayerStream.Event.class),
              example =
                  """
                  event: players
                  data: {"players": [{"id": "123e4567-e89b-12d3-a456-426614174000", "name": "Lobby", "status": "playing", …}], "gone": []}

                  : still here
                  """))
  @APIResponse(responseCode = "503", description = "too-many-streams")
  public Multi<OutboundSseEvent> watch(@Context RoutingContext call) {
    return live.watch(
            new PlayerStream.Watcher(staff.id(), staff.isAdmin(), staff.until()),
            StreamLease.of(call))
        .map(
            sent ->
                sent.map(
                        players ->
                            sse.newEventBuilder()
                                .name("players")
                                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                                .data(players)
                                .build())
                    .orElseGet(() -> sse.newEventBuilder().comment("still here").build()));
  }
}
