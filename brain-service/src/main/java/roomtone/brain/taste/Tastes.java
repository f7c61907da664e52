package roomtone.brain.taste;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import roomtone.brain.taste.TasteUpdate.Step;
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

  /**
   * When the listener last stated a taste; empty if never. Votes cast before it no longer count.
   */
  @Transactional(TxType.MANDATORY)
  public Optional<Instant> statedAt(UUID listener) {
    return Optional.ofNullable(row(listener).surveyAt);
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

  /** Moves a taste by one vote, the latest of the listener's. */
  @Transactional(TxType.MANDATORY)
  public Optional<Taste> move(UUID listener, Optional<Taste> song, int voteValue) {
    ListenerTaste row = row(listener);
    return keep(row, TasteUpdate.after(Taste.ofColumn(row.preferenceVector), song, voteValue));
  }

  /** Makes a taste anew from the survey and the votes after it, when one of them has changed. */
  @Transactional(TxType.MANDATORY)
  public Optional<Taste> replay(UUID listener) {
    ListenerTaste row = row(listener);
    return keep(row, TasteUpdate.replay(Taste.ofColumn(row.surveyVector), steps(row)));
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

  /** The next place in the order in which tastes are moved. */
  @Transactional(TxType.MANDATORY)
  public long nextPlace() {
    return rows.createNativeQuery("select nextval('roomtone.taste_seq')", Long.class)
        .getSingleResult();
  }

  private List<Step> steps(ListenerTaste row) {
    Stream<AppliedVote> votes =
        rows.createQuery(
                """
                from AppliedVote
                where userId = :listener and appliedSeq > :survey and embedding is not null
                order by appliedSeq
                """,
                AppliedVote.class)
            .setParameter("listener", row.id)
            .setParameter("survey", Objects.requireNonNullElse(row.surveySeq, Long.MIN_VALUE))
            .getResultStream();
    return votes
        .map(vote -> new Step(vote.voteValue, Taste.ofColumn(vote.embedding).orElseThrow()))
        .toList();
  }

  private static Optional<Taste> keep(ListenerTaste row, Optional<Taste> taste) {
    row.preferenceVector = taste.map(Taste::toColumn).orElse(null);
    return taste;
  }

  private ListenerTaste row(UUID listener) {
    return rows.find(ListenerTaste.class, listener);
  }
}
