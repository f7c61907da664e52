package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/**
 * Who somebody is to others. Read only: the brain alone writes profiles, and knows their tastes.
 */
@Entity
@Immutable
@Table(name = "profiles")
public class Profile {

  /** The user of Supabase Auth. */
  @Id public UUID id;

  /** Full name, if given. */
  public String name;

  /** What others see, at most 50 characters; null: not chosen. */
  @Column(name = "display_name")
  public String displayName;

  /** When the user first came. */
  @Column(name = "created_at", nullable = false)
  public Instant createdAt;
}
