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

/** A song with its file. */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "songs")
public class CatalogueSong extends SongRow {

  /** Where the file lies. */
  @Column(name = "file_url", nullable = false)
  public String fileUrl;

  /** Media type as recognised; null in rows older than this schema, as are the four below. */
  @Column(name = "content_type")
  public String contentType;

  @Column(name = "size_bytes")
  public Long sizeBytes;

  /** Lower-case hex. */
  public String sha256;

  /** Integrated loudness. */
  @Column(name = "loudness_lufs")
  public Float loudnessLufs;

  /** Highest sample, 0 is full scale. */
  @Column(name = "peak_dbfs")
  public Float peakDbfs;

  /** {@code manual} or {@code model}. */
  @Column(name = "embedding_source")
  public String embeddingSource;

  /** 0..1, of the model. */
  @Column(name = "embedding_confidence")
  public Float embeddingConfidence;

  /** What the model heard with too little confidence. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  @Column(name = "suggested_embedding")
  public float[] suggestedEmbedding;

  /** {@code whole} or {@code partial}; null: not listened to yet. */
  public String analysis;

  /** When the file of an archived song was given up; null: it is there. */
  @Column(name = "file_removed_at")
  public Instant fileRemovedAt;

  /** Kept by a trigger. */
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
