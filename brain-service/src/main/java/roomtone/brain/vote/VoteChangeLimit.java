package roomtone.brain.vote;

import static roomtone.brain.vote.VoteTransaction.instant;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import roomtone.problem.Problem;

/**
 * Limits how often a listener changes or deletes votes. Each change computes the taste again from
 * all votes, which is more work than a new vote.
 */
@ApplicationScoped
class VoteChangeLimit {

  static final Duration WINDOW = Duration.ofMinutes(10);

  /**
   * Counts one more change.
   *
   * @throws Problem 429 with the time until another change would be allowed
   */
  void count(VoteTransaction transaction, UUID listener) throws SQLException {
    transaction.query(
        """
        with m as (select roomtone.now() as now),
        reached as (
          select c.changed_at from roomtone.vote_changes c, m
          where c.user_id = ? and c.changed_at > m.now - make_interval(secs => ?)
          order by c.changed_at desc
          offset (select i.vote_changes_per_10_minutes - 1 from roomtone.installation i) limit 1
        ),
        counted as (
          insert into roomtone.vote_changes (user_id, changed_at)
          select ?, m.now from m where not exists (select from reached)
        )
        select m.now as now, i.vote_changes_per_10_minutes as max, (select changed_at from reached) as reached_by
        from m cross join roomtone.installation i
        """,
        VoteChangeLimit::check,
        listener,
        VoteStore.seconds(WINDOW),
        listener);
  }

  private static int check(ResultSet row) throws SQLException {
    Instant reachedBy = instant(row, "reached_by");
    int max = row.getInt("max");
    if (reachedBy != null) {
      throw VoteLimits.throttled(
          "vote-change-throttled",
          "Vote change throttled",
          "At most %d changes of votes in 10 minutes. You can change one again in %d s.",
          max,
          Duration.between(instant(row, "now"), reachedBy.plus(WINDOW)));
    }
    return max;
  }
}
