package roomtone.manager.rest;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The member of staff who calls. */
@RequestScoped
public class Staff {

  /** May do everything. */
  public static final String ADMIN = "admin";

  /** Looks after the players whose {@code manager_id} it is. */
  public static final String MANAGER = "manager";

  private final SecurityIdentity identity;

  Staff(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** The user of Supabase Auth. */
  public UUID id() {
    return UUID.fromString(((JsonWebToken) identity.getPrincipal()).getSubject());
  }

  /** When their token expires. */
  public Instant until() {
    return Instant.ofEpochSecond(((JsonWebToken) identity.getPrincipal()).getExpirationTime());
  }

  /** Whether every player is theirs. */
  public boolean isAdmin() {
    return identity.hasRole(ADMIN);
  }
}
