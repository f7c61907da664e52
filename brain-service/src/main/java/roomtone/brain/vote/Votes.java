package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.page.Page;
import roomtone.page.PageRequest;

/** Queries about votes that need no lock. */
@ApplicationScoped
class Votes {

  private final Session rows;

  Votes(Session rows) {
    this.rows = rows;
  }

  /** Returns listeners with votes that wait to be applied, those who wait longest first. */
  @Transactional
  List<UUID> listenersWithPendingVotes(int limit) {
    return rows.createNativeQuery(
            """
            select user_id from votes where applied_seq is null
            group by user_id order by min(vote_time) limit :limit
            """,
            UUID.class)
        .setParameter("limit", limit)
        .getResultList();
  }

  /** Returns a page of a listener's votes, newest first. */
  @Transactional
  Page<ListedVote> page(UUID listener, PageRequest request) {
    long total =
        rows.createNativeQuery("select count(*) from votes where user_id = :listener", Long.class)
            .setParameter("listener", listener)
            .getSingleResult();
    List<ListedVote> items =
        rows.createNativeQuery(
                """
                select v.id, v.song_id, s.title, s.artist, v.vote_value, v.vote_time, v.player_id
                from votes v join songs s on s.id = v.song_id
                where v.user_id = :listener order by v.vote_time desc, v.id
                """,
                ListedVote.class)
            .setParameter("listener", listener)
            .setFirstResult(request.offset())
            .setMaxResults(request.size())
            .getResultList();
    return request.with(items, total);
  }
}
