package roomtone.brain.vote;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.brain.taste.TasteUpdate;
import roomtone.brain.taste.Tastes;
import roomtone.brain.vote.Casting.Situation;
import roomtone.brain.vote.Casting.Transaction;
import roomtone.brain.vote.VoteRequests.Answered;
import roomtone.model.Song;
import roomtone.model.Taste;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/**
 * Casting, changing and taking back votes. Votes that a browser inserted by itself are applied one
 * by one before anything else of their listener's, each in a transaction of its own: so no
 * transaction touches two songs' reputations, and none waits for another in a circle.
 */
@ApplicationScoped
class Voting {

  /** Places before every survey's: for votes cast before the survey that is there already. */
  private static final long BEFORE_SURVEYS = 1L << 62;

  private final Session rows;
  private final Votes votes;
  private final VoteRequests requests;
  private final VoteChanges changes;
  private final Casting casting;
  private final Listeners listeners;
  private final Tastes tastes;
  private final MeterRegistry meters;

  Voting(
      Session rows,
      Votes votes,
      VoteRequests requests,
      VoteChanges changes,
      Casting casting,
      Listeners listeners,
      Tastes tastes,
      MeterRegistry meters) {
    this.rows = rows;
    this.votes = votes;
    this.requests = requests;
    this.changes = changes;
    this.casting = casting;
    this.listeners = listeners;
    this.tastes = tastes;
    this.meters = meters;
  }

  /**
   * Casts a vote, or changes the earlier one that it corrects.
   *
   * @param key under which the same request gets the same answer
   * @return status 201 or 200, and the vote
   */
  Answered cast(UUID listener, Ballot ballot, Optional<UUID> key) {
    return casting
        .alone(
            transaction -> {
              Optional<Situation> situation = casting.situation(transaction, listener, ballot, key);
              return situation.isEmpty() || situation.get().isSpecial()
                  ? Optional.<Answered>empty()
                  : Optional.of(castNew(transaction, listener, ballot, key, situation.get()));
            })
        .orElseGet(() -> castSpecial(listener, ballot, key));
  }

  /** Changes the value of a vote; it keeps its place, its weight and its time. */
  VoteAnswer change(UUID listener, UUID id, int voteValue) {
    return settled(
        listener,
        () -> {
          Vote vote = own(listener, id);
          changes.count(listener);
          return changed(vote, voteValue);
        });
  }

  /** Takes a vote back, as if it had never been cast. */
  void withdraw(UUID listener, UUID id) {
    settled(
        listener,
        () -> {
          Vote vote = own(listener, id);
          changes.count(listener);
          votes.remove(vote);
          votes.flush();
          return tastes.replay(listener);
        });
  }

