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

  /** The id, set by the writer of the row. */
  @Id public UUID id;

  /** The title. */
  @Column(nullable = false)
  public String title;

  /** The artist; null when unknown. */
  public String artist;

  /** {@code soundscape} (plays for a set time) or {@code instrumental} (plays once). */
  @Column(nullable = false)
  public String type;

  /** Length in seconds, rounded up; null when unknown. */
  public Integer duration;

  /** Beats per minute; null when unknown or when there is no beat. */
  public Float bpm;

  /**
   * How much of each dimension is heard: five numbers from 0 to 1, not all zero; null when unknown.
   */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  public float[] embedding;

  /** When it was added; the database sets it. */
  @Column(name = "created_at", nullable = false, insertable = false, updatable = false)
  public Instant createdAt;

  /** When it was archived; null while it is in use. */
  @Column(name = "archived_at")
  public Instant archivedAt;
}
