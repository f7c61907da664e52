package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import org.hibernate.Session;

/**
 * Deletes rows about votes that nothing needs any more. Each call deletes at most {@code limit}
 * rows and returns how many it deleted.
 */
@ApplicationScoped
public class VoteRetention {

  /** How long a repeated call gets the stored answer. */
  private static final Duration ANSWERS = Duration.ofHours(24);

  private final Session rows;

  VoteRetention(Session rows) {
    this.rows = rows;
  }

  /** Deletes stored answers to votes that are older than 24 hours. */
  @Transactional
  public int deleteExpiredAnswers(int limit) {
    return delete(
        """
        delete from roomtone.vote_requests where (user_id, idempotency_key) in (
          select user_id, idempotency_key from roomtone.vote_requests
          where created_at < (select roomtone.now() - make_interval(secs => :age))
          limit :limit for update skip locked)
        """,
        ANSWERS,
        limit);
  }

  /** Deletes withdrawn votes that no rate limit counts any more (older than one hour). */
  @Transactional
  public int deleteExpiredWithdrawals(int limit) {
    return delete(
        """
        delete from roomtone.withdrawn_votes where id in (
          select id from roomtone.withdrawn_votes
          where vote_time <= (select roomtone.now() - make_interval(secs => :age))
          limit :limit for update skip locked)
        """,
        VoteLimits.WINDOW.length(),
        limit);
  }

  /** Deletes changes of votes that no rate limit counts any more (older than 10 minutes). */
  @Transactional
  public int deleteExpiredChanges(int limit) {
    return delete(
        """
        delete from roomtone.vote_changes where id in (
          select id from roomtone.vote_changes
          where changed_at <= (select roomtone.now() - make_interval(secs => :age))
          limit :limit for update skip locked)
        """,
        VoteChangeLimit.WINDOW.length(),
        limit);
  }

  private int delete(String statement, Duration age, int limit) {
    return rows.createNativeMutationQuery(statement)
        .setParameter("age", (double) age.toSeconds())
        .setParameter("limit", limit)
        .executeUpdate();
  }
}
