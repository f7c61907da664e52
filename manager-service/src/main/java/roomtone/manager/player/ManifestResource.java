package roomtone.manager.player;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageRequest;

@Path("/api/player/manifest")
@Tag(name = "Devices")
@SecurityRequirement(name = "device")
@RunOnVirtualThread
class ManifestResource {

  private static final int PAGE = 100;

  private final Fleet fleet;
  private final Manifest manifest;

  ManifestResource(Fleet fleet, Manifest manifest) {
    this.fleet = fleet;
    this.manifest = manifest;
  }

  @GET
  @Operation(
      summary = "List the files to keep",
      description =
          "The player's library; without one what plays, the queue and the 100 songs nearest to what the room wants. "
              + "A file that is on no page any more may be deleted.")
  @APIResponse(responseCode = "200", description = "A page of 100.")
  @APIResponse(responseCode = "401", description = "unknown-token")
  public Page<Manifest.Item> page(
      @HeaderParam("X-API-Key") String token, @RestQuery @DefaultValue("1") int page) {
    return manifest.of(fleet.playerOf(token), new PageRequest(page, PAGE));
  }
}
