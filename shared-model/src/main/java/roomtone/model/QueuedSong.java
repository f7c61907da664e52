package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/**
 * An entry of a room's queue. Read only: {@code roomtone.queue_fill} and {@code
 * roomtone.queue_advance} write it.
 */
@Entity
@Immutable
@Table(name = "player_queue")
public class QueuedSong {

  /** The id of the entry, which stays while the song stays in the queue. */
  @Id public UUID id;

  /** The player. */
  @Column(name = "player_id", nullable = false)
  public UUID playerId;

  /** The song. */
  @Column(name = "song_id", nullable = false)
  public UUID songId;

  /** Position in the queue; 1 plays next. */
  @Column(nullable = false)
  public int position;

  /** When the song came into the queue. */
  @Column(name = "added_at", nullable = false)
  public Instant addedAt;

  /** {@code collective}, {@code house} or {@code rotation}. */
  @Column(nullable = false)
  public String reason;

  /** When it was last picked for its place. */
  @Column(name = "picked_at", nullable = false)
  public Instant pickedAt;
}
