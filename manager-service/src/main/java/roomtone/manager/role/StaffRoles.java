package roomtone.manager.role;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.jwt.JsonWebToken;
import roomtone.auth.SupabaseTokens;

/**
 * Replaces the roles of a caller by those that the database has. Users of the project keep the role
 * {@code authenticated}.
 */
@ApplicationScoped
class StaffRoles implements SecurityIdentityAugmentor {

  private final DataSource database;

  StaffRoles(DataSource database) {
    this.database = database;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return identity.isAnonymous()
        ? Uni.createFrom().item(identity)
        : context.runBlocking(() -> withKnownRoles(identity));
  }

  private SecurityIdentity withKnownRoles(SecurityIdentity identity) {
    // Only users of the project have rows in roles: other kinds of token need no query.
    Set<String> roles = new HashSet<>();
    if (identity.hasRole(SupabaseTokens.AUTHENTICATED)) {
      roles.add(SupabaseTokens.AUTHENTICATED);
      roles.addAll(rolesOf(UUID.fromString(((JsonWebToken) identity.getPrincipal()).getSubject())));
    }
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(identity.getPrincipal())
        .addCredentials(identity.getCredentials())
        .addAttributes(identity.getAttributes())
        .addRoles(roles)
        .build();
  }

  private Set<String> rolesOf(UUID user) {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select role from public.roles where user_id = ?")) {
      query.setObject(1, user);
      Set<String> roles = new HashSet<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          roles.add(rows.getString(1));
        }
      }
      return roles;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the roles of a user", e);
    }
  }
}
