package roomtone.brain.vote;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import roomtone.brain.player.Players;
import roomtone.brain.profile.Listeners;
import roomtone.brain.taste.TasteUpdate;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/**
 * Casts, changes and deletes votes. Votes that browsers inserted are applied one by one before
 * anything else of their listener's, each in a transaction of its own: no transaction then touches
 * the reputations of two songs, so that no two transactions deadlock.
 */
@ApplicationScoped
class Voting {

  private final VoteStore store;
  private final Votes votes;
  private final IdempotencyKeys keys;
  private final VoteChangeLimit changes;
  private final Listeners listeners;
  private final MeterRegistry meters;

  Voting(
      VoteStore store,
      Votes votes,
      IdempotencyKeys keys,
      VoteChangeLimit changes,
      Listeners listeners,
      MeterRegistry meters) {
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
   * Casts a vote, or changes the earlier one that it revises.
   *
   * @param key the Idempotency-Key; the same call under the same key gets the same answer
   * @return the vote, with status 201 when it is new and 200 when it changed another
   */
  StoredAnswer cast(UUID listener, Ballot ballot, Optional<UUID> key) {
    return inTurn(
        listener,
        ballot,
        key,
        (transaction, context) -> {
          if (context.keyKnown()) {
            return keys.find(transaction, listener, key.orElseThrow(), ballot);
          }
          requireKnown(transaction, ballot, context);
          return context.earlierId() == null
              ? castNew(transaction, listener, ballot, key, context)
              : revise(transaction, listener, ballot, key, context.earlierId());
        });
  }

  /** Changes the value of a vote; it keeps its place, its weight and its time. */
  VoteAnswer change(UUID listener, UUID id, int voteValue) {
    return inTurn(listener, (transaction, context) -> change(transaction, listener, id, voteValue));
  }

  /** Deletes a vote; the taste becomes what it would be without it. */
  void delete(UUID listener, UUID id) {
    inTurn(
        listener,
        (transaction, context) -> {
          requireOwn(transaction, listener, id);
          changes.count(transaction, listener);
          store.delete(transaction, id);
          return store.replay(transaction, listener);
        });
  }

  /** Returns a page of the listener's votes, newest first. */
  Page<Vote> page(UUID listener, PageRequest request) {
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
        transaction -> {
          Optional<VoteContext> context =
              store.tryLock(transaction, listener).filter(VoteContext::isPending);
          if (context.isPresent()) {
            apply(transaction, listener, context.get());
          }
          return context.isPresent();
        });
  }

  private <T> T inTurn(UUID listener, Turn<T> turn) {
    return inTurn(listener, null, Optional.empty(), turn);
  }

  /** Applies the votes that wait, a transaction each, then takes the turn. */
  private <T> T inTurn(UUID listener, Ballot ballot, Optional<UUID> key, Turn<T> turn) {
    while (true) {
      Optional<T> result =
          store.inTransaction(
              transaction -> {
                Optional<VoteContext> context = store.lock(transaction, listener, ballot, key);
                if (context.filter(VoteContext::isPending).isPresent()) {
                  apply(transaction, listener, context.get());
                  return Optional.empty();
                }
                return context.isEmpty()
                    ? Optional.empty()
                    : Optional.of(turn.take(transaction, context.get()));
              });
      if (result.isPresent()) {
        return result.get();
      }
      listeners.require(listener);
    }
  }

  private StoredAnswer castNew(
      VoteTransaction transaction,
      UUID listener,
      Ballot ballot,
      Optional<UUID> key,
      VoteContext context)
      throws SQLException {
    context.limits().check(context.castAt());
    Vote vote =
        new Vote(
            UUID.randomUUID(),
            listener,
            context.songId(),
            ballot.voteValue(),
            context.castAt(),
            context.playerId());
    StoredAnswer answer =
        keys.answer(201, VoteAnswer.of(vote, context.tasteAfter(ballot.voteValue())));
    store.insert(transaction, vote, context, key, ballot, answer);
    count(vote.voteValue());
    return answer;
  }

  private StoredAnswer revise(
      VoteTransaction transaction, UUID listener, Ballot ballot, Optional<UUID> key, UUID earlier)
      throws SQLException {
    StoredAnswer answer =
        keys.answer(200, change(transaction, listener, earlier, ballot.voteValue()));
    keys.store(transaction, listener, key, ballot, answer);
    return answer;
  }

  private VoteAnswer change(VoteTransaction transaction, UUID listener, UUID id, int voteValue)
      throws SQLException {
    Vote vote = requireOwn(transaction, listener, id);
    changes.count(transaction, listener);
    store.change(transaction, id, voteValue);
    return VoteAnswer.of(vote.withValue(voteValue), store.replay(transaction, listener));
  }

  private void apply(VoteTransaction transaction, UUID listener, VoteContext context)
      throws SQLException {
    if (context.earlierId() == null) {
      store.apply(transaction, listener, context);
      count(context.pendingValue());
    } else {
      store.change(transaction, context.earlierId(), context.pendingValue());
      store.delete(transaction, context.pendingId());
      store.replay(transaction, listener);
    }
  }

  /** An archived player is known: its listeners may vote on, but the vote counts in no room. */
  private void requireKnown(VoteTransaction transaction, Ballot ballot, VoteContext context)
      throws SQLException {
    if (context.songId() == null) {
      throw Problem.of(
          404,
          "unknown-song",
          "Unknown song",
          "There is no such song. Vote for one that plays or is next.");
    }
    if (context.archived()) {
      throw Problem.of(
          410,
          "song-archived",
          "Song archived",
          "This song is no longer played. Vote for another.");
    }
    if (ballot.playerId() != null
        && context.playerId() == null
        && !store.isPlayer(transaction, ballot.playerId())) {
      throw Players.unknown();
    }
  }

  private Vote requireOwn(VoteTransaction transaction, UUID listener, UUID id) throws SQLException {
    return store
        .find(transaction, listener, id)
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
