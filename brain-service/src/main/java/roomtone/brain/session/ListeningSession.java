package roomtone.brain.session;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;

/**
 * A session: a listener is checked in at a player, or at none. A trigger sets times and status that
 * are not given, and when and why the session ended.
 */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "sessions")
class ListeningSession {

  static final String INACTIVE = "inactive";
  static final String CHECKED_OUT = "checked-out";

  @Id UUID id;

  @Column(name = "user_id", nullable = false)
  UUID userId;

  /** The player; null for a session without a room. */
  @Column(name = "player_id")
  UUID playerId;

  @Column(name = "checked_in_at", nullable = false)
  Instant checkedInAt;

  /** When the session is over, whether or not the status says so. */
  @Column(name = "expires_at", nullable = false)
  Instant expiresAt;

  /** {@code active} or {@code inactive}. */
  @Column(nullable = false)
  String status;

  /** Why it ended; null while it is active. */
  @Column(name = "end_reason")
  String endReason;
}
