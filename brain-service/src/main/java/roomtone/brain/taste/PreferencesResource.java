package roomtone.brain.taste;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.profile.Listeners;
import roomtone.model.Taste;
import roomtone.problem.Problem;

/** The calls that read and state the listener's own taste. */
@Path("/api/preferences")
@RolesAllowed(SupabaseTokens.AUTHENTICATED)
@RunOnVirtualThread
@Tag(name = "Taste")
@APIResponse(responseCode = "401", description = "unauthorized, account-gone")
public class PreferencesResource {

  /**
   * A taste.
   *
   * @param preferenceVector unit length; null while unknown
   */
  public record Preferences(
      @Schema(
              nullable = true,
              description =
                  "Five numbers, unit length, in the order of the dimensions; null while unknown",
              examples = "[0.6, 0.8, 0, 0, 0]")
          List<Double> preferenceVector) {

    static Preferences of(Optional<Taste> taste) {
      return new Preferences(Tastes.numbers(taste));
    }
  }

  /** The body of a survey. */
  public record Survey(
      @Schema(
              type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.ARRAY,
              implementation = Double.class,
              description = "Five numbers in 0..1, not all zero, of any length",
              examples = "[0.3, 0.4, 0, 0, 0]")
          JsonNode preferenceVector) {}

  private final Caller caller;
  private final Listeners listeners;
  private final Tastes tastes;

  PreferencesResource(Caller caller, Listeners listeners, Tastes tastes) {
    this.caller = caller;
    this.listeners = listeners;
    this.tastes = tastes;
  }

  /** Returns the caller's taste. */
  @GET
  @Operation(summary = "Your taste", description = "Null while nothing is known of it.")
  @APIResponse(responseCode = "200", description = "Your taste, unit length, or null")
  public Preferences read() {
    listeners.require(caller.id());
    return Preferences.of(tastes.of(caller.id()));
  }

  /** Sets the caller's taste. */
  @PUT
  @Transactional
  @Operation(
      summary = "State your taste",
      description = "Replaces what was stated before; older votes no longer count for your taste.")
  @APIResponse(responseCode = "200", description = "Your taste, scaled to unit length")
  @APIResponse(responseCode = "400", description = "invalid-preferences")
  public Preferences state(Survey survey) {
    Taste stated = read(survey);
    UUID listener = caller.id();
    Instant now = listeners.lock(listener);
    return Preferences.of(Optional.of(tastes.state(listener, stated, now)));
  }

  private static Taste read(Survey survey) {
    JsonNode numbers = survey == null ? null : survey.preferenceVector();
    if (numbers == null || !numbers.isArray() || numbers.size() != Taste.DIMENSIONS) {
      throw invalid();
    }
    double[] values = new double[Taste.DIMENSIONS];
    for (int i = 0; i < values.length; i++) {
      JsonNode number = numbers.get(i);
      values[i] = number.asDouble() + 0.0; // adding zero turns -0.0 into 0.0
      if (!number.isNumber() || !(values[i] >= 0 && values[i] <= 1)) {
        throw invalid();
      }
    }
    return Taste.towards(values).orElseThrow(PreferencesResource::invalid);
  }

  private static Problem invalid() {
    return Problem.of("invalid-preferences");
  }
}
