package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The columns of {@code players} that both services may read; the token is not among them. */
@MappedSuperclass
public abstract class PlayerRow {

  /** Given by whoever writes the row first. */
  @Id public UUID id;

  /** What people read. */
  @Column(nullable = false)
  public String name;

  /**
   * Names the room in links and codes: {@code ^[a-z0-9-]{3,40}$}. Null before insert: the database
   * derives it.
   */
  public String slug;

  /** {@code online}, {@code offline}, {@code playing} or {@code idle}. */
  @Column(nullable = false)
  public String status;

  /** What plays; null when nothing does. */
  @Column(name = "current_song_id")
  public UUID currentSongId;

  /** The device's last sign of life. */
  @Column(name = "last_poll")
  public Instant lastPoll;

  /** When it counts as gone unless it polls again. */
  @Column(name = "offline_at")
  public Instant offlineAt;

  /** IANA name, for {@link #openingHours}. */
  @Column(nullable = false)
  public String timezone;

  /** JSON as described at the column; null: always open. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "opening_hours")
  public String openingHours;

  /** Staff have paused it. */
  @Column(nullable = false)
  public boolean paused;

  /** How long a soundscape plays, 10..3600. */
  @Column(name = "soundscape_seconds", nullable = false)
  public int soundscapeSeconds;

  /** When it was added. */
  @Column(name = "created_at", nullable = false)
  public Instant createdAt;

  /** Since when it is out of use; null: in use. */
  @Column(name = "archived_at")
  public Instant archivedAt;
}
