package roomtone.brain.session;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.player.Players;
import roomtone.brain.player.PublicPlayer;
import roomtone.brain.presence.PresenceCode;
import roomtone.brain.presence.PresenceCodes;
import roomtone.client.ClientAddress;
import roomtone.model.Dimensions;
import roomtone.model.Player;
import roomtone.model.PlayerRow;
import roomtone.model.RoomCondition;
import roomtone.model.Taste;
import roomtone.problem.Problem;

/** The calls that begin, show, renew and end a listener's session. */
@Path("/api")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Sessions")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
public class SessionResource {

  private static final String CODE =
      "The six digits on the screen of a room whose presence is code; they change every 5 minutes. Blanks and dashes between them are ignored";

  /**
   * The body of a check-in.
   *
   * @param playerId the player, which slug may name instead; null in both for a session without a
   *     room
   * @param favourite the name of a dimension; null when it was not answered
   * @param code the presence code; null for none. Rooms without codes ignore it
   */
  public record CheckIn(
      UUID playerId,
      @Schema(examples = "garden") String slug,
      @Schema(
              description =
                  "What you like best, always a dimension's name; once your taste is known it changes nothing",
              examples = "rain")
          String favourite,
      @Schema(description = CODE, examples = "047 113") String code) {

    private static final CheckIn EMPTY = new CheckIn(null, null, null, null);
  }

  /**
   * The body of a renewal.
   *
   * @param code the presence code; null for none. A renewal that needs no code ignores it
   */
  public record Renewal(@Schema(description = CODE, examples = "047 113") String code) {

    private static final Renewal EMPTY = new Renewal(null);
  }

  /** A session as its listener sees it. */
  public record Session(
      UUID sessionId,
      @Schema(nullable = true) UUID playerId,
      Instant checkedInAt,
      Instant expiresAt) {

    private static Session of(ListeningSession row) {
      return new Session(row.id, row.playerId, row.checkedInAt, row.expiresAt);
    }
  }

  /** The answer to a check-in: the session, and whether its room plays. */
  public record CheckedIn(
      UUID sessionId,
      @Schema(nullable = true) UUID playerId,
      Instant checkedInAt,
      Instant expiresAt,
      Instant serverTime,
      @Schema(
              nullable = true,
              enumeration = {"closed", "paused", "offline", "playing", "idle"},
              description = RoomCondition.STATE + "; null for a session without a room")
          String state,
      @Schema(nullable = true, description = RoomCondition.OPENS_AT) Instant opensAt,
      @Schema(
              nullable = true,
              enumeration = {PlayerRow.OPEN, PlayerRow.CODE},
              description = PublicPlayer.PRESENCE + "; null for a session without a room")
          String presence) {

    private static CheckedIn of(
        ListeningSession row, Optional<Player> player, Optional<RoomCondition> room) {
      return new CheckedIn(
          row.id,
          row.playerId,
          row.checkedInAt,
          row.expiresAt,
          row.checkedInAt,
          room.map(condition -> condition.state().word()).orElse(null),
          room.map(RoomCondition::opensAt).orElse(null),
          player.map(found -> found.presence).orElse(null));
    }
  }

  private final Caller caller;
  private final Sessions sessions;
  private final PresenceCodes codes;
  private final Players players;
  private final Dimensions dimensions;
  private final CheckInLimit limit;
  private final ClientAddress addresses;

  SessionResource(
      Caller caller,
      Sessions sessions,
      PresenceCodes codes,
      Players players,
      Dimensions dimensions,
      CheckInLimit limit,
      ClientAddress addresses) {
    this.caller = caller;
    this.sessions = sessions;
    this.codes = codes;
    this.players = players;
    this.dimensions = dimensions;
    this.limit = limit;
    this.addresses = addresses;
  }

