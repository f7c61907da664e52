package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.brain.collective.PublicCollectives;

/**
 * Reads the fingerprints of rooms, by which changes of them are noticed, and with them the time of
 * the database.
 */
@ApplicationScoped
class RoomFingerprints {

  private final Session rows;

  /** The database's time when it was read last, and since then the time of this process. */
  private volatile TimeReading time = new TimeReading(Instant.EPOCH, System.nanoTime());

  RoomFingerprints(Session rows) {
    this.rows = rows;
  }

  /**
   * A time of the database.
   *
   * @param nanoTime the process's {@link System#nanoTime()} as it was read
   */
  private record TimeReading(Instant read, long nanoTime) {

    Instant now() {
      return read.plusNanos(System.nanoTime() - nanoTime).truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * The fingerprint of a room.
   *
   * @param value all that now-playing shows of it, but its condition
   * @param readAt the database's time
   */
  record Fingerprint(UUID playerId, Instant readAt, String value) {}

  /**
   * Returns the fingerprints of rooms that are not archived: all that now-playing shows of them but
   * what follows from the time.
   *
   * @param players the rooms; the archived and unknown among them have no fingerprint
   * @return at most one for each room, by the room's id
   */
  List<Fingerprint> of(List<UUID> players) {
    List<Fingerprint> fingerprints =
        rows.createNativeQuery(
                """
            select p.id as player_id, (select roomtone.now()) as read_at, cast(row(p.name, p.slug, p.status, p.paused, p.opening_hours, p.timezone, p.presence,
              -- the collective that is disclosed changes with the period
              case when p.id in (select roomtone.disclosable_rooms(:players)) then %s end,
              (select row(running.id, running.title, running.artist, running.played_at, running.play_seconds) from (%s) running),
              (select string_agg(cast(row(q.id, q.picked_at, q.position, q.reason, q.listeners >= (select i.disclosure_minimum from roomtone.installation i), s.title, s.artist) as text), ';' order by q.position)
                from player_queue q join songs s on s.id = q.song_id where q.player_id = p.id)) as text) as value
            from players p
            where p.id = any (:players) and p.archived_at is null
            -- all replicas store disclosures of rooms in this order, so that they do not deadlock
            order by p.id
            """
                    .formatted(PublicCollectives.THIS_PERIOD, NowPlaying.RUNNING),
                Fingerprint.class)
            .setParameter("players", players.toArray(UUID[]::new))
            .getResultList();
    fingerprints.stream()
        .findFirst()
        .ifPresent(found -> time = new TimeReading(found.readAt(), System.nanoTime()));
    return fingerprints;
  }

  /**
   * Returns the database's time in whole milliseconds without asking for it: the time that came
   * with the last fingerprints, and what has passed in this process since then.
   */
  Instant now() {
    return time.now();
  }
}