  /** The listener's votes, newest first. */
  Page<Vote> page(UUID listener, PageRequest wanted) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              listeners.require(listener);
              return votes.page(listener, wanted);
            });
  }

  /**
   * Applies the oldest vote of a listener that a browser inserted, unless another replica is at it.
   *
   * @return false when there was nothing to do
   */
  boolean applyOldest(UUID listener) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              Optional<Vote> pending =
                  listeners.tryLock(listener).flatMap(now -> votes.oldestPending(listener));
              pending.ifPresent(this::apply);
              return pending.isPresent();
            });
  }

  /** Runs the turn once no earlier vote of the listener's waits to be applied. */
  private <T> T settled(UUID listener, Supplier<T> turn) {
    while (true) {
      Optional<Supplier<T>> done =
          QuarkusTransaction.requiringNew()
              .call(
                  () -> {
                    listeners.await(listener);
                    Optional<Vote> pending = votes.oldestPending(listener);
                    if (pending.isPresent()) {
                      apply(pending.get());
                      return Optional.empty();
                    }
                    T result = turn.get();
                    return Optional.of(() -> result);
                  });
      if (done.isPresent()) {
        return done.get().get();
      }
    }
  }

  /** Casts a vote that is not simply a new one of a listener who is known. */
  private Answered castSpecial(UUID listener, Ballot ballot, Optional<UUID> key) {
    return settled(
        listener,
        () ->
            rows.doReturningWork(
                connection -> {
                  Transaction transaction = new Transaction(connection, false);
                  Situation situation =
                      casting.situation(transaction, listener, ballot, key).orElseThrow();
                  if (situation.askedBefore()) {
                    return requests.answered(listener, key.orElseThrow(), ballot).orElseThrow();
                  }
                  return situation.earlier() == null
                      ? castNew(transaction, listener, ballot, key, situation)
                      : castAgain(transaction, listener, ballot, key, situation);
                }));
  }

  private Answered castAgain(
      Transaction transaction,
      UUID listener,
      Ballot ballot,
      Optional<UUID> key,
      Situation situation)
      throws SQLException {
    requireKnown(transaction, ballot, situation);
    Vote earlier = votes.find(listener, situation.earlier()).orElseThrow();
    changes.count(listener);
    Answered answer = requests.answer(200, changed(earlier, ballot.voteValue()));
    key.ifPresent(given -> requests.keep(listener, given, ballot, answer));
    return answer;
  }

  private Answered castNew(
      Transaction transaction,
      UUID listener,
      Ballot ballot,
      Optional<UUID> key,
      Situation situation)
      throws SQLException {
    requireKnown(transaction, ballot, situation);
    VoteLimits.check(situation);
    Vote vote = new Vote();
    vote.id = UUID.randomUUID();
    vote.userId = listener;
    vote.songId = situation.songId();
    vote.voteValue = ballot.voteValue();
    vote.voteTime = situation.now();
    vote.playerId = situation.playerId();
    vote.sessionId = situation.sessionId();
    vote.weight = vote.playerId == null ? null : Votes.weightAfter(situation.votesHere());
    boolean beforeSurvey =
        situation.surveyAt() != null && vote.voteTime.isBefore(situation.surveyAt());
    Optional<Taste> before = Optional.ofNullable(situation.taste());
    Optional<Taste> after =
        beforeSurvey
            ? before
            : TasteUpdate.after(before, Optional.ofNullable(situation.sound()), ballot.voteValue());
    Answered answer = requests.answer(201, VoteAnswer.of(vote, after));
    casting.write(
        transaction,
        vote,
        situation.embedding(),
        beforeSurvey ? BEFORE_SURVEYS : 0,
        after.filter(taste -> !after.equals(before)),
        key,
        ballot,
        answer);
    count(vote.voteValue);
    return answer;
  }

  private VoteAnswer changed(Vote vote, int voteValue) {
    vote.voteValue = voteValue;
    votes.flush();
    return VoteAnswer.of(vote, tastes.replay(vote.userId));
  }

  private void apply(Vote pending) {
    Optional<Vote> earlier =
        votes.earlier(pending.userId, pending.songId, pending.playerId, pending.voteTime);
    if (earlier.isPresent()) {
      votes.remove(pending);
      changed(earlier.get(), pending.voteValue);
    } else {
      place(pending, rows.find(Song.class, pending.songId));
    }
  }

  /** Gives a vote its place, its weight and the song's sound, and lets it move the taste. */
  private Optional<Taste> place(Vote vote, Song song) {
    boolean beforeSurvey = tastes.statedAt(vote.userId).filter(vote.voteTime::isBefore).isPresent();
    Double weight =
        vote.playerId == null ? null : votes.weight(vote.userId, vote.playerId, vote.voteTime);
    vote.appliedSeq = tastes.nextPlace() - (beforeSurvey ? BEFORE_SURVEYS : 0);
    vote.weight = weight;
    vote.embedding = song.embedding;
    count(vote.voteValue);
    return beforeSurvey
        ? tastes.of(vote.userId)
        : tastes.move(vote.userId, Taste.ofColumn(song.embedding), vote.voteValue);
  }

  /** A room that was closed is known: whoever was there votes on, if nowhere in particular. */
  private void requireKnown(Transaction transaction, Ballot ballot, Situation situation)
      throws SQLException {
    if (situation.songId() == null) {
      throw Problem.of(
          404,
          "unknown-song",
          "Unknown song",
          "There is no such song. Vote for one that plays or is next.");
    }
    if (situation.archivedAt() != null) {
      throw Problem.of(
          410,
          "song-archived",
          "Song archived",
          "This song is no longer played. Vote for another.");
    }
    if (ballot.playerId() != null
        && situation.playerId() == null
        && !casting.isPlayer(transaction, ballot.playerId())) {
      throw Players.unknown();
    }
  }

  private Vote own(UUID listener, UUID id) {
    return votes
        .find(listener, id)
        .orElseThrow(
            () ->
                Problem.of(
                    404,
                    "unknown-vote",
                    "Unknown vote",
                    "You have no such vote. GET /api/votes lists those that you have."));
  }

  private void count(int voteValue) {
    int side = Integer.compare(voteValue, TasteUpdate.NEUTRAL);
    String opinion = side > 0 ? "like" : side < 0 ? "dislike" : "neutral";
    meters.counter("roomtone.votes", "opinion", opinion).increment();
  }
}
