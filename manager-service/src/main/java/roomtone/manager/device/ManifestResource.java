package roomtone.manager.device;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.PageParameters;

@Path("/api/player/manifest")
@Tag(name = "Devices")
@SecurityRequirement(name = "device")
@RunOnVirtualThread
class ManifestResource {

  /** The manifest of a device without a library fits on one page. */
  static final int PAGE_SIZE = 200;

  private final DeviceRegistry devices;
  private final Manifest manifest;

  ManifestResource(DeviceRegistry devices, Manifest manifest) {
    this.devices = devices;
    this.manifest = manifest;
  }

  @GET
  @Operation(
      summary = "List the files to keep",
      description =
          "The player's library; without one what plays, the queue and the 100 songs nearest to what the room wants. "
              + "A file that is on no page any more may be deleted, once all pages of one revision were read.")
  @APIResponse(responseCode = "200", description = "A page of 200.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  @APIResponse(responseCode = "401", description = "unknown-token")
  @APIResponse(responseCode = "429", description = "too-many-device-calls, too-many-unknown-tokens")
  @APIResponse(responseCode = "503", description = "database-away")
  public Manifest.Part page(
      @Parameter(hidden = true) @HeaderParam("X-API-Key") String token,
      @Parameter(
              description = "From 1, which it is when absent.",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"),
              example = "1")
          @RestQuery
          String page,
      @Context HttpServerRequest call) {
    return manifest.of(devices.playerOf(token, call), PageParameters.request(page, PAGE_SIZE));
  }
}
