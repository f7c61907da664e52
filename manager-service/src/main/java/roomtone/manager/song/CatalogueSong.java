package roomtone.manager.song;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.Array;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import roomtone.model.SongRow;
import roomtone.model.Taste;

/** A row of {@code songs}, with the columns that the manager alone reads. */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "songs")
public class CatalogueSong extends SongRow {

  /** The address of the file in S3, without a signature. */
  @Column(name = "file_url", nullable = false)
  public String fileUrl;

  /** The recognised media type; null, as the four below, in rows of the original schema. */
  @Column(name = "content_type")
  public String contentType;

  /** The size of the file. */
  @Column(name = "size_bytes")
  public Long sizeBytes;

  /** The hash of the file, lower-case hex. */
  public String sha256;

  /** The integrated loudness; null for silence. */
  @Column(name = "loudness_lufs")
  public Float loudnessLufs;

  /** The highest sample; 0 is full scale. */
  @Column(name = "peak_dbfs")
  public Float peakDbfs;

  /** {@code manual}, {@code model}, or null without an embedding. */
  @Column(name = "embedding_source")
  public String embeddingSource;

  /** The confidence of the model, 0..1. */
  @Column(name = "embedding_confidence")
  public Float embeddingConfidence;

  /** What the model estimates with too little confidence to be used; null: nothing. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  @Column(name = "suggested_embedding")
  public float[] suggestedEmbedding;

  /** {@code whole} or {@code partial}; null: not analysed yet. */
  public String analysis;

  /** The time at which the file of an archived song was removed; null: it exists. */
  @Column(name = "file_removed_at")
  public Instant fileRemovedAt;

  /** A trigger sets it. */
  @Column(name = "updated_at", insertable = false, updatable = false)
  public Instant updatedAt;

  /** The fields of the song that the audit log compares, by their names in the API. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new HashMap<>();
    facts.put("title", title);
    facts.put("artist", artist);
    facts.put("type", type);
    facts.put("embedding", embedding == null ? null : embedding.clone());
    facts.put("embedding_source", embeddingSource);
    facts.put(
        "suggested_embedding", suggestedEmbedding == null ? null : suggestedEmbedding.clone());
    facts.put("duration", duration);
    facts.put("bpm", bpm);
    facts.put("sha256", sha256);
    facts.put("archived_at", archivedAt);
    facts.put("analysis", analysis);
    facts.put("file_removed_at", fileRemovedAt);
    return facts;
  }
}
