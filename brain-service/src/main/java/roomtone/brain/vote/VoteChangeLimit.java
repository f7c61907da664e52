package roomtone.brain.vote;

import static roomtone.brain.vote.VoteTransaction.instant;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import roomtone.brain.api.SlidingWindow;
import roomtone.problem.Problem;

/**
 * Limits how often a listener changes or deletes votes. Each change computes the taste again from
 * all votes, which is more work than a new vote.
 */
@ApplicationScoped
class VoteChangeLimit {

  static final SlidingWindow WINDOW = new SlidingWindow(Duration.ofMinutes(10));

  /** Inserts a change, unless the limit is reached. */
  private static final String COUNT =
      """
      with m as (
        select now.now, i.vote_changes_per_10_minutes as max, (%s) as reached_by
        from (select roomtone.now() as now) now cross join roomtone.installation i
      ),
      counted as (
        insert into roomtone.vote_changes (user_id, changed_at)
        select ?, m.now from m where m.reached_by is null
      )
      select now, max, reached_by from m
      """
          .formatted(
              SlidingWindow.reachedBy(
                  "roomtone.vote_changes",
                  "changed_at",
                  "?",
                  "now.now - make_interval(secs => ?)",
                  "i.vote_changes_per_10_minutes"));

  /**
   * Counts one more change.
   *
   * @throws Problem 429 with the time until another change would be allowed
   */
  void count(VoteTransaction transaction) throws SQLException {
    UUID listener = transaction.listener();
    transaction.query(COUNT, VoteChangeLimit::check, listener, WINDOW.seconds(), listener);
  }

  private static int check(ResultSet row) throws SQLException {
    int max = row.getInt("max");
    Instant reachedBy = instant(row, "reached_by");
    if (reachedBy != null) {
      throw SlidingWindow.exceeded(
          "vote-change-throttled", max, WINDOW.wait(instant(row, "now"), reachedBy));
    }
    return max;
  }
}
