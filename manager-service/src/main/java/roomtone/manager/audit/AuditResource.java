package roomtone.manager.audit;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.PeriodParameters;
import roomtone.manager.rest.QueryParameters;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;

@Path("/api/admin/audit")
@Tag(name = "Audit", description = "Who changed what. Managers see what was done to their players.")
@RolesAllowed({Staff.ADMIN, Staff.MANAGER})
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class AuditResource {

  private final AuditLines lines;

  AuditResource(AuditLines lines) {
    this.lines = lines;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "List changes",
      description =
          "Newest first. total counts to "
              + PageParameters.MAX_COUNTED
              + "; narrow the period to see more. before and after longer than "
              + AuditLines.SHOWN_BYTES
              + " bytes together are left out (abridged).")
  @APIResponse(responseCode = "200", description = "A page of changes.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  public Page<AuditLine> list(
      @RestQuery
          @Parameter(
              description = "What was changed.",
              schema =
                  @Schema(
                      implementation = String.class,
                      enumeration = {"player", "song", "user"}),
              example = "player")
          String thing,
      @RestQuery("thing_id")
          @Parameter(
              description = "The id of what was changed.",
              schema = @Schema(implementation = String.class, format = "uuid"),
              example = "123e4567-e89b-12d3-a456-426614174000")
          String thingId,
      @RestQuery("actor_id")
          @Parameter(
              description = "Who changed it.",
              schema = @Schema(implementation = String.class, format = "uuid"),
              example = "123e4567-e89b-12d3-a456-426614174000")
          String actorId,
      @BeanParam PeriodParameters period,
      @BeanParam PageParameters page) {
    return lines.list(
        new AuditLines.Filter(
            thing(thing),
            QueryParameters.uuid("thing_id", thingId),
            QueryParameters.uuid("actor_id", actorId),
            period.period()),
        page.countedRequest());
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One change", description = "With all of before and after.")
  @APIResponse(responseCode = "200", description = "The change.")
  @APIResponse(responseCode = "404", description = "unknown-audit-line")
  public AuditLine get(
      @Parameter(description = "Its id, as in the list.", example = "412") @RestPath String id) {
    return lines.get(id);
  }

  private static Thing thing(String word) {
    if (word == null) {
      return null;
    }
    for (Thing thing : Thing.values()) {
      if (thing.word().equals(word)) {
        return thing;
      }
    }
    throw Fields.invalid("thing", "must be player, song or user");
  }
}
