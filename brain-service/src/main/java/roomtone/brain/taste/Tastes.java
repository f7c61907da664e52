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
 * Reads the tastes of listeners and sets them from surveys; votes move them in their own store.
 * Callers that change a taste hold the lock of the listener's row.
 */
@ApplicationScoped
public class Tastes {

  private final Session rows;

  Tastes(Session rows) {
    this.rows = rows;
  }

  /** Returns a listener's taste; empty while unknown. */
  @Transactional
  public Optional<Taste> of(UUID listener) {
    return Optional.ofNullable(rows.find(ListenerTaste.class, listener))
        .flatMap(row -> Taste.ofColumn(row.preferenceVector));
  }

  /** Sets the taste to a survey, after which older votes no longer count. */
  @Transactional(TxType.MANDATORY)
  public Taste state(UUID listener, Taste survey, Instant now) {
    // the query flushes the row, which must then be complete
    long seq =
        rows.createNativeQuery("select nextval('roomtone.taste_seq')", Long.class)
            .getSingleResult();
    ListenerTaste row = row(listener);
    row.surveyVector = survey.toColumn();
    row.surveyAt = now;
    row.surveySeq = seq;
    row.preferenceVector = row.surveyVector;
    return Taste.ofColumn(row.preferenceVector).orElseThrow();
  }

  /** As {@link #state}, but only while the taste is unknown. */
  @Transactional(TxType.MANDATORY)
  public void stateIfUnknown(UUID listener, Taste survey, Instant now) {
    if (row(listener).preferenceVector == null) {
      state(listener, survey, now);
    }
  }

  /**
   * Returns a taste as the API shows it.
   *
   * @return five numbers, rounded to six decimals; null while unknown
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

  private ListenerTaste row(UUID listener) {
    return rows.find(ListenerTaste.class, listener);
  }
}
