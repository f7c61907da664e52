package roomtone.brain.vote;

import static roomtone.brain.vote.VoteTransaction.components;
import static roomtone.brain.vote.VoteTransaction.instant;
import static roomtone.brain.vote.VoteTransaction.uuid;
import static roomtone.brain.vote.VoteTransaction.vector;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import roomtone.brain.taste.TasteUpdate;
import roomtone.brain.taste.TasteUpdate.Step;
import roomtone.brain.vote.Counting.WhyNot;
import roomtone.model.Taste;
import roomtone.trace.Traces;

/**
 * Writes votes, with the tastes that they lead to: new votes of the API, changes, deletions, and
 * votes that browsers inserted. A new vote takes two round trips to the database: the first locks
 * the listener's row and reads the {@link VoteContext}, the second writes everything and commits.
 * The statements go by plain JDBC, which costs half of what a transaction coordinator takes.
 */
@ApplicationScoped
class VoteStore {

  /** Within this time a second vote for a song changes the first. */
  static final Duration REVISION_WINDOW = Duration.ofMinutes(10);

  /** Votes older than this no longer reduce the weight of a listener's next vote. */
  static final Duration WEIGHT_WINDOW = Duration.ofHours(12);

  /** Signs of votes.applied_seq: votes cast before the listener's survey come before all others. */
  private static final int AFTER_SURVEY = 1;

  private static final int BEFORE_SURVEY = -1;

  private static final String LOCK =
      VoteTransaction.beginning(VoteStatements.LOCK, VoteStatements.READ);

  private static final String TRY_LOCK =
      VoteTransaction.beginning(VoteStatements.LOCK + " skip locked", VoteStatements.READ);

  private static final String INSERT = VoteTransaction.committing(VoteStatements.INSERT);

  private static final String INSERT_AND_CONFIRM_STAY =
      VoteTransaction.committing(VoteStatements.INSERT + ";\n" + VoteStatements.CONFIRM_STAY);

  private final DataSource database;
  private final Traces traces;

  VoteStore(DataSource database, Traces traces) {
    this.database = database;
    this.traces = traces;
  }

  /** What is done in a transaction. */
  interface Work<T> {
    T in(VoteTransaction transaction) throws SQLException;
  }

