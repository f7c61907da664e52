package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/**
 * A play that a device reported (proof of play). Read only: {@code roomtone.queue_advance} writes
 * it.
 */
@Entity
@Immutable
@Table(name = "songs_playing")
public class Play {

  /** The device's own id of the play. */
  @Id public UUID id;

  /** The player; null in rows older than this schema. */
  @Column(name = "player_id")
  public UUID playerId;

  /** The song; null in rows older than this schema. */
  @Column(name = "song_id")
  public UUID songId;

  /** When it started. */
  @Column(name = "played_at", nullable = false)
  public Instant playedAt;

  /** When it ended; null while it runs or when no end was reported. */
  @Column(name = "ended_at")
  public Instant endedAt;

  /**
   * {@code finished}, {@code skipped}, {@code failed} or {@code interrupted}; null while it runs or
   * when no outcome was reported.
   */
  public String outcome;

  /** The reason of the pick, as in the queue; null when the song was not in the queue. */
  public String reason;
}
