package roomtone.brain.taste;

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

/** The taste columns of a profile. They are changed only while the row is locked. */
@Entity
@DynamicInsert
@DynamicUpdate
@Table(name = "profiles")
class ListenerTaste {

  @Id UUID id;

  /** The taste that survey and votes lead to; null while unknown. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  @Column(name = "preference_vector")
  float[] preferenceVector;

  /** The taste that the listener stated; null for none. */
  @JdbcTypeCode(SqlTypes.VECTOR)
  @Array(length = Taste.DIMENSIONS)
  @Column(name = "survey_vector")
  float[] surveyVector;

  @Column(name = "survey_at")
  Instant surveyAt;

  /** Votes with a greater applied_seq moved the taste on from the survey; null without one. */
  @Column(name = "survey_seq")
  Long surveySeq;
}
