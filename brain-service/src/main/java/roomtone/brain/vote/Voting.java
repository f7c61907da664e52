package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.brain.taste.TasteUpdate;
import roomtone.meter.Meters;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/**
 * Casts, changes and deletes votes. Votes that browsers inserted are applied one by one before
 * anything else of their listener's, each in a transaction of its own: no transaction then changes
 * reputations in two statements, so that no two transactions deadlock.
 */
@ApplicationScoped
class Voting {

  private final VoteStore store;
  private final Votes votes;
  private final IdempotencyKeys keys;
  private final VoteChangeLimit changes;
  private final Listeners listeners;
  private final Meters meters;

  Voting(
      VoteStore store,
      Votes votes,
      IdempotencyKeys keys,
      VoteChangeLimit changes,
      Listeners listeners,
      Meters meters) {
    this.store = store;
    this.votes = votes;
    this.keys = keys;
    this.changes = changes;
    this.listeners = listeners;
    this.meters = meters;
  }

  /** What a call does once it holds the lock and no vote of the listener's waits. */
  private interface Turn<T> {
    T take(VoteTransaction transaction, VoteContext context) throws SQLException;
  }

  /**
   * Casts a vote, or changes the earlier one that it revises. The same ballot under the same key
   * gets the same answer.
   *
   * @return the vote, with status 201 when it is new and 200 when it changed another
   */
  StoredAnswer cast(UUID listener, Ballot ballot) {
    return inTurn(
        listener,
        ballot,
        (transaction, context) -> {
          if (context.keyKnown()) {
            return keys.find(transaction, ballot);
          }
          requireKnown(transaction, ballot, context);
          return context.earlierId() == null
              ? castNew(transaction, ballot, context)
              : revise(transaction, ballot, context);
        });
  }

  /** Changes the value of a vote; it keeps its place, its weight and its time. */
  VoteAnswer change(UUID listener, UUID id, int voteValue) {
    return inTurn(
        listener,
        Ballot.NONE,
        (transaction, context) -> change(transaction, context, Ballot.NONE, id, voteValue));
  }

  /** Deletes a vote; the taste becomes what it would be without it. */
  void delete(UUID listener, UUID id) {
    inTurn(
        listener,
        Ballot.NONE,
        (transaction, context) -> {
          requireOwn(transaction, id);
          changes.count(transaction);
          store.delete(transaction, id);
          return store.replay(transaction);
        });
  }

  /** Returns a page of the listener's votes, newest first. */
  Page<ListedVote> page(UUID listener, PageRequest request) {
    listeners.require(listener);
    return votes.page(listener, request);
  }

  /**
   * Applies the oldest vote of a listener that a browser inserted, unless another transaction holds
   * the listener's lock.
   *
   * @return whether a vote was applied
   */
  boolean applyOldest(UUID listener) {
    return store.inTransaction(
        listener, transaction -> applyPending(transaction, store.tryLock(transaction)));
  }

  /** Applies the votes that wait, a transaction each, then takes the turn. */
  private <T> T inTurn(UUID listener, Ballot ballot, Turn<T> turn) {
    while (true) {
      Optional<T> result =
          store.inTransaction(
              listener,
              transaction -> {
                Optional<VoteContext> context = store.lock(transaction, ballot);
                return context.isEmpty() || applyPending(transaction, context)
                    ? Optional.empty()
                    : Optional.of(turn.take(transaction, context.get()));
              });
      if (result.isPresent()) {
        return result.get();
      }
      listeners.require(listener);
    }
  }

  /** Applies the vote that waits, if one does, and returns whether one did. */
  private boolean applyPending(VoteTransaction transaction, Optional<VoteContext> locked)
      throws SQLException {
    if (locked.filter(VoteContext::isPending).isEmpty()) {
      return false;
    }
    VoteContext context = locked.get();
    if (context.earlierId() == null) {
      store.apply(transaction, context);
      count(context.pendingValue());
    } else {
      store.change(transaction, context, context.earlierId(), context.pendingValue());
      store.delete(transaction, context.pendingId());
      store.replay(transaction);
    }
    return true;
  }

  private StoredAnswer castNew(VoteTransaction transaction, Ballot ballot, VoteContext context)
      throws SQLException {
    context.limits().check(context.castAt());
    int value = ballot.voteValue();
    CastVote vote =
        new CastVote(
            UUID.randomUUID(), context.songId(), value, context.castAt(), context.playerId());
    StoredAnswer answer =
        keys.answer(
            201,
            VoteAnswer.of(
                vote,
                value,
                context.tasteAfter(value),
                context.counting(isOutsider(transaction, ballot, context))));
    store.renew(transaction, context);
    store.insert(transaction, vote.id(), context, ballot, answer);
    count(value);
    return answer;
  }

  private StoredAnswer revise(VoteTransaction transaction, Ballot ballot, VoteContext context)
      throws SQLException {
    StoredAnswer answer =
        keys.answer(
            200, change(transaction, context, ballot, context.earlierId(), ballot.voteValue()));
    keys.store(transaction, ballot, answer);
    return answer;
  }

  private VoteAnswer change(
      VoteTransaction transaction, VoteContext context, Ballot ballot, UUID id, int voteValue)
      throws SQLException {
    CastVote vote = requireOwn(transaction, id);
    changes.count(transaction);
    // Sessions before votes, as everywhere: whoever holds the lock of a reputation waits for none.
    store.renew(transaction, context);
    store.change(transaction, context, id, voteValue);
    return VoteAnswer.of(
        vote,
        voteValue,
        store.replay(transaction),
        store.counting(transaction, context, vote, isOutsider(transaction, ballot, context)));
  }

  /** Returns whether a ballot names a room with presence codes from a session without a room. */
  private boolean isOutsider(VoteTransaction transaction, Ballot ballot, VoteContext context)
      throws SQLException {
    return ballot.playerId() != null
        && context.isAnywhere()
        && store.asksForCode(transaction, ballot.playerId());
  }

  /** An archived player is known: its listeners may vote on, but the vote counts in no room. */
  private void requireKnown(VoteTransaction transaction, Ballot ballot, VoteContext context)
      throws SQLException {
    if (context.songId() == null) {
      throw Problem.of("unknown-song");
    }
    if (context.archived()) {
      throw Problem.of("song-archived");
    }
    if (ballot.playerId() != null
        && context.playerId() == null
        && !store.isPlayer(transaction, ballot.playerId())) {
      throw Players.unknown();
    }
  }

  private CastVote requireOwn(VoteTransaction transaction, UUID id) throws SQLException {
    return store.find(transaction, id).orElseThrow(() -> Problem.of("unknown-vote"));
  }

  private void count(int voteValue) {
    int side = Integer.compare(voteValue, TasteUpdate.NEUTRAL);
    String opinion = side > 0 ? "like" : side < 0 ? "dislike" : "neutral";
    meters.counter("roomtone.votes", opinion).increment();
  }
}
