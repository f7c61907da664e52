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

  /** Anybody may check in. */
  public static final String OPEN = "open";

  /** Whoever checks in has to give the code that the player shows. */
  public static final String CODE = "code";

  /** The id, set by the writer of the row. */
  @Id public UUID id;

  /** The display name. */
  @Column(nullable = false)
  public String name;

  /**
   * Names the room in links and codes: {@code ^[a-z0-9-]{3,40}$}. Null before insert: the database
   * derives it.
   */
  public String slug;

  /** The song that plays; null when none does. */
  @Column(name = "current_song_id")
  public UUID currentSongId;

  /** When the device polled last. */
  @Column(name = "last_poll")
  public Instant lastPoll;

  /** When it becomes offline unless it polls again. */
  @Column(name = "offline_at")
  public Instant offlineAt;

  /** IANA time zone of {@link #openingHours}. */
  @Column(nullable = false)
  public String timezone;

  /** Opening hours in the JSON that the comment of the column describes; null when always open. */
  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "opening_hours")
  public String openingHours;

  /** Whether staff have paused it. */
  @Column(nullable = false)
  public boolean paused;

  /** How long a soundscape plays, 10 to 3600 s. */
  @Column(name = "soundscape_seconds", nullable = false)
  public int soundscapeSeconds;

  /** {@value #OPEN}, or {@value #CODE} when whoever checks in needs the code that it shows. */
  @Column(nullable = false)
  public String presence = OPEN;

  /** When it was added. */
  @Column(name = "created_at", nullable = false)
  public Instant createdAt;

  /** When it was archived; null while it is in use. */
  @Column(name = "archived_at")
  public Instant archivedAt;

  /** Returns whether whoever checks in has to give the code that the player shows. */
  public boolean asksForCode() {
    return presence.equals(CODE);
  }
}
