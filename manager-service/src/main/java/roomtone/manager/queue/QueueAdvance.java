package roomtone.manager.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Moves queues on. Each call locks its room's row in {@code roomtone.collectives} until the
 * transaction ends.
 */
@ApplicationScoped
public class QueueAdvance {

  private final Session database;

  QueueAdvance(Session database) {
    this.database = database;
  }

  /**
   * What a device says it has played.
   *
   * @param queueId the entry it was; null: the first with that song
   * @param endedAt null: it runs, or nobody said
   * @param outcome null as {@code endedAt}; else finished, skipped, failed or interrupted
   */
  public record Report(
      UUID playId, UUID songId, UUID queueId, Instant startedAt, Instant endedAt, String outcome) {}

  /**
   * What became of a report.
   *
   * @param result recorded, updated, duplicate or rejected
   * @param reason why it was rejected, else null
   */
  public record Answer(String result, String reason) {}

  /**
   * Drops what may not be played there any more and fills up by rotation to five entries, or as
   * many as can be played.
   */
  @Transactional
  public void topUp(UUID playerId) {
    database
        .createNativeQuery("select result from roomtone.queue_advance(:player)", String.class)
        .setParameter("player", playerId)
        .getSingleResult();
  }

  /**
   * Writes a play down; one that has just started moves the queue on. Whoever names an entry of
   * another room's queue is mistaken about more than that, so nothing is written.
   */
  @Transactional
  public Answer report(UUID playerId, Report report) {
    // The function is called once for each row before it: for none when the entry is another's.
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
                  :started, cast(:ended as timestamptz), cast(:outcome as text)) a
                """,
            Tuple.class)
        .setParameter("player", playerId)
        .setParameter("play", report.playId())
        .setParameter("song", report.songId())
        .setParameter("entry", report.queueId(), UUID.class)
        .setParameter("started", report.startedAt())
        .setParameter("ended", report.endedAt(), Instant.class)
        .setParameter("outcome", report.outcome(), String.class)
        .uniqueResultOptional()
        .map(row -> new Answer(row.get("result", String.class), row.get("reason", String.class)))
        .orElse(new Answer("rejected", "queue-entry-of-another-player"));
  }
}
