package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** What a device has really played. Read only: {@code roomtone.queue_advance} writes it. */
@Entity
@Immutable
@Table(name = "songs_playing")
public class Play {

  /** The device's own id of the play. */
  @Id public UUID id;

  /** Where; null in rows older than this schema. */
  @Column(name = "player_id")
  public UUID playerId;

  /** What; null in rows older than this schema. */
  @Column(name = "song_id")
  public UUID songId;

  /** When it started. */
  @Column(name = "played_at", nullable = false)
  public Instant playedAt;

  /** When it ended; null: it runs, or nobody said. */
  @Column(name = "ended_at")
  public Instant endedAt;

  /**
   * {@code finished}, {@code skipped}, {@code failed} or {@code interrupted}; null: it runs, or
   * nobody said.
   */
  public String outcome;

  /** Why it was picked, as in the queue; null: it was not from there. */
  public String reason;
}
