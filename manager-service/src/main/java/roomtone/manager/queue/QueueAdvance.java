package roomtone.manager.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;

/**
 * Calls {@code roomtone.queue_advance}. Each call locks its room's row in {@code
 * roomtone.collectives} until the transaction ends.
 */
@ApplicationScoped
public class QueueAdvance {

  private final Session database;

  QueueAdvance(Session database) {
    this.database = database;
  }

  /**
   * A play as a device reports it.
   *
   * @param queueId the entry of the queue; null: the first with that song
   * @param endedAt null: it runs, or its end is unknown
   * @param outcome null as {@code endedAt}; else finished, skipped, failed or interrupted
   */
  public record Report(
      UUID playId, UUID songId, UUID queueId, Instant startedAt, Instant endedAt, String outcome) {}

  /**
   * The result of a report.
   *
   * @param result recorded, updated, duplicate or rejected
   * @param reason why it was rejected, else null
   */
  public record Answer(String result, String reason) {}

  /**
   * Removes entries that the player may not play any more, the first one too, and tops its queue up
   * by rotation to five entries, or as many as there are songs to play.
   */
  @Transactional
  public void topUp(UUID playerId) {
    database
        .createNativeQuery("select result from roomtone.queue_advance(:player)", String.class)
        .setParameter("player", playerId)
        .getSingleResult();
  }

  /**
   * Records a play; one that has just started moves the queue on. A report that names an entry of
   * another room's queue is rejected as a whole.
   *
   * @param waited the time since the report arrived, by a monotonic clock; it is asked once the
   *     database has said what time it is, as the database may have hung until then
   */
  @Transactional
  public Answer report(UUID playerId, Report report, Supplier<Duration> waited) {
    Instant now =
        database.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
    Instant arrived = now.minus(waited.get());
    // The lateral call runs once for each row of own: not at all when the entry is another's.
    return database
        .createNativeQuery(
            """
                select a.result, a.reason
                from (
                  select cast(:player as uuid) as player
                  where not exists (
                    select from public.player_queue q where q.id = cast(:entry as uuid) and q.player_id <> :player)
                  offset 0
                ) own
                cross join lateral roomtone.queue_advance(
                  own.player, :play, :song, cast(:entry as uuid),
                  :started, cast(:ended as timestamptz), cast(:outcome as text), :arrived) a
                """,
            Answer.class)
        .setParameter("player", playerId)
        .setParameter("play", report.playId())
        .setParameter("song", report.songId())
        .setParameter("entry", report.queueId(), UUID.class)
        .setParameter("started", report.startedAt())
        .setParameter("ended", report.endedAt(), Instant.class)
        .setParameter("outcome", report.outcome(), String.class)
        .setParameter("arrived", arrived)
        .uniqueResultOptional()
        .orElse(new Answer("rejected", "queue-entry-of-another-player"));
  }
}