  /** Runs work in a transaction of its own; nothing of it stays when it fails. */
  <T> T inTransaction(UUID listener, Work<T> work) {
    try (Connection connection = database.getConnection()) {
      VoteTransaction transaction = new VoteTransaction(connection, listener, traces.current());
      try {
        T result = work.in(transaction);
        transaction.commit();
        return result;
      } finally {
        transaction.rollBackUnlessCommitted();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the transaction of a vote failed", e);
    }
  }

  /**
   * Begins the transaction: waits for the lock of the listener's row and reads the context.
   *
   * @param ballot the vote of the call, or {@link Ballot#NONE}
   * @return empty when the listener has no row to lock
   */
  Optional<VoteContext> lock(VoteTransaction transaction, Ballot ballot) throws SQLException {
    return read(transaction, LOCK, ballot);
  }

  /** As {@link #lock}, but empty instead of waiting for another transaction. */
  Optional<VoteContext> tryLock(VoteTransaction transaction) throws SQLException {
    return read(transaction, TRY_LOCK, Ballot.NONE);
  }

  private static Optional<VoteContext> read(
      VoteTransaction transaction, String beginning, Ballot ballot) throws SQLException {
    UUID listener = transaction.listener();
    return transaction.begin(
        beginning,
        VoteContext::of,
        listener,
        (double) REVISION_WINDOW.toSeconds(),
        ballot.songId(),
        listener,
        listener,
        ballot.key(),
        ballot.playerId(),
        VoteLimits.WINDOW.seconds(),
        VoteLimits.WINDOW.seconds(),
        (double) WEIGHT_WINDOW.toSeconds());
  }

  /** Renews the listener's session, if that changes anything. */
  void renew(VoteTransaction transaction, VoteContext context) throws SQLException {
    ActiveSession session = context.session();
    if (session != null && session.isRenewable()) {
      transaction.update(VoteStatements.RENEW, session.renewedUntil(), session.id());
    }
  }

  /**
   * Returns in which room an earlier vote counts, as it was cast.
   *
   * @param outsider as {@link WhyNot#of} takes it
   */
  Counting counting(
      VoteTransaction transaction, VoteContext context, CastVote vote, boolean outsider)
      throws SQLException {
    boolean inARoom =
        vote.playerId() == null
            && transaction
                .query(
                    VoteStatements.IN_A_ROOM,
                    row -> row.getBoolean("in_a_room"),
                    transaction.listener(),
                    vote.voteTime(),
                    vote.voteTime())
                .getFirst();
    return Counting.of(vote.playerId(), WhyNot.of(inARoom, outsider), context.session());
  }

  /** Returns whether a player with this id exists, archived or not. */
  boolean isPlayer(VoteTransaction transaction, UUID id) throws SQLException {
    return !transaction
        .query("select 1 from public.players where id = ?", row -> true, id)
        .isEmpty();
  }

  /** Returns whether a player asks those who check in for a presence code. */
  boolean asksForCode(VoteTransaction transaction, UUID player) throws SQLException {
    return !transaction
        .query(
            "select 1 from public.players where id = ? and presence = 'code'", row -> true, player)
        .isEmpty();
  }

  /**
   * Inserts the vote of a ballot with the taste that it leads to and the answer, confirms the stay
   * if it does, and commits. The vote is written as held back before its stay is confirmed, so that
   * one statement alone changes reputations.
   */
  void insert(
      VoteTransaction transaction, UUID id, VoteContext context, Ballot ballot, StoredAnswer answer)
      throws SQLException {
    UUID listener = transaction.listener();
    Optional<Taste> taste = context.tasteAfter(ballot.voteValue());
    List<Object> parameters =
        new ArrayList<>(
            Arrays.asList(
                taste.map(Taste::toVectorText).orElse(null),
                listener,
                !taste.equals(context.taste()),
                listener,
                ballot.hash(),
                answer.status(),
                answer.body(),
                ballot.key(),
                id,
                listener,
                context.songId(),
                ballot.voteValue(),
                context.castAt(),
                context.playerId(),
                context.sessionId(),
                sign(context),
                context.weight(),
                context.embedding(),
                context.held()));
    if (context.confirmsStay()) {
      parameters.addAll(Arrays.asList(context.session().id(), context.castAt(), null, null));
    }
    transaction.updateAndCommit(
        context.confirmsStay() ? INSERT_AND_CONFIRM_STAY : INSERT, parameters.toArray());
  }

  /** Applies the waiting vote of the context as a new one: order, weight, embedding and taste. */
  void apply(VoteTransaction transaction, VoteContext context) throws SQLException {
    Optional<Taste> taste = context.tasteAfter(context.pendingValue());
    transaction.update(
        VoteStatements.APPLY,
        taste.map(Taste::toVectorText).orElse(null),
        transaction.listener(),
        !taste.equals(context.taste()),
        sign(context),
        context.weight(),
        context.embedding(),
        context.held(),
        context.pendingId());
  }

  /** Returns the listener's own vote with this id. */
  Optional<CastVote> find(VoteTransaction transaction, UUID id) throws SQLException {
    return transaction
        .query(
            "select song_id, vote_value, vote_time, player_id from public.votes where id = ? and user_id = ?",
            row ->
                new CastVote(
                    id,
                    uuid(row, "song_id"),
                    row.getInt("vote_value"),
                    instant(row, "vote_time"),
                    uuid(row, "player_id")),
            id,
            transaction.listener())
        .stream()
        .findFirst();
  }

  /**
   * Changes the value of a vote, which keeps its place, its weight and its time, and confirms the
   * stay of the call if it does. A vote of a stay that was never confirmed stays held back.
   */
  void change(VoteTransaction transaction, VoteContext context, UUID id, int voteValue)
      throws SQLException {
    if (context.confirmsStay()) {
      transaction.update(
          VoteStatements.CONFIRM_STAY, context.session().id(), context.castAt(), id, voteValue);
    } else {
      transaction.update("update public.votes set vote_value = ? where id = ?", voteValue, id);
    }
  }

  void delete(VoteTransaction transaction, UUID id) throws SQLException {
    transaction.update("delete from public.votes where id = ?", id);
  }

  /**
   * Computes the taste again from the survey and the votes after it, once one of them has changed.
   *
   * @return the new taste; empty while unknown
   */
  Optional<Taste> replay(VoteTransaction transaction) throws SQLException {
    UUID listener = transaction.listener();
    Optional<Taste> survey =
        transaction
            .query(
                "select %s from public.profiles where id = ?"
                    .formatted(components("survey_vector", "survey")),
                row -> Taste.ofColumn(vector(row, "survey")),
                listener)
            .getFirst();
    List<Step> steps =
        transaction.query(
            VoteStatements.REPLAY,
            row ->
                new Step(
                    row.getInt("vote_value"), Taste.ofColumn(vector(row, "song")).orElseThrow()),
            listener);
    Optional<Taste> taste = TasteUpdate.replay(survey, steps);
    transaction.update(
        "update public.profiles set preference_vector = ?::extensions.vector where id = ?",
        taste.map(Taste::toVectorText).orElse(null),
        listener);
    return taste;
  }

  private static int sign(VoteContext context) {
    return context.beforeSurvey() ? BEFORE_SURVEY : AFTER_SURVEY;
  }
}
