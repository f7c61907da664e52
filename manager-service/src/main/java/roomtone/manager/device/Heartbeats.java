package roomtone.manager.device;

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
import roomtone.model.NewestPlay;

/**
 * Signs of life: gathered as devices poll, written together in one statement, at most one a second.
 * That somebody has come is written with the next second; that those who are here still live may
 * wait for one second more, as it changes nothing that anybody acts on.
 */
@ApplicationScoped
class Heartbeats {

  private static final Logger LOG = Logger.getLogger(Heartbeats.class);

  /** Counts as gone when it has missed so many polls. */
  static final int MISSED_POLLS = 3;

  /** Older ones say nothing any more. */
  private static final Duration STALE = Duration.ofSeconds(30);

  /**
   * Ages, not times, so that the clocks of pods and database need not agree. Who is locked has its
   * turn next time.
   *
   * <p>Who comes back from offline plays when the play that it last reported cannot be over yet,
   * and is idle when it was away for a short while only; after a longer one nobody knows whether it
   * has been switched off, so it has reported nothing since it came: online.
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
            when newest.ended_at is null and newest.outcome is null
              and newest.played_at + make_interval(secs => %s) + interval '1 minute' > roomtone.now() then 'playing'
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
          .formatted(NewestPlay.seconds("s", "p"), NewestPlay.of("p.id"));

  private record Beat(Instant at, double tellsSeconds) {}

  private final DataSource database;
  private final Clock clock;
  private final Map<UUID, Beat> waiting = new ConcurrentHashMap<>();
  private volatile Instant steadySince;

  /** Somebody has come, or is left from the last time. */
  private volatile boolean urgent;

  private boolean passedOver;

  Heartbeats(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.steadySince = clock.instant();
  }

  /**
   * A device has polled.
   *
   * @param nextSeconds when it was told to poll again
   */
  void beat(Device device, UUID player, Instant at, double nextSeconds) {
    waiting.put(player, new Beat(at, nextSeconds));
    if (device.keepOnline(at, at.plusMillis((long) (1000 * MISSED_POLLS * nextSeconds)))) {
      urgent = true;
    }
  }

  /** Once a second: writes what has gathered, unless it may wait for the next time. */
  void writeInTime() {
    passedOver = !urgent && !passedOver;
    if (!passedOver) {
      write();
    }
  }

  /** For how long all heartbeats have been written. */
  Duration steadyFor() {
    return Duration.between(steadySince, clock.instant());
  }

  /**
   * The database did not answer: silence of devices means nothing until their heartbeats have been
   * written for a while.
   */
  void databaseFailed() {
    steadySince = clock.instant();
  }

  /** Writes what has gathered. */
  void write() {
    Instant now = clock.instant();
    urgent = false;
    waiting.values().removeIf(beat -> beat.at().isBefore(now.minus(STALE)));
    Map<UUID, Beat> batch = new HashMap<>(waiting);
    if (batch.isEmpty()) {
      return;
    }
    try {
      if (write(batch, now) < batch.size()) {
        urgent = true;
      }
    } catch (SQLException e) {
      urgent = true;
      databaseFailed();
      LOG.debugf("heartbeats not written count=%d: %s", batch.size(), e.getMessage());
    }
  }

  /** Answers how many were written; the others are locked. */
  private int write(Map<UUID, Beat> batch, Instant now) throws SQLException {
    UUID[] players = batch.keySet().toArray(UUID[]::new);
    Double[] ages = new Double[players.length];
    Double[] lasts = new Double[players.length];
    for (int i = 0; i < players.length; i++) {
      Beat beat = batch.get(players[i]);
      ages[i] = Math.max(0, Duration.between(beat.at(), now).toMillis() / 1000.0);
      lasts[i] = MISSED_POLLS * beat.tellsSeconds();
    }
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(WRITE)) {
      Array ids = connection.createArrayOf("uuid", players);
      update.setArray(1, ids);
      update.setArray(2, connection.createArrayOf("float8", ages));
      update.setArray(3, connection.createArrayOf("float8", lasts));
      try (ResultSet written = update.executeQuery()) {
        int count = 0;
        while (written.next()) {
          UUID player = written.getObject(1, UUID.class);
          waiting.remove(player, batch.get(player));
          count++;
        }
        return count;
      }
    }
  }
}
