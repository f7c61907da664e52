package roomtone.manager.device;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.limit.LimitedPerAddress;

/**
 * Tells the time to devices without a clock of their own. It is also the cheapest call, which
 * benchmarks compare others with.
 */
@LimitedPerAddress
@Path("/api/time")
@Tag(name = "Devices")
class TimeResource {

  /** The time of this pod. */
  public record Time(Instant serverTime) {}

  private final Clock clock;

  TimeResource(Clock clock) {
    this.clock = clock;
  }

  @GET
  @NonBlocking
  @SecurityRequirements
  @Operation(
      summary = "What time it is",
      description = "For devices that set a clock by it. Nobody needs to show a token for that.")
  @APIResponse(responseCode = "200", description = "The time of this server, in UTC.")
  public Time now() {
    return new Time(clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}
