package roomtone.manager.song;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Array;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import roomtone.model.SongRow;
import roomtone.model.Taste;

/** A song with its file. */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "songs")
class CatalogueSong extends SongRow {

  /** Where the file lies. */
  @Column(name = "file_url", nullable = false)
  String fileUrl;

  /** Media type as recognised; null in rows older than this schema, as are the four below. */
  @Column(name = "content_type")
  String contentType;

  @Column(name = "size_bytes")
  Long sizeBytes;

  /** Lower-case hex. */
  String sha256;

  /** Integrated loudness. */
  @Column(name = "loudness_lufs")
  Float loudnessLufs;

  /** Highest sample, 0 is full scale. */
  @Column(name = "peak_dbfs")
  Float peakDbfs;

  /** {@code manual} or {@code model}. */
  @Column(name = "embedding_source")
  String embeddingSource;

  /** 0..1, of the model. */
  @Column(name = "embedding_confidence")
  Float embeddingConfidence;

  /** What the model heard with too little confidence. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  @Column(name = "suggested_embedding")
  float[] suggestedEmbedding;

  /** {@code whole} or {@code partial}; null: not listened to yet. */
  String analysis;

  /** When the file of an archived song was given up; null: it is there. */
  @Column(name = "file_removed_at")
  Instant fileRemovedAt;

  /** Kept by a trigger. */
  @Column(name = "updated_at", insertable = false, updatable = false)
  Instant updatedAt;
}
