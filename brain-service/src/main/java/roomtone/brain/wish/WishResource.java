package roomtone.brain.wish;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.api.PageParameters;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.brain.wish.PlayableSongs.PlayableSong;
import roomtone.page.Page;
import roomtone.problem.Problem;

/** The call by which those who are in a room search its songs, to vote for one. */
@Path("/api/players/{player}/songs")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Rooms")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
public class WishResource {

  /** The longest search text, in code points, after white space around it is removed. */
  static final int MAX_SEARCH_LENGTH = 200;

  static final int MAX_WORDS = 10;

  private final Caller caller;
  private final Listeners listeners;
  private final Players players;
  private final PlayableSongs songs;

  WishResource(Caller caller, Listeners listeners, Players players, PlayableSongs songs) {
    this.caller = caller;
    this.listeners = listeners;
    this.players = players;
    this.songs = songs;
  }

  /** Returns a page of the songs that were found. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Search the songs that a room may play",
      description =
          "For those who are checked in there: the room's library, or the whole catalogue where it has none, without songs that are archived or suspended after failures. By title, by page. To wish for a song, vote for it: POST /api/votes.")
  @APIResponse(responseCode = "200", description = "A page of the songs, by title")
  @APIResponse(responseCode = "400", description = "invalid-search, invalid-page")
  @APIResponse(responseCode = "403", description = "not-checked-in")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Page<PlayableSong> find(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug,
      @Parameter(
              description =
                  "Words, or parts of words, that all stand in title or artist; case and accents do not matter, % and _ stand for themselves. At most 10 words. Without any, all songs",
              schema = @Schema(implementation = String.class, maxLength = MAX_SEARCH_LENGTH),
              example = "rain roof")
          @QueryParam("q")
          String q,
      @BeanParam PageParameters page) {
    String search = search(q);
    var request = page.request();
    UUID listener = caller.id();
    listeners.require(listener);
    UUID player = players.named(idOrSlug).id;
    if (!songs.isCheckedIn(listener, player)) {
      throw Problem.of("not-checked-in");
    }
    return songs.find(player, search, request);
  }

  private static String search(String q) {
    String search = q == null ? "" : q.strip();
    if (search.codePointCount(0, search.length()) > MAX_SEARCH_LENGTH
        || search.chars().anyMatch(Character::isISOControl)
        || search.split("\\s+", -1).length > MAX_WORDS) {
      throw Problem.of("invalid-search", MAX_SEARCH_LENGTH, MAX_WORDS);
    }
    return search;
  }
}
