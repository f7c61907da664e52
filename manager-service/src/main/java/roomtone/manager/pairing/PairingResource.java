package roomtone.manager.pairing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.client.ClientAddress;
import roomtone.limit.LimitedPerAddress;
import roomtone.manager.device.DeviceRegistry;
import roomtone.manager.rest.Fields;

@Path("/api/player/pair")
@PermitAll
@LimitedPerAddress
@Tag(name = "Devices")
@RunOnVirtualThread
class PairingResource {

  private static final int MAX_SECRET_LENGTH = 200;

  /** What a device sends. Other fields are ignored: a device may be newer than this service. */
  @Schema(name = "PairingRequest")
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Request(
      @Schema(
              nullable = true,
              description = "Absent in the first call; then as it was told.",
              examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
          String secret) {}

  private final Pairing pairing;
  private final DeviceRegistry devices;
  private final ClientAddress addresses;

  PairingResource(Pairing pairing, DeviceRegistry devices, ClientAddress addresses) {
    this.pairing = pairing;
    this.devices = devices;
    this.addresses = addresses;
  }

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  @SecurityRequirements
  @Operation(
      summary = "Ask for a code, then for the token",
      description =
          "Without a secret: a new code to show. With it: 202 until staff have confirmed the code, then the token. The player's old token works until then.")
  @APIResponse(
      responseCode = "200",
      description = "Confirmed: the token.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Pairing.Answer.class)))
  @APIResponse(
      responseCode = "201",
      description = "A new code.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Pairing.Answer.class)))
  @APIResponse(
      responseCode = "202",
      description = "Nobody has confirmed it yet.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Pairing.Answer.class)))
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "410", description = "pairing-over")
  @APIResponse(responseCode = "429", description = "too-many-pairings, too-many-calls")
  public Response pair(Request request, @Context HttpServerRequest call) {
    if (request.secret() == null) {
      return Response.status(201).entity(pairing.begin(addresses.of(call))).build();
    }
    Pairing.Answer answer =
        pairing.poll(Fields.required("secret", request.secret(), MAX_SECRET_LENGTH));
    if (answer.token() == null) {
      return Response.status(202).entity(answer).build();
    }
    devices.forget(answer.playerId());
    return Response.ok(answer).build();
  }
}
