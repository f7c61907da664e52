package roomtone.manager.role;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;

@Path("/api/admin/roles")
@Tag(name = "Roles", description = "Who is admin or manager.")
@RolesAllowed(Staff.ADMIN)
@SecurityRequirement(name = "staff")
@RunOnVirtualThread
class RoleResource {

  /** The greatest length of an address. */
  private static final int MAX_EMAIL = 254;

  /** What PUT takes. */
  @Schema(name = "RoleChange")
  record Change(
      @Schema(nullable = true, description = "Who; or email instead.") UUID userId,
      @Schema(
              nullable = true,
              maxLength = MAX_EMAIL,
              description =
                  "Who, by the address with which the person has signed up; or user_id instead.",
              examples = "null")
          String email,
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
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "List staff", description = "Everybody who has a role, by e-mail.")
  @APIResponse(responseCode = "200", description = "A page of staff.")
  @APIResponse(responseCode = "400", description = "invalid-field")
  public Page<Roles.UserRoles> list(@BeanParam PageParameters page) {
    return roles.list(page.request());
  }

  @PUT
  @Operation(
      summary = "Set somebody's roles",
      description =
          "Exactly these; an empty list takes all away. The person is named by user_id or by email, and has signed up before.")
  @APIResponse(responseCode = "200", description = "The user with the roles.")
  @APIResponse(responseCode = "400", description = "invalid-body, invalid-field")
  @APIResponse(responseCode = "404", description = "unknown-user")
  @APIResponse(responseCode = "409", description = "last-admin: nobody would be admin any more.")
  public Roles.UserRoles set(Change change) {
    if (change.roles() == null || !change.roles().stream().allMatch(RoleResource::isRole)) {
      throw Fields.invalid("roles", "must be a list of admin and manager");
    }
    return roles.set(user(change), Set.copyOf(change.roles()));
  }

  private UUID user(Change change) {
    if (change.userId() != null && change.email() != null) {
      throw Fields.invalid("email", "must not be sent together with user_id");
    }
    if (change.userId() != null) {
      return change.userId();
    }
    if (change.email() == null) {
      throw Fields.invalid("user_id", "is missing: the UUID of a user, or send email instead");
    }
    return roles.userWithEmail(Fields.required("email", change.email(), MAX_EMAIL));
  }

  private static boolean isRole(String text) {
    return Staff.ADMIN.equals(text) || Staff.MANAGER.equals(text);
  }
}
