package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A user's public profile. Read only: the brain alone writes profiles and reads their tastes. */
@Entity
@Immutable
@Table(name = "profiles")
public class Profile {

  /** The user of Supabase Auth. */
  @Id public UUID id;

  /** Full name, if given. */
  public String name;

  /** The name that others see, at most 50 characters; null when not chosen. */
  @Column(name = "display_name")
  public String displayName;

  /** When the profile was made. */
  @Column(name = "created_at", nullable = false)
  public Instant createdAt;
}
