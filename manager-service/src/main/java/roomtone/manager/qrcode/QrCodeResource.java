package roomtone.manager.qrcode;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.join.JoinLinks;
import roomtone.manager.player.PlayerAdmin;
import roomtone.manager.rest.PlayerParameter;
import roomtone.manager.rest.Staff;

@Path("/api/admin/players/{id}/qr.svg")
@Tag(name = "Players")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class QrCodeResource {

  private static final int TAG_LENGTH = 22;

  private final PlayerAdmin players;
  private final JoinLinks links;

  QrCodeResource(PlayerAdmin players, JoinLinks links) {
    this.players = players;
    this.links = links;
  }

  @GET
  @Produces(QrCodeSvg.MEDIA_TYPE)
  @Operation(
      summary = "The QR code of the room's link",
      description =
          "For the printed sheet: join_url of the player, without a presence code. Error correction Q or better, four modules of quiet zone. "
              + "With the last ETag as If-None-Match: 304 while the link is the same.")
  @APIResponse(
      responseCode = "200",
      description = "The picture; its title is the link.",
      content =
          @Content(
              mediaType = QrCodeSvg.MEDIA_TYPE,
              schema = @Schema(implementation = String.class),
              example =
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 41 41\" role=\"img\" shape-rendering=\"crispEdges\"><title>https://listen.example.org/?player=lobby</title>"
                      + "<rect width=\"41\" height=\"41\" fill=\"#fff\"/><path fill=\"#000\" d=\"M4,4h7v1h-7z…\"/></svg>"))
  @APIResponse(responseCode = "304", description = "The link has not changed.")
  @APIResponse(responseCode = "404", description = "unknown-player")
  public Response get(@BeanParam PlayerParameter player, @Context Request request) {
    players.requireInUse(player.id);
    String picture = QrCodeSvg.of(links.of(players.identify(player.id).slug()));
    EntityTag tag = new EntityTag(digest(picture));
    Response.ResponseBuilder answer = request.evaluatePreconditions(tag);
    return (answer == null ? Response.ok(picture) : answer)
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }

  private static String digest(String picture) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(picture.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(sha256)
          .substring(0, TAG_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
