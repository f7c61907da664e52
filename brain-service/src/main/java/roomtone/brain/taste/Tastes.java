package roomtone.brain.taste;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.model.Taste;

/**
 * The tastes of listeners, kept in step with their surveys and votes. Whoever changes one has
 * locked the listener's row before.
 */
@ApplicationScoped
public class Tastes {

  private final Session rows;

  Tastes(Session rows) {
    this.rows = rows;
  }

  /** What a listener likes; empty while unknown. */
  @Transactional
  public Optional<Taste> of(UUID listener) {
    return Optional.ofNullable(rows.find(ListenerTaste.class, listener))
        .flatMap(row -> Taste.ofColumn(row.preferenceVector));
  }

  /** Makes a statement the taste: whatever was voted before no longer counts. */
  @Transactional(TxType.MANDATORY)
  public Taste state(UUID listener, Taste survey, Instant now) {
    long place = nextPlace();
    ListenerTaste row = row(listener);
    row.surveyVector = survey.toColumn();
    row.surveyAt = now;
    row.surveySeq = place;
    row.preferenceVector = row.surveyVector;
    return Taste.ofColumn(row.preferenceVector).orElseThrow();
  }

  /** As {@link #state}, but only while nothing is known. */
  @Transactional(TxType.MANDATORY)
  public void stateIfUnknown(UUID listener, Taste survey, Instant now) {
    if (row(listener).preferenceVector == null) {
      state(listener, survey, now);
    }
  }

  /**
   * A taste as callers read it.
   *
   * @return five numbers to six decimals, which is more than anybody tastes; null while unknown
   */
  public static List<Double> numbers(Optional<Taste> taste) {
    return taste
        .map(
            known ->
                Arrays.stream(known.components())
                    .map(component -> Math.rint(component * 1e6) / 1e6)
                    .boxed()
                    .toList())
        .orElse(null);
  }

  private long nextPlace() {
    return rows.createNativeQuery("select nextval('roomtone.taste_seq')", Long.class)
        .getSingleResult();
  }

  private ListenerTaste row(UUID listener) {
    return rows.find(ListenerTaste.class, listener);
  }
}
