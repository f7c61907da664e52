package roomtone.brain.queue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Finds the rooms whose queues need a fill, and calls the SQL functions that fill them. */
@ApplicationScoped
class PlayQueue {

  private final Session rows;

  PlayQueue(Session rows) {
    this.rows = rows;
  }

  /**
   * The result of one fill.
   *
   * @param changed how many entries are new or moved
   * @param listeners how many known tastes are in the collective
   * @param booked how many plays were booked into the ledgers
   * @param traceparents the recorded spans that changed the room, with spaces between them; null
   *     when there are none
   */
  record Filled(
      UUID playerId, Integer changed, Integer listeners, Integer booked, String traceparents) {

    Stream<String> causes() {
      return traceparents == null ? Stream.empty() : Stream.of(traceparents.split(" ", -1));
    }
  }

  /** Returns the id of the newest change of a room; 0 when there is none. */
  @Transactional
  long lastChange() {
    return rows.createNativeQuery(
            "select coalesce(max(id), 0) from roomtone.room_changes", Long.class)
        .getSingleResult();
  }

  /**
   * Returns changed rooms that no other replica has locked, the oldest change first.
   *
   * @param last the id of the last change that counts
   * @param without rooms that are left out
   */
  @Transactional
  List<UUID> changed(long last, int limit, Collection<UUID> without) {
    return rows.createNativeQuery(
            """
            select player_id from (
              select id, player_id from roomtone.room_changes where id <= :last and player_id <> all (:without)
              order by id limit 2 * :limit for update skip locked) changes
            group by player_id order by min(id) limit :limit
            """,
            UUID.class)
        .setParameter("last", last)
        .setParameter("without", without.toArray(UUID[]::new))
        .setParameter("limit", limit)
        .getResultList();
  }

  /**
   * Fills the queues of changed rooms, and deletes their changes.
   *
   * @return a row for each filled room; another replica fills those that are missing, or has
   */
  @Transactional(TxType.MANDATORY)
  List<Filled> fillChanged(Collection<UUID> players) {
    return rows.createNativeQuery(
            """
            select player_id, changed, listeners, booked, array_to_string(traceparents, ' ') as traceparents
            from roomtone.fill_changed_rooms(:players)
            """,
            Filled.class)
        .setParameter("players", players.toArray(UUID[]::new))
        .getResultList();
  }

  /** Deletes changes of archived rooms. */
  @Transactional
  void deleteChangesOfArchivedRooms() {
    rows.createNativeMutationQuery(
            """
            delete from roomtone.room_changes where id in (
              select c.id from roomtone.room_changes c
              where not exists (select from players p where p.id = c.player_id and p.archived_at is null)
              for update of c skip locked)
            """)
        .executeUpdate();
  }

  /** Returns the rooms whose last fill is older than the period, the oldest first. */
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
   * Books plays, computes the collectives and fills the queues, where no other replica has done so
   * meanwhile.
   *
   * @param olderThan how old the last fill must be
   * @return a row for each filled room; another replica fills those that are missing, or has
   */
  @Transactional(TxType.MANDATORY)
  List<Filled> fill(Collection<UUID> players, Duration olderThan) {
    return rows.createNativeQuery(
            """
            select player_id, changed, listeners, booked, cast(null as text) as traceparents
            from roomtone.queue_fill(:players, make_interval(secs => :age))
            """,
            Filled.class)
        .setParameter("players", players.toArray(UUID[]::new))
        .setParameter("age", (double) olderThan.toSeconds())
        .getResultList();
  }

  /** Fails when the database is away, so that no room is suspended for it. */
  void checkDatabase() {
    QuarkusTransaction.requiringNew()
        .call(() -> rows.createNativeQuery("select 1", Integer.class).getSingleResult());
  }

  /** Deletes dropped entries of which no late report is expected any more (older than one hour). */
  @Transactional
  int deleteExpiredDrops(int limit) {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.dropped_entries
            where queue_id in (
              select queue_id from roomtone.dropped_entries
              where dropped_at < (select roomtone.now() - (roomtone.rules()).dropped_span) limit :limit
              for update skip locked)
            """)
        .setParameter("limit", limit)
        .executeUpdate();
  }

  /** Deletes bookings older than 24 hours, from which no ledger is computed any more. */
  @Transactional
  int deleteExpiredBookings(int limit) {
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
