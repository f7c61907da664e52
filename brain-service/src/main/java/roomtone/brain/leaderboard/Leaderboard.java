package roomtone.brain.leaderboard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
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

  /**
   * The place of a voter.
   *
   * @param rank 1 + the number of voters with more votes, named or not; voters with equally many
   *     votes share it
   */
  record LeaderboardEntry(
      @Schema(
              description =
                  "Among all who voted, named or not; equal numbers of votes share a rank",
              examples = "1")
          Long rank,
      @Schema(examples = "Ada") String displayName,
      @Schema(examples = "37") Long votes) {}

  /** A voter with a display name. */
  private record Voter(String displayName, Long votes) {}

  /** How many voters cast the same number of votes. */
  private record Tally(Long votes, Long voters) {}

  /** Counts a month, for which it reads all votes of the month twice. */
  @Transactional
  MonthRanking rank(YearMonth month) {
    Instant now = rows.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
    MonthRanking ranking = new MonthRanking(now, tallies(month, now), List.of());
    return ranking.withTop(
        named(month, now).stream()
            .map(
                voter ->
                    new LeaderboardEntry(
                        ranking.rank(voter.votes()), voter.displayName(), voter.votes()))
            .toList());
  }

  private Map<Long, Long> tallies(YearMonth month, Instant now) {
    return rows.createNativeQuery(
            COUNTED + "select votes, count(*) as voters from counted group by votes", Tally.class)
        .setParameter("from", start(month))
        .setParameter("until", end(month, now))
        .getResultStream()
        .collect(Collectors.toUnmodifiableMap(Tally::votes, Tally::voters));
  }

  private List<Voter> named(YearMonth month, Instant now) {
    return rows.createNativeQuery(
            COUNTED
                + """
                select p.display_name, c.votes
                from counted c join profiles p on p.id = c.user_id
                where p.display_name is not null
                order by c.votes desc, p.display_name, p.id limit :limit
                """,
            Voter.class)
        .setParameter("from", start(month))
        .setParameter("until", end(month, now))
        .setParameter("limit", MAX_NAMED)
        .getResultList();
  }

  /**
   * Returns how many votes a listener cast in a month.
   *
   * @param now later votes are not counted
   */
  @Transactional
  long votes(UUID listener, YearMonth month, Instant now) {
    return rows.createNativeQuery(
            """
            select count(*) from votes
            where user_id = :listener and vote_time >= :from and vote_time < :until
            """,
            Long.class)
        .setParameter("listener", listener)
        .setParameter("from", start(month))
        .setParameter("until", end(month, now))
        .getSingleResult();
  }

  /** Returns the end, exclusive, of the votes of a month up to {@code now}, inclusive. */
  private static Instant end(YearMonth month, Instant now) {
    Instant end = start(month.plusMonths(1));
    Instant afterNow = now.plus(1, ChronoUnit.MICROS);
    return afterNow.isBefore(end) ? afterNow : end;
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
