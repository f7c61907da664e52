package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import roomtone.meter.Meters;
import roomtone.model.NewestPlay;

/**
 * Collects the heartbeats of devices as they poll and writes them in one statement, at most once a
 * second. When a device comes online they are written in the next second; else every second one is
 * left out, as nothing changes that anybody acts on.
 */
@ApplicationScoped
class Heartbeats {

  private static final Logger LOG = Logger.getLogger(Heartbeats.class);

  /** A player is offline when its device has missed this many polls. */
  static final int MISSED_POLLS = 3;

  /** Heartbeats that could not be written for this long are dropped. */
  private static final Duration STALE = Duration.ofSeconds(30);

  /**
   * Takes the ages of heartbeats, not their times, so that the clocks of pods and database need not
   * agree. Locked rows are left for the next time.
   *
   * <p>A player that was offline becomes playing when its newest play still runs, idle when it was
   * away for less than ten minutes, else online: it may have been switched off meanwhile, so its
   * last report says nothing.
   */
  private static final String WRITE =
      """
      with beat as (
        select b.id, roomtone.now() - make_interval(secs => b.age) as at, make_interval(secs => b.lasts) as lasts
        from unnest(?, ?, ?) as b (id, age, lasts)
      ),
      owned as (
        select p.id, p.last_poll, p.soundscape_seconds, p.status = 'offline' and p.archived_at is null as returns
        from public.players p where p.id in (select id from beat)
        order by p.id for no key update skip locked
      ),
      heard as (
        select p.id,
          case
            when %s then 'playing'
            when newest.id is not null and p.last_poll > beat.at - interval '10 minutes' then 'idle'
            else 'online'
          end as status
        from owned p join beat on beat.id = p.id
        left join lateral (%s) newest on true
        left join public.songs s on s.id = newest.song_id
        where p.returns
      )
      update public.players p
      set last_poll = greatest(p.last_poll, beat.at),
          offline_at = greatest(p.offline_at, beat.at + beat.lasts),
          status = coalesce(heard.status, p.status)
      from beat join owned on owned.id = beat.id left join heard on heard.id = beat.id
      where p.id = beat.id
      returning p.id
      """
          .formatted(NewestPlay.runs("newest", "s", "p"), NewestPlay.of("p.id"));

  private record Beat(Instant at, double nextPollSeconds) {}

  private final DataSource database;
  private final Clock clock;
  private final Counter written;
  private final Counter locked;
  private final Counter failed;
  private final Map<UUID, Beat> collected = new ConcurrentHashMap<>();
  private volatile Instant steadySince;

  /** A device came online, or a row was locked the last time. */
  private volatile boolean urgent;

  private boolean skipped;

  Heartbeats(DataSource database, Clock clock, Meters meters) {
    this.database = database;
    this.clock = clock;
    this.written = meters.counter("roomtone.heartbeats", "written");
    this.locked = meters.counter("roomtone.heartbeats", "locked");
    this.failed = meters.counter("roomtone.heartbeats", "failed");
    meters.gauge("roomtone.heartbeats.waiting", collected, Map::size);
    this.steadySince = clock.instant();
  }

  /**
   * Counts a poll of a device.
   *
   * @param nextSeconds when it was told to poll again
   */
  void beat(Device device, UUID player, Instant at, double nextSeconds) {
    collected.put(player, new Beat(at, nextSeconds));
    if (device.keepOnline(at, at.plusMillis((long) (1000 * MISSED_POLLS * nextSeconds)))) {
      urgent = true;
    }
  }

  /** Writes the heartbeats, unless they may wait for the next second. */
  void writeInTime() {
    skipped = !urgent && !skipped;
    if (!skipped) {
      write();
    }
  }

  /** For how long all heartbeats could be written. */
  Duration steadyFor() {
    return Duration.between(steadySince, clock.instant());
  }

  /**
   * Counts a failure of the database: players whose heartbeats were not written must not be taken
   * for offline.
   */
  void databaseFailed() {
    steadySince = clock.instant();
  }

  /** Writes all that were collected. */
  void write() {
    Instant now = clock.instant();
    urgent = false;
    collected.values().removeIf(beat -> beat.at().isBefore(now.minus(STALE)));
    Map<UUID, Beat> batch = new HashMap<>(collected);
    if (batch.isEmpty()) {
      return;
    }
    try {
      int count = write(batch, now);
      written.increment(count);
      locked.increment(batch.size() - count);
      if (count < batch.size()) {
        urgent = true;
      }
    } catch (SQLException e) {
      urgent = true;
      failed.increment(batch.size());
      databaseFailed();
      LOG.debugf("heartbeats not written count=%d: %s", batch.size(), e.getMessage());
    }
  }

  /** Returns how many were written; the rows of the others are locked. */
  private int write(Map<UUID, Beat> batch, Instant now) throws SQLException {
    UUID[] players = batch.keySet().toArray(UUID[]::new);
    Double[] ages = new Double[players.length];
    Double[] lasts = new Double[players.length];
    for (int i = 0; i < players.length; i++) {
      Beat beat = batch.get(players[i]);
      ages[i] = Math.max(0, Duration.between(beat.at(), now).toMillis() / 1000.0);
      lasts[i] = MISSED_POLLS * beat.nextPollSeconds();
    }
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(WRITE)) {
      Array ids = connection.createArrayOf("uuid", players);
      update.setArray(1, ids);
      update.setArray(2, connection.createArrayOf("float8", ages));
      update.setArray(3, connection.createArrayOf("float8", lasts));
      try (ResultSet rows = update.executeQuery()) {
        int count = 0;
        while (rows.next()) {
          UUID player = rows.getObject(1, UUID.class);
          collected.remove(player, batch.get(player));
          count++;
        }
        return count;
      }
    }
  }
}
