package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.page.Page;
import roomtone.page.PageRequest;

/** The rows of votes. Callers bring the transaction. */
@ApplicationScoped
class Votes {

  /** Within this time a second vote for a song changes the first. */
  static final Duration SECOND_THOUGHTS = Duration.ofMinutes(10);

  static final Duration THROTTLE_WINDOW = Duration.ofMinutes(60);

  /** Votes older than this no longer make a listener's next one lighter. */
  static final Duration FLOOD_WINDOW = Duration.ofHours(12);

  /** Votes at one player up to this one count in full. */
  private static final double FULL_VOTES = 4;

  private final Session rows;

  Votes(Session rows) {
    this.rows = rows;
  }

  void remove(Vote vote) {
    rows.remove(vote);
  }

  /** Makes what was changed visible to queries. */
  void flush() {
    rows.flush();
  }

  /** A listener's own vote. */
  Optional<Vote> find(UUID listener, UUID id) {
    return Optional.ofNullable(rows.find(Vote.class, id))
        .filter(vote -> vote.userId.equals(listener));
  }

  /** The listener's oldest vote that has not moved anything yet. */
  Optional<Vote> oldestPending(UUID listener) {
    return rows.createQuery(
            "from Vote where userId = :listener and appliedSeq is null order by voteTime, id",
            Vote.class)
        .setParameter("listener", listener)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** Listeners with votes that have not moved anything yet, those who wait longest first. */
  List<UUID> waitingListeners(int limit) {
    return rows.createNativeQuery(
            """
            select user_id from votes where applied_seq is null
            group by user_id order by min(vote_time) limit :limit
            """,
            UUID.class)
        .setParameter("limit", limit)
        .getResultList();
  }

  /**
   * The vote that another one for the same song changes: cast within ten minutes before it, or
   * there during the same play, which is over with its song though nobody says that it ended.
   *
   * @param player where the second one is cast; null: nowhere
   * @param at when the second one is cast
   */
  Optional<Vote> earlier(UUID listener, UUID song, UUID player, Instant at) {
    return rows.createNativeQuery(
            """
            select v.* from votes v
            where v.user_id = :listener and v.song_id = :song and v.applied_seq is not null
              and (v.vote_time >= :recently or v.player_id = :player and v.vote_time >= (
                select newest.played_at
                from (
                  select p.song_id, p.played_at, p.ended_at from songs_playing p
                  where p.player_id = :player and p.played_at <= :at
                  order by p.played_at desc, p.id limit 1
                ) newest
                join songs s on s.id = newest.song_id
                join players pl on pl.id = :player
                where newest.song_id = :song and (newest.ended_at is null or newest.ended_at > :at)
                  and newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, pl.soundscape_seconds)) > :at))
            order by v.vote_time desc, v.id limit 1
            """,
            Vote.class)
        .setParameter("listener", listener)
        .setParameter("song", song)
        .setParameter("player", player, UUID.class)
        .setParameter("at", at)
        .setParameter("recently", at.minus(SECOND_THOUGHTS))
        .getResultStream()
        .findFirst();
  }

  /** Forgets the withdrawn votes that count for no limit any more. */
  int forgetWithdrawn(int limit) {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.withdrawn_votes where id in (
              select id from roomtone.withdrawn_votes
              where vote_time <= (select roomtone.now() - interval '60 minutes') limit :limit
              for update skip locked)
            """)
        .setParameter("limit", limit)
        .executeUpdate();
  }

  /**
   * k = min(1, 4/j) for the listener's j-th vote at a player in 12 hours, so that a flood of votes
   * fades.
   */
  double weight(UUID listener, UUID player, Instant at) {
    return weightAfter(
        rows.createQuery(
                """
                select count(*) from Vote
                where userId = :listener and playerId = :player and weight is not null
                  and voteTime > :since and voteTime <= :at
                """,
                Long.class)
            .setParameter("listener", listener)
            .setParameter("player", player)
            .setParameter("since", at.minus(FLOOD_WINDOW))
            .setParameter("at", at)
            .getSingleResult());
  }

  /** As {@link #weight}, when that many are known to have been cast before. */
  static double weightAfter(long before) {
    return Math.min(1, FULL_VOTES / (before + 1));
  }

  /** A listener's votes, newest first. */
  Page<Vote> page(UUID listener, PageRequest wanted) {
    long total =
        rows.createQuery("select count(*) from Vote where userId = :listener", Long.class)
            .setParameter("listener", listener)
            .getSingleResult();
    List<Vote> items =
        rows.createQuery(
                "from Vote where userId = :listener order by voteTime desc, id", Vote.class)
            .setParameter("listener", listener)
            .setFirstResult(wanted.offset())
            .setMaxResults(wanted.size())
            .getResultList();
    return wanted.with(items, total);
  }
}
