package roomtone.brain.player;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.limit.LimitedPerAddress;

/** The call that lists the rooms. */
@Path("/api/players")
@PermitAll
@LimitedPerAddress
@RunOnVirtualThread
@Tag(name = "Rooms")
public class PlayerResource {

  private final Players players;

  PlayerResource(Players players) {
    this.players = players;
  }

  /** Returns all players that are not archived. */
  @GET
  @Operation(
      summary = "All rooms",
      description = "By name, with whether they play now; those that are archived are left out.")
  @APIResponse(responseCode = "200", description = "The rooms")
  public List<ListedPlayer> list() {
    Instant now = players.now();
    return players.all().stream()
        .map(player -> ListedPlayer.of(player, players.condition(player, now), now))
        .toList();
  }
}
