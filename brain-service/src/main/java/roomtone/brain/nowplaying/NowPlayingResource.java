package roomtone.brain.nowplaying;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import roomtone.brain.api.Caller;
import roomtone.brain.api.Caller.SignedIn;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.limit.LimitedPerAddress;
import roomtone.model.Player;

/** Shows what plays in a room and what is next: to those who are there more than to others. */
@Path("/api/players/{player}/now-playing")
@PermitAll
@LimitedPerAddress
@RunOnVirtualThread
@Tag(name = "Rooms")
public class NowPlayingResource {

  private final Caller caller;
  private final Listeners listeners;
  private final PresentListeners present;
  private final Players players;
  private final NowPlaying nowPlaying;

  NowPlayingResource(
      Caller caller,
      Listeners listeners,
      PresentListeners present,
      Players players,
      NowPlaying nowPlaying) {
    this.caller = caller;
    this.listeners = listeners;
    this.present = present;
    this.players = players;
    this.nowPlaying = nowPlaying;
  }

  /** Returns the state of a room. */
  @GET
  @SecurityRequirementsSet({})
  @SecurityRequirement(name = "supabase")
  @Operation(
      summary = "What plays, what is next, and why",
      description =
          "Everybody sees what plays and the first entry, which stands. With the token of a listener who is checked in there the answer has all entries. Each pick has its reasons in words, what the room wants of each dimension (in steps of 0.25, made anew every five minutes) and what the song has of it (rounded to 0.1), never of fewer than five listeners of known taste.")
  @APIResponse(responseCode = "200", description = "What plays, or null, and what is next")
  @APIResponse(responseCode = "401", description = "unauthorized, account-gone")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public RestResponse<RoomState> read(
      @Parameter(description = "Its id or its slug", example = "garden") @PathParam("player")
          String idOrSlug,
      @Parameter(description = "The language of the words: en or de, else en", example = "de")
          @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE)
          String acceptLanguage) {
    Locale language = Messages.language(acceptLanguage);
    Optional<UUID> listener = caller.ifSignedIn().map(SignedIn::id);
    listener.ifPresent(listeners::require);
    Player player = players.named(idOrSlug);
    RoomView view = listener.map(id -> present.viewOf(id, player.id)).orElse(RoomView.STRANGER);
    Instant now = players.now();
    NowPlaying.Snapshot snapshot = nowPlaying.of(player, players.condition(player, now));
    return ResponseBuilder.ok(nowPlaying.translate(snapshot, language, view).at(now))
        .header(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE + ", " + HttpHeaders.AUTHORIZATION)
        .build();
  }
}
