package roomtone.brain.queue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** The brain's side of {@code roomtone.queue_fill}: which rooms need it, and the call. */
@ApplicationScoped
class PlayQueue {

  private final Session rows;

  PlayQueue(Session rows) {
    this.rows = rows;
  }

  /**
   * What was done for a room.
   *
   * @param changed entries that are new or elsewhere
   * @param listeners known tastes in its collective
   * @param booked plays booked into its ledgers
   */
  record Filled(UUID playerId, Integer changed, Integer listeners, Integer booked) {}

  /** The mark that came last; 0: there is none. */
  @Transactional
  long lastMark() {
    return rows.createNativeQuery(
            "select coalesce(max(id), 0) from roomtone.room_changes", Long.class)
        .getSingleResult();
  }

  /**
   * Rooms with marks that no other replica has taken, those marked first first.
   *
   * @param last later marks are not looked at
   */
  @Transactional
  List<UUID> marked(long last, int limit, Collection<UUID> without) {
    return rows.createNativeQuery(
            """
            select player_id from (
              select id, player_id from roomtone.room_changes where id <= :last and player_id <> all (:without)
              order by id limit 2 * :limit for update skip locked) marks
            group by player_id order by min(id) limit :limit
            """,
            UUID.class)
        .setParameter("last", last)
        .setParameter("without", without.toArray(UUID[]::new))
        .setParameter("limit", limit)
        .getResultList();
  }

  /**
   * Fills the queues of those rooms that are marked, and removes their marks.
   *
   * @return a row for each room done; another is at those that are missing, or was
   */
  @Transactional(TxType.MANDATORY)
  List<Filled> fillMarked(Collection<UUID> players) {
    return rows.createNativeQuery(
            "select player_id, changed, listeners, booked from roomtone.follow_marks(:players)",
            Filled.class)
        .setParameter("players", players.toArray(UUID[]::new))
        .getResultList();
  }

  /** Removes marks of rooms that are out of use. */
  @Transactional
  int removeMarksOfArchived() {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.room_changes where id in (
              select c.id from roomtone.room_changes c
              where not exists (select from players p where p.id = c.player_id and p.archived_at is null)
              for update of c skip locked)
            """)
        .executeUpdate();
  }

  /** The rooms whose queues are older than allowed, the oldest first. */
  @Transactional
  List<UUID> due(Duration period, int limit, Collection<UUID> without) {
    return rows.createNativeQuery(
            """
            select c.player_id from roomtone.collectives c join players p on p.id = c.player_id
            where c.computed_at <= (select roomtone.now() - make_interval(secs => :period))
              and p.archived_at is null and c.player_id <> all (:without)
            order by c.computed_at, c.player_id limit :limit
            """,
            UUID.class)
        .setParameter("period", (double) period.toSeconds())
        .setParameter("without", without.toArray(UUID[]::new))
        .setParameter("limit", limit)
        .getResultList();
  }

  /**
   * Books what was played, computes the collectives and fills the queues, where no other replica
   * has done so meanwhile.
   *
   * @param olderThan how old a queue must be
   * @return a row for each room done; another owns those that are missing
   */
  @Transactional(TxType.MANDATORY)
  List<Filled> fill(Collection<UUID> players, Duration olderThan) {
    return rows.createNativeQuery(
            """
            select player_id, changed, listeners, booked
            from roomtone.queue_fill(:players, make_interval(secs => :age))
            """,
            Filled.class)
        .setParameter("players", players.toArray(UUID[]::new))
        .setParameter("age", (double) olderThan.toSeconds())
        .getResultList();
  }

  /** Fails when the database is away, so that no room is blamed for it. */
  void prove() {
    QuarkusTransaction.requiringNew()
        .call(() -> rows.createNativeQuery("select 1", Integer.class).getSingleResult());
  }

  /** Bookings that no ledger is rebuilt from any more. */
  @Transactional
  int forgetOldBookings(int limit) {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.ledger_bookings
            where (play_id, session_id) in (
              select play_id, session_id from roomtone.ledger_bookings
              where booked_at < (select roomtone.now() - interval '24 hours') limit :limit
              for update skip locked)
            """)
        .setParameter("limit", limit)
        .executeUpdate();
  }
}
