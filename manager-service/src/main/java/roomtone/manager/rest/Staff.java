package roomtone.manager.rest;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The member of staff who calls. */
@RequestScoped
public class Staff {

  /** The role that may do everything. */
  public static final String ADMIN = "admin";

  /** The role that may change players whose {@code manager_id} is the user. */
  public static final String MANAGER = "manager";

  private final SecurityIdentity identity;

  Staff(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** The id of the user in Supabase Auth. */
  public UUID id() {
    return UUID.fromString(((JsonWebToken) identity.getPrincipal()).getSubject());
  }

  /** When the token expires. */
  public Instant until() {
    return Instant.ofEpochSecond(((JsonWebToken) identity.getPrincipal()).getExpirationTime());
  }

  /** Whether the caller may change all players. */
  public boolean isAdmin() {
    return identity.hasRole(ADMIN);
  }
}
