package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.problem.Problem;

/**
 * How often a listener changes votes or takes them back: each time the taste is made anew from all
 * votes, which is more work than a new vote. Callers bring the transaction, and hold the lock on
 * the listener's row.
 */
@ApplicationScoped
class VoteChanges {

  static final Duration WINDOW = Duration.ofMinutes(10);

  private final Session rows;

  VoteChanges(Session rows) {
    this.rows = rows;
  }

  /**
   * Counts one more.
   *
   * @throws Problem 429 with the time until it would be let in
   */
  void count(UUID listener) {
    Tuple row =
        rows.createNativeQuery(
                """
                with m as (select roomtone.now() as now),
                reached as (
                  select c.changed_at from roomtone.vote_changes c, m
                  where c.user_id = :listener and c.changed_at > m.now - make_interval(secs => :window)
                  order by c.changed_at desc
                  offset (select i.vote_changes_per_10_minutes - 1 from roomtone.installation i) limit 1
                ),
                counted as (
                  insert into roomtone.vote_changes (user_id, changed_at)
                  select :listener, m.now from m where not exists (select from reached)
                )
                select m.now as now, i.vote_changes_per_10_minutes as most, (select changed_at from reached) as reached_by
                from m cross join roomtone.installation i
                """,
                Tuple.class)
            .setParameter("listener", listener)
            .setParameter("window", (double) WINDOW.toSeconds())
            .getSingleResult();
    Instant reachedBy = row.get("reached_by", Instant.class);
    if (reachedBy != null) {
      throw VoteLimits.throttled(
          "vote-change-throttled",
          "Vote change throttled",
          "At most %d changes of votes in 10 minutes. You can change one again in %d s.",
          row.get("most", Integer.class),
          Duration.between(row.get("now", Instant.class), reachedBy.plus(WINDOW)));
    }
  }

  /** Forgets those that count no more. */
  int forgetOld(int limit) {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.vote_changes where id in (
              select id from roomtone.vote_changes
              where changed_at <= (select roomtone.now() - make_interval(secs => :window)) limit :limit
              for update skip locked)
            """)
        .setParameter("window", (double) WINDOW.toSeconds())
        .setParameter("limit", limit)
        .executeUpdate();
  }
}
