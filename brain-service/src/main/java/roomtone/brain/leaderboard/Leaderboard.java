package roomtone.brain.leaderboard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;

/** Counts votes by month, UTC. */
@ApplicationScoped
class Leaderboard {

  /** How many voters are named. */
  static final int MAX_NAMED = 20;

  static final String COUNTED =
      """
      with counted as materialized (
        select user_id, count(*) as votes from votes
        where vote_time >= :from and vote_time < :until group by user_id)
      """;

  private final Session rows;

  Leaderboard(Session rows) {
    this.rows = rows;
  }

  /** The rank of a voter; voters with equally many votes share one. */
  record LeaderboardEntry(
      @Schema(examples = "1") Long rank,
      @Schema(examples = "Ada") String displayName,
      @Schema(examples = "37") Long votes) {}

  /** How many voters cast the same number of votes. */
  private record Tally(Long votes, Long voters) {}

  /** Counts a month, for which it reads all votes of the month twice. */
  @Transactional
  MonthRanking rank(YearMonth month) {
    return new MonthRanking(
        rows.createNativeQuery(
                COUNTED
                    + """
                    select rank() over (order by c.votes desc) as rank, p.display_name, c.votes
                    from counted c join profiles p on p.id = c.user_id
                    where p.display_name is not null
                    order by c.votes desc, p.display_name, p.id limit :limit
                    """,
                LeaderboardEntry.class)
            .setParameter("from", start(month))
            .setParameter("until", start(month.plusMonths(1)))
            .setParameter("limit", MAX_NAMED)
            .getResultList(),
        tallies(month));
  }

  private Map<Long, Long> tallies(YearMonth month) {
    return rows.createNativeQuery(
            COUNTED + "select votes, count(*) as voters from counted group by votes", Tally.class)
        .setParameter("from", start(month))
        .setParameter("until", start(month.plusMonths(1)))
        .getResultStream()
        .collect(Collectors.toUnmodifiableMap(Tally::votes, Tally::voters));
  }

  /** Returns how many votes a listener cast in a month. */
  @Transactional
  long votes(UUID listener, YearMonth month) {
    return rows.createNativeQuery(
            """
            select count(*) from votes
            where user_id = :listener and vote_time >= :from and vote_time < :until
            """,
            Long.class)
        .setParameter("listener", listener)
        .setParameter("from", start(month))
        .setParameter("until", start(month.plusMonths(1)))
        .getSingleResult();
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