  /** Begins a session. */
  @POST
  @Path("/checkin")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Check in",
      description =
          "For 60 minutes, at the player with that id or slug, or nowhere in particular. Votes and POST /api/session/renew renew the session, for 12 hours at most. Ends the session before. A room whose presence is code needs the code on its screen, from those who are checked in there too. A room that is closed or paused may be entered too: the answer says so, and when it opens.")
  @APIResponse(
      responseCode = "201",
      description = "You are in",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CheckedIn.class)))
  @APIResponse(
      responseCode = "400",
      description =
          "malformed-json, invalid-field, unknown-favourite, contradicting-players, invalid-presence-code")
  @APIResponse(responseCode = "403", description = "presence-code-required, presence-code-wrong")
  @APIResponse(responseCode = "404", description = "unknown-player")
  @APIResponse(
      responseCode = "429",
      description =
          "too-many-check-ins, check-in-throttled, room-check-in-throttled, presence-code-throttled, too-many-wrong-codes")
  public Response checkIn(CheckIn body, @Context HttpServerRequest call) {
    CheckIn request = Objects.requireNonNullElse(body, CheckIn.EMPTY);
    Optional<Taste> favourite = Optional.ofNullable(request.favourite()).map(this::dimension);
    Optional<PresenceCode> code = PresenceCode.parse(request.code());
    Optional<Player> player = player(request);
    String address = addresses.of(call);
    player
        .filter(Player::asksForCode)
        .ifPresent(room -> codes.require(caller.id(), room.id, code, address));
    limit.admit(address, player);
    ListeningSession session =
        sessions.checkIn(caller.id(), player.map(found -> found.id), favourite);
    Optional<RoomCondition> room =
        player.map(found -> players.condition(found, session.checkedInAt));
    return Response.status(Response.Status.CREATED)
        .entity(CheckedIn.of(session, player, room))
        .build();
  }

  /** Ends the session. */
  @POST
  @Path("/checkout")
  @Operation(summary = "Check out", description = "Also without a session.")
  @APIResponse(responseCode = "204", description = "You are out")
  public void checkOut() {
    sessions.checkOut(caller.id());
  }

  /** Returns the session. */
  @GET
  @Path("/session")
  @Operation(summary = "Your session", description = "The one that you are in, if you are.")
  @APIResponse(responseCode = "200", description = "Where you are, and until when")
  @APIResponse(responseCode = "404", description = "no-session")
  public Session current() {
    return sessions
        .current(caller.id())
        .map(Session::of)
        .orElseThrow(() -> Problem.of("no-session"));
  }

  /** Renews the session. */
  @POST
  @Path("/session/renew")
  @Operation(
      summary = "Stay checked in",
      description =
          "Your session ends 60 minutes from now, at most 12 hours after check-in. Nothing changes while more than 50 minutes of it are left. A session that is over is not renewed: check in again. Each vote renews it too. In a room whose presence is code, a renewal that changes anything more than two hours after check-in needs the code on its screen, and votes renew no longer.")
  @APIResponse(responseCode = "200", description = "Where you are, and until when")
  @APIResponse(
      responseCode = "400",
      description = "malformed-json, invalid-field, invalid-presence-code")
  @APIResponse(responseCode = "403", description = "presence-code-required, presence-code-wrong")
  @APIResponse(responseCode = "404", description = "no-session")
  @APIResponse(responseCode = "429", description = "presence-code-throttled, too-many-wrong-codes")
  public Session renew(Renewal body, @Context HttpServerRequest call) {
    Renewal request = Objects.requireNonNullElse(body, Renewal.EMPTY);
    Optional<PresenceCode> code = PresenceCode.parse(request.code());
    Optional<UUID> room = sessions.roomWhoseCodeRenews(caller.id());
    room.ifPresent(id -> codes.require(caller.id(), id, code, addresses.of(call)));
    return sessions
        .renew(caller.id(), room)
        .map(Session::of)
        .orElseThrow(() -> Problem.of("no-session"));
  }

  private Optional<Player> player(CheckIn request) {
    Optional<Player> byId =
        Optional.ofNullable(request.playerId())
            .map(id -> players.withId(id).orElseThrow(Players::unknown));
    Optional<Player> bySlug =
        Optional.ofNullable(request.slug())
            .map(slug -> players.withSlug(slug).orElseThrow(Players::unknown));
    if (byId.isPresent() && bySlug.isPresent() && !byId.get().id.equals(bySlug.get().id)) {
      throw Problem.of("contradicting-players");
    }
    return byId.or(() -> bySlug);
  }

  private Taste dimension(String name) {
    return dimensions
        .named(name)
        .orElseThrow(() -> Problem.of("unknown-favourite", String.join(", ", dimensions.names())));
  }
}
