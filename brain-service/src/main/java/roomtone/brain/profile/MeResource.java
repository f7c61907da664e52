package roomtone.brain.profile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.profile.Account.Erased;
import roomtone.problem.Problem;
import roomtone.text.NameCharacters;

/** The calls about the listener's own profile. */
@Path("/api/me")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Me")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
public class MeResource {

  private static final int MAX_NAME_LENGTH = 50;

  private static final String NOTE =
      "Your votes, sessions, taste and names are erased. For the limits is kept when and in which room you voted in the last hour, when you changed votes in the last 10 minutes, and when you gave wrong presence codes in the last hour, each until it is that old. Your sign-in is kept by Supabase Auth: ask whoever runs this place to delete it there.";

  /** New names; those left out stay. Fields of {@link Me} that cannot change are ignored. */
  @JsonIgnoreProperties({"id", "created_at"})
  public record NewNames(
      @Schema(
              implementation = String.class,
              nullable = true,
              maxLength = MAX_NAME_LENGTH,
              examples = "Ada Lovelace")
          JsonNode name,
      @Schema(
              implementation = String.class,
              nullable = true,
              maxLength = MAX_NAME_LENGTH,
              examples = "Ada")
          JsonNode displayName) {}

  /** What was erased. */
  public record Erasure(
      @Schema(examples = "37") int votes,
      @Schema(examples = "4") int sessions,
      @Schema(examples = NOTE) String note) {

    private static Erasure of(Erased erased) {
      return new Erasure(erased.votes(), erased.sessions(), NOTE);
    }
  }

  private final Caller caller;
  private final Account account;

  MeResource(Caller caller, Account account) {
    this.caller = caller;
    this.account = account;
  }

  /** Returns the names. */
  @GET
  @Operation(
      summary = "Your names",
      description = "What others see of you; a profile is made at the first call.")
  @APIResponse(responseCode = "200", description = "Your names, null where you have none")
  public Me read() {
    return account.names(caller.id());
  }

  /** Changes the names. */
  @PUT
  @Operation(
      summary = "Change your names",
      description =
          "At most 50 characters each; null or blank takes a name away, what is left out stays.")
  @APIResponse(responseCode = "200", description = "Your names as they are now")
  @APIResponse(responseCode = "400", description = "invalid-name")
  public Me rename(NewNames body) {
    if (body == null) {
      throw Problem.of("invalid-field", "Send display_name, name, or both.");
    }
    return account.rename(
        caller.id(), clean("name", body.name()), clean("display_name", body.displayName()));
  }

  /** Erases everything about the caller. */
  @DELETE
  @Operation(
      summary = "Erase everything about you",
      description =
          "Votes, sessions, taste and names, at once. When and in which room votes of the last hour were cast, when votes were changed in the last 10 minutes, and when wrong presence codes were given in the last hour, is kept until it is that old, so that nobody gets round the limits by erasing; the export shows it. A leaderboard may name you for 30 seconds more. The sign-in itself is Supabase's.")
  @APIResponse(responseCode = "200", description = "What was erased")
  public Erasure erase() {
    return Erasure.of(account.erase(caller.id()));
  }

  /** Exports everything about the caller. */
  @GET
  @Path("/export")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Everything about you",
      description =
          "All that the brain has of you, in one JSON document to keep, but for what would tell of others too: how a room as a whole was served. Your sign-in and your e-mail address are Supabase Auth's; what those who look after rooms do is in the manager's log of changes.")
  @APIResponse(
      responseCode = "200",
      description =
          "Your names, taste, sessions and votes, what you heard and how it fitted, and what is kept for limits",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Export.class)))
  public Response export() {
    JsonNode everything = account.export(caller.id());
    return Response.ok(everything)
        .header("Content-Disposition", "attachment; filename=\"roomtone.json\"")
        .build();
  }

  private static UnaryOperator<String> clean(String field, JsonNode name) {
    if (name == null) {
      return UnaryOperator.identity();
    }
    if (name.isNull()) {
      return before -> null;
    }
    String clean = name.asText().strip();
    if (!name.isTextual()
        || clean.codePointCount(0, clean.length()) > MAX_NAME_LENGTH
        || !NameCharacters.areAllowed(clean)) {
      throw Problem.of("invalid-name", field, MAX_NAME_LENGTH);
    }
    return before -> NameCharacters.isBlank(clean) ? null : clean;
  }
}
