package roomtone.brain.taste;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Array;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import roomtone.model.Taste;

/** A vote as far as a taste is made of it. */
@Entity
@Immutable
@Table(name = "votes")
class AppliedVote {

  @Id UUID id;

  @Column(name = "user_id", nullable = false)
  UUID userId;

  @Column(name = "vote_value", nullable = false)
  int voteValue;

  /** Its place among the votes and surveys; null: not applied yet. */
  @Column(name = "applied_seq")
  Long appliedSeq;

  /** The song's sound when it was applied; null: it had none. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  float[] embedding;
}
