package roomtone.brain.vote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.api.PageParameters;
import roomtone.brain.api.Parameters;
import roomtone.page.Page;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** The calls about the listener's own votes. */
@Path("/api/votes")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Votes")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
public class VoteResource {

  /** The body of a new vote. A vote_time is ignored: the database's clock sets it. */
  @JsonIgnoreProperties("vote_time")
  public record NewVote(
      @Schema(required = true, description = "The song") UUID songId,
      @Schema(
              implementation = Integer.class,
              required = true,
              minimum = "1",
              maximum = "5",
              description = "1 (much less of it) to 5 (much more of it)",
              examples = "5")
          JsonNode voteValue,
      @Schema(description = "Where you are; by default the player of your session")
          UUID playerId) {}

  /**
   * The body of a change. Other fields of {@link VoteAnswer} and {@link ListedVote} are ignored.
   */
  @JsonIgnoreProperties({
    "id",
    "song_id",
    "title",
    "artist",
    "vote_time",
    "player_id",
    "preference_vector",
    "counts_for",
    "why_not",
    "session_expires_at"
  })
  public record VoteChange(
      @Schema(
              implementation = Integer.class,
              required = true,
              minimum = "1",
              maximum = "5",
              examples = "2")
          JsonNode voteValue) {}

  private final Caller caller;
  private final Voting voting;

  VoteResource(Caller caller, Voting voting) {
    this.caller = caller;
    this.voting = voting;
  }

  /** Casts a vote. */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Vote for a song",
      description =
          "Moves your taste, counts for the room that you are checked into, and renews your session. It counts in the room's reputations and house voice, which outlast your session, once you vote or renew your session five minutes or more after you checked in there. A second vote for a song during the same play, or within 10 minutes, changes the first. Send an Idempotency-Key, a new UUID for each vote, and repeat the request safely.")
  @APIResponse(
      responseCode = "201",
      description = "A new vote",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = VoteAnswer.class)))
  @APIResponse(
      responseCode = "200",
      description = "The earlier vote was changed",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = VoteAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = "invalid-vote-value, invalid-field, malformed-json, malformed-idempotency-key")
  @APIResponse(responseCode = "404", description = "unknown-song, unknown-player")
  @APIResponse(responseCode = "409", description = "idempotency-key-reused")
  @APIResponse(responseCode = "410", description = "song-archived")
  @APIResponse(
      responseCode = "429",
      description = "vote-throttled, room-vote-throttled, vote-change-throttled")
  public Response cast(
      @Parameter(
              description =
                  "A UUID; the same request under the same key gets the same answer for 24 hours",
              example = "6f1e2d3c-4b5a-4678-9abc-def012345678")
          @HeaderParam("Idempotency-Key")
          String idempotencyKey,
      NewVote body) {
    UUID key = idempotencyKey == null ? null : key(idempotencyKey);
    StoredAnswer answer = voting.cast(caller.id(), ballot(body, key));
    return Response.status(answer.status()).entity(answer.body()).build();
  }

  /** Returns a page of votes. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Your votes", description = "Newest first, by page.")
  @APIResponse(responseCode = "200", description = "A page of your votes")
  @APIResponse(responseCode = "400", description = "invalid-page")
  public Page<ListedVote> list(@BeanParam PageParameters page) {
    return voting.page(caller.id(), page.request());
  }

  /** Changes a vote. */
  @PUT
  @Path("/{id}")
  @Operation(
      summary = "Change a vote",
      description =
          "It keeps its place, its weight and its room; your taste becomes what it would be, and your session is renewed.")
  @APIResponse(responseCode = "200", description = "The vote as it is now")
  @APIResponse(responseCode = "400", description = "malformed-id, invalid-vote-value")
  @APIResponse(responseCode = "404", description = "unknown-vote")
  @APIResponse(responseCode = "429", description = "vote-change-throttled")
  public VoteAnswer change(
      @Parameter(
              description = "The id of a vote of yours",
              example = "6f1e2d3c-4b5a-4678-9abc-def012345678")
          @PathParam("id")
          String id,
      VoteChange body) {
    UUID vote = Parameters.id("id", id);
    return voting.change(caller.id(), vote, value(body == null ? null : body.voteValue()));
  }

  /** Deletes a vote. */
  @DELETE
  @Path("/{id}")
  @Operation(
      summary = "Take a vote back",
      description = "Your taste, and the room's memory, become what they would be without it.")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "400", description = "malformed-id")
  @APIResponse(responseCode = "404", description = "unknown-vote")
  @APIResponse(responseCode = "429", description = "vote-change-throttled")
  public void delete(
      @Parameter(
              description = "The id of a vote of yours",
              example = "6f1e2d3c-4b5a-4678-9abc-def012345678")
          @PathParam("id")
          String id) {
    voting.delete(caller.id(), Parameters.id("id", id));
  }

  private static Ballot ballot(NewVote body, UUID key) {
    if (body == null || body.songId() == null) {
      throw Problem.of("invalid-field", "song_id is missing: the UUID of a song.");
    }
    return new Ballot(body.songId(), value(body.voteValue()), body.playerId(), key);
  }

  private static int value(JsonNode value) {
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > 5) {
      throw Problem.of("invalid-vote-value");
    }
    return value.intValue();
  }

  private static UUID key(String text) {
    return Uuids.parse(text).orElseThrow(() -> Problem.of("malformed-idempotency-key"));
  }
}
