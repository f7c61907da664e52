package roomtone.brain.nowplaying;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.brain.player.Players;
import roomtone.model.Player;

/** What plays, for everybody. */
@Path("/api/players/{player}/now-playing")
@PermitAll
@RunOnVirtualThread
@Tag(name = "Rooms")
public class NowPlayingResource {

  /** The room. */
  public record Room(UUID id, String slug, String name, String status) {}

  /** The song that runs. */
  public record Current(
      UUID songId,
      String title,
      @Schema(nullable = true) String artist,
      Instant startedAt,
      @Schema(description = "How long it plays", examples = "180") int playSeconds) {}

  /** A song that is next. */
  public record Next(
      UUID queueId,
      UUID songId,
      String title,
      @Schema(description = "1 plays next") int position,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description =
                  "collective: picked by those present; house: by what this room has loved; rotation: not heard for longest; null below three listeners")
          String reason,
      @Schema(description = "Whether a vote can still move it") boolean changeable) {}

  /** All of it. */
  public record State(Room player, @Schema(nullable = true) Current current, List<Next> next) {}

  private final Players players;
  private final NowPlaying nowPlaying;

  NowPlayingResource(Players players, NowPlaying nowPlaying) {
    this.players = players;
    this.nowPlaying = nowPlaying;
  }

  /** Tells it. */
  @GET
  @Operation(summary = "What plays and what is next", description = "By the player's id or slug.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public State read(@PathParam("player") String idOrSlug) {
    Player player = players.named(idOrSlug);
    NowPlaying.State state = nowPlaying.of(player.id);
    return new State(
        new Room(player.id, player.slug, player.name, player.status),
        state.current().map(NowPlayingResource::shown).orElse(null),
        state.next().stream().map(NowPlayingResource::shown).toList());
  }

  private static Current shown(NowPlaying.Current row) {
    return new Current(row.songId(), row.title(), row.artist(), row.startedAt(), row.playSeconds());
  }

  private static Next shown(NowPlaying.Next entry) {
    return new Next(
        entry.queueId(),
        entry.songId(),
        entry.title(),
        entry.position(),
        entry.reason(),
        entry.changeable());
  }
}
