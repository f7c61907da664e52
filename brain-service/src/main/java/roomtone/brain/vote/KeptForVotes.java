package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** What is kept of votes for a while only. Each call removes at most so many and says how many. */
@ApplicationScoped
public class KeptForVotes {

  private final VoteRequests requests;
  private final Votes votes;
  private final VoteChanges changes;

  KeptForVotes(VoteRequests requests, Votes votes, VoteChanges changes) {
    this.requests = requests;
    this.votes = votes;
    this.changes = changes;
  }

  /** Answers to votes, after 24 hours. */
  @Transactional
  public int forgetAnswers(int limit) {
    return requests.forgetOld(limit);
  }

  /** That votes were cast and are gone, after the hour in which they count for a limit. */
  @Transactional
  public int forgetWithdrawn(int limit) {
    return votes.forgetWithdrawn(limit);
  }

  /** That votes were changed, after the 10 minutes in which it counts for a limit. */
  @Transactional
  public int forgetChanges(int limit) {
    return changes.forgetOld(limit);
  }
}
