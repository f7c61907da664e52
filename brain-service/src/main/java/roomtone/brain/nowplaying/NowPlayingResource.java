package roomtone.brain.nowplaying;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.brain.nowplaying.NowPlaying.Current;
import roomtone.brain.nowplaying.NowPlaying.Next;
import roomtone.brain.player.Players;
import roomtone.brain.player.PublicPlayer;
import roomtone.model.Player;

/** What plays, for everybody. */
@Path("/api/players/{player}/now-playing")
@PermitAll
@RunOnVirtualThread
@Tag(name = "Rooms")
public class NowPlayingResource {

  /** All of it. */
  public record State(
      PublicPlayer player, @Schema(nullable = true) Current current, List<Next> next) {}

  private final Players players;
  private final NowPlaying nowPlaying;

  NowPlayingResource(Players players, NowPlaying nowPlaying) {
    this.players = players;
    this.nowPlaying = nowPlaying;
  }

  /** Tells it. */
  @GET
  @Operation(summary = "What plays and what is next", description = "By the player's id or slug.")
  @APIResponse(responseCode = "200", description = "What plays, or null, and what is next")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public State read(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug) {
    Player player = players.named(idOrSlug);
    NowPlaying.State state = nowPlaying.of(player.id);
    return new State(PublicPlayer.of(player), state.current().orElse(null), state.next());
  }
}
