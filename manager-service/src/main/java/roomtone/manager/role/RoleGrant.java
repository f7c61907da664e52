package roomtone.manager.role;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of roles: a role that a user has. */
@Entity
@Immutable
@Table(name = "roles")
class RoleGrant {

  @Id UUID id;

  @Column(name = "user_id", nullable = false)
  UUID userId;

  /** {@code admin} or {@code manager}. */
  @Column(nullable = false)
  String role;
}
