package roomtone.model;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Array;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** The columns of {@code songs} that both services may read. */
@MappedSuperclass
public abstract class SongRow {

  /** Given by whoever writes the row first. */
  @Id public UUID id;

  /** What listeners read. */
  @Column(nullable = false)
  public String title;

  /** Null: unknown. */
  public String artist;

  /** {@code soundscape} (plays for a set time) or {@code instrumental} (plays once). */
  @Column(nullable = false)
  public String type;

  /** Seconds, rounded up; null: unknown. */
  public Integer duration;

  /** Beats per minute; null: unknown or none. */
  public Float bpm;

  /** How much of each dimension is heard, five numbers in 0..1; null: unknown, never zero. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  public float[] embedding;

  /** When it was added; the database sets it. */
  @Column(name = "created_at", nullable = false, insertable = false, updatable = false)
  public Instant createdAt;

  /** Since when it is out of use; null: in use. */
  @Column(name = "archived_at")
  public Instant archivedAt;
}
