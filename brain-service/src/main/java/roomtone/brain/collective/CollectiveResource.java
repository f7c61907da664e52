package roomtone.brain.collective;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.brain.collective.Collectives.Collective;
import roomtone.brain.player.Players;

/** What a room wants, roughly. */
@Path("/api/players/{player}/collective")
@PermitAll
@RunOnVirtualThread
@Tag(name = "Rooms")
public class CollectiveResource {

  /**
   * What may be told.
   *
   * @param vector to 0.1; null below three listeners
   * @param listeners null below three
   */
  public record PublicCollective(
      @Schema(nullable = true, examples = "[0.6, 0.8, 0.0, 0.0, 0.0]") List<Double> vector,
      @Schema(nullable = true, examples = "7") Integer listeners) {

    private static final PublicCollective HIDDEN = new PublicCollective(null, null);

    private static PublicCollective of(Collective collective) {
      return new PublicCollective(
          Arrays.stream(collective.components()).mapToObj(PublicCollective::tenths).toList(),
          collective.listeners());
    }

    private static Double tenths(double component) {
      // adding zero turns -0.0 into 0.0
      return Math.rint(component * 10) / 10 + 0.0;
    }
  }

  private record Shown(Instant minute, PublicCollective collective) {}

  private final Players players;
  private final Collectives collectives;

  /**
   * What was told of each room last: the same for a minute, so that nobody sees one vote's effect.
   */
  private final Map<UUID, Shown> shown = new ConcurrentHashMap<>();

  CollectiveResource(Players players, Collectives collectives) {
    this.players = players;
    this.collectives = collectives;
  }

  /** Tells it. */
  @GET
  @Operation(
      summary = "What a room wants",
      description =
          "The direction of its taste, to 0.1, refreshed once a minute; null below three listeners.")
  @APIResponse(responseCode = "200", description = "The direction, or nulls")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public PublicCollective read(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug) {
    UUID player = players.named(idOrSlug).id;
    Collective current = collectives.of(player);
    if (!current.isPublic()) {
      return PublicCollective.HIDDEN;
    }
    Instant minute = current.now().truncatedTo(ChronoUnit.MINUTES);
    return shown
        .compute(
            player,
            (id, before) ->
                before != null && before.minute().equals(minute)
                    ? before
                    : new Shown(minute, PublicCollective.of(current)))
        .collective();
  }
}
