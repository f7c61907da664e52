package roomtone.brain.leaderboard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;

/** Votes counted by month, UTC. */
@ApplicationScoped
class Leaderboard {

  private final Session rows;

  Leaderboard(Session rows) {
    this.rows = rows;
  }

  /** A voter's place; equal numbers share one. */
  record Place(
      @Schema(examples = "1") Long rank,
      @Schema(examples = "Ada") String displayName,
      @Schema(examples = "37") Long votes) {}

  /** The most active of those who have a display name. */
  @Transactional
  List<Place> top(YearMonth month, int limit) {
    return rows.createNativeQuery(
            """
            select rank() over (order by count(*) desc) as rank, p.display_name, count(*) as votes
            from votes v join profiles p on p.id = v.user_id
            where v.vote_time >= :from and v.vote_time < :until and p.display_name is not null
            group by p.id order by votes desc, p.display_name, p.id limit :limit
            """,
            Place.class)
        .setParameter("from", month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC))
        .setParameter(
            "until", month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC))
        .setParameter("limit", limit)
        .getResultList();
  }

  /** A listener's own place among all who voted; empty without a vote. */
  @Transactional
  Optional<Place> of(UUID listener, YearMonth month) {
    return rows.createNativeQuery(
            """
            select place.rank, p.display_name, place.votes from (
              select user_id, rank() over (order by count(*) desc) as rank, count(*) as votes
              from votes where vote_time >= :from and vote_time < :until group by user_id
            ) place join profiles p on p.id = place.user_id
            where p.id = :listener
            """,
            Place.class)
        .setParameter("from", month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC))
        .setParameter(
            "until", month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC))
        .setParameter("listener", listener)
        .getResultStream()
        .findFirst();
  }
}
