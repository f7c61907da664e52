package roomtone.brain.vote;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Array;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import roomtone.model.Taste;

/** What a listener thinks of a song. */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "votes")
class Vote {

  @Id UUID id;

  @Column(name = "user_id", nullable = false)
  UUID userId;

  @Column(name = "song_id", nullable = false)
  UUID songId;

  /** 1 (stop it) to 5 (more of it). */
  @Column(name = "vote_value", nullable = false)
  int voteValue;

  /** When it was cast; a change keeps it. */
  @Column(name = "vote_time", nullable = false)
  Instant voteTime;

  /** The player at which its listener had an active session; null: nowhere. */
  @Column(name = "player_id")
  UUID playerId;

  @Column(name = "session_id")
  UUID sessionId;

  /** Its place in the order in which tastes were moved; null until applied. */
  @Column(name = "applied_seq")
  Long appliedSeq;

  /** k, its weight in the room, in (0, 1]; null until applied, or cast nowhere. */
  Double weight;

  /** The song's sound when it was applied; null: it had none. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  float[] embedding;
}
