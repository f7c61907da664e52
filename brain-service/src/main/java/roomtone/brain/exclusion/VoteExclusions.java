package roomtone.brain.exclusion;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.brain.player.Players;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;
import roomtone.problem.RequestId;

/** Makes, lists and deletes the vote exclusions of a room; SQL functions write them and the log. */
@ApplicationScoped
class VoteExclusions {

  /** The longest span of one exclusion. */
  static final Duration MAX_SPAN = Duration.ofDays(31);

  /** How many exclusions a room may have. */
  static final int MAX_OF_A_ROOM = 100;

  private static final String SELECT =
      """
      select id, player_id, cast_from, cast_to, votes, created_at, created_by
      from roomtone.vote_exclusions where player_id = :player
      """;

  private final Session rows;
  private final Players players;

  VoteExclusions(Session rows, Players players) {
    this.rows = rows;
    this.players = players;
  }

  /**
   * Takes the votes of a span out of a room.
   *
   * @param staff the id of the member of staff, who may do so
   * @param from votes cast at this time or later are covered
   * @param to votes cast before this time are covered; at most now
   * @throws Problem 400 when the span is empty, too long or not over, 409 when the room has as many
   *     exclusions as it may have
   */
  @Transactional
  VoteExclusion create(UUID player, UUID staff, Instant from, Instant to) {
    Instant now = players.now();
    if (!from.isBefore(to)
        || to.isAfter(now)
        || from.isBefore(Instant.EPOCH)
        || Duration.between(from, to).compareTo(MAX_SPAN) > 0) {
      throw Problem.of("invalid-vote-exclusion", MAX_SPAN.toDays(), now);
    }
    UUID id =
        rows.createNativeQuery(
                "select exclusion_id from roomtone.exclude_votes(:player, :from, :to, :staff, :request)",
                UUID.class)
            .setParameter("player", player)
            .setParameter("from", from)
            .setParameter("to", to)
            .setParameter("staff", staff)
            .setParameter("request", RequestId.current(), String.class)
            .getSingleResult();
    // Counted last: until the commit nobody else can make one in this room.
    if (count(player) > MAX_OF_A_ROOM) {
      throw Problem.of("too-many-vote-exclusions", MAX_OF_A_ROOM);
    }
    return rows.createNativeQuery(SELECT + " and id = :id", VoteExclusion.class)
        .setParameter("player", player)
        .setParameter("id", id)
        .getSingleResult();
  }

  /** Returns a page of the exclusions of a room, newest first. */
  @Transactional
  Page<VoteExclusion> page(UUID player, PageRequest request) {
    return request.with(
        rows.createNativeQuery(SELECT + " order by created_at desc, id", VoteExclusion.class)
            .setParameter("player", player)
            .setFirstResult(request.offset())
            .setMaxResults(request.size())
            .getResultList(),
        count(player));
  }

  /**
   * Deletes an exclusion of a room: the votes that no other exclusion covers count again.
   *
   * @throws Problem 404 when the room has no such exclusion
   */
  @Transactional
  void delete(UUID player, UUID id, UUID staff) {
    boolean existed =
        rows.createNativeQuery(
                "select roomtone.readmit_votes(:player, :id, :staff, :request)", Boolean.class)
            .setParameter("player", player)
            .setParameter("id", id)
            .setParameter("staff", staff)
            .setParameter("request", RequestId.current(), String.class)
            .getSingleResult();
    if (!existed) {
      throw Problem.of("unknown-vote-exclusion");
    }
  }

  private long count(UUID player) {
    return rows.createNativeQuery(
            "select count(*) from roomtone.vote_exclusions where player_id = :player", Long.class)
        .setParameter("player", player)
        .getSingleResult();
  }
}
