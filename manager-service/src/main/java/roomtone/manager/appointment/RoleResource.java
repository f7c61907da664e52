package roomtone.manager.appointment;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageQuestion;
import roomtone.manager.role.Staff;

@Path("/api/admin/roles")
@Tag(name = "Roles", description = "Who is admin or manager.")
@RolesAllowed(Staff.ADMIN)
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class RoleResource {

  private static final Set<String> KNOWN = Set.of(Staff.ADMIN, Staff.MANAGER);

  /** What PUT takes, for the description of the API. */
  @Schema(name = "RoleChange")
  record Change(
      @Schema(required = true) UUID userId,
      @Schema(
              required = true,
              description = "All roles that the user shall have: admin, manager, or none.",
              examples = "[\"manager\"]")
          List<String> roles) {}

  private final Roles roles;

  RoleResource(Roles roles) {
    this.roles = roles;
  }

  @GET
  @Operation(summary = "List staff", description = "Everybody who has a role, by e-mail.")
  @APIResponse(responseCode = "200", description = "A page of staff.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  public Page<Roles.Held> list(@BeanParam PageQuestion page) {
    return roles.list(page.request());
  }

  @PUT
  @Operation(
      summary = "Set somebody's roles",
      description = "Exactly these; an empty list takes all away.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Change.class)))
  @APIResponse(responseCode = "200", description = "The user with the roles.")
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-user")
  @APIResponse(responseCode = "409", description = "last-admin: nobody would be admin any more.")
  public Roles.Held set(JsonNode body) {
    Fields fields = Fields.of(body, Change.class);
    UUID user = fields.uuidOrNull("user_id");
    if (user == null) {
      throw Fields.invalid("user_id", "is needed: the UUID of a user");
    }
    return roles.set(user, wanted(fields.json("roles")));
  }

  private static Set<String> wanted(JsonNode json) {
    if (json == null || !json.isArray()) {
      throw Fields.invalid("roles", "is a list of admin and manager");
    }
    Set<String> wanted = new HashSet<>();
    for (JsonNode role : json) {
      if (!role.isTextual() || !KNOWN.contains(role.textValue())) {
        throw Fields.invalid("roles", "is a list of admin and manager");
      }
      wanted.add(role.textValue());
    }
    return wanted;
  }
}
