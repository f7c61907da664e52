package roomtone.manager.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Interner;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import roomtone.manager.queue.QueueAdvance;
import roomtone.model.NewestPlay;
import roomtone.model.OpeningHours;
import roomtone.problem.RepeatedWarning;

/** Reads snapshots of players: one, or some hundred, in one statement. */
@ApplicationScoped
class Snapshots {

  private static final Logger LOG = Logger.getLogger(Snapshots.class);

  /** A queue with fewer entries is topped up before it is shown. */
  private static final int MIN_ENTRIES = 2;

  /** How many players are read together. */
  private static final int BATCH = 300;

  private static final String BY_TOKEN = select("p.token = ? and p.archived_at is null");

  private static final String ONLINE =
      select(
          """
          p.id in (
            select o.id from public.players o
            where o.status <> 'offline' and o.archived_at is null and o.id > ?
            order by o.id limit %d
          )
          """
              .formatted(BATCH));

  private static String select(String condition) {
    return """
      select p.id, p.token, p.name, p.slug, p.volume_db, p.paused, p.opening_hours, p.timezone, p.crossfade_seconds, p.skip_play_id,
        presence.secret as presence_secret, case when presence.secret is not null then roomtone.now() end as presence_read_at,
        play.id as play_id, play.queue_id as play_queue_id, play.played_at,
        heard.id as heard_id, heard.title as heard_title, heard.artist as heard_artist, heard.type as heard_type,
        heard.duration as heard_duration, %s as heard_play_seconds, %s as heard_over_at,
        q.id as queue_id, q.position,
        s.id as song_id, s.title as song_title, s.artist as song_artist, s.type as song_type, s.duration as song_duration,
        %s as song_play_seconds,
        s.file_url, s.sha256, s.size_bytes, s.loudness_lufs, s.peak_dbfs
      from public.players p
      left join roomtone.presence_secrets presence on presence.player_id = p.id and p.presence = 'code'
      left join lateral (%s) play on play.ended_at is null and play.outcome is null
      left join public.songs heard on heard.id = play.song_id
      left join (
        public.player_queue q join public.songs s on s.id = q.song_id and s.archived_at is null
      ) on q.player_id = p.id
      where %s
      order by p.id, q.position
      """
        .formatted(
            NewestPlay.seconds("heard", "p"),
            NewestPlay.overAt("play", "heard", "p"),
            NewestPlay.seconds("s", "p"),
            NewestPlay.of("p.id"),
            condition);
  }

  /** The id before all others. */
  private static final UUID NIL = new UUID(0, 0);

  private final DataSource database;
  private final QueueAdvance queues;
  private final ObjectMapper mapper;
  private final Clock clock;

  private final RepeatedWarning notToppedUp = new RepeatedWarning(LOG);

  /** A song is kept once in memory, in however many queues it stands. */
  private final Interner<Snapshot.Track> tracks = Interner.newWeakInterner();

  private final Interner<Snapshot.File> files = Interner.newWeakInterner();

  Snapshots(DataSource database, QueueAdvance queues, ObjectMapper mapper, Clock clock) {
    this.database = database;
    this.queues = queues;
    this.mapper = mapper;
    this.clock = clock;
  }

  /**
   * The player with this token, its queue topped up where it has run low.
   *
   * @param tokenHash as {@link DeviceToken#hash}
   * @return empty when the token opens nothing
   */
  Optional<Snapshot> load(String tokenHash) throws SQLException {
    Optional<Snapshot> found = read(tokenHash);
    if (found.isPresent() && found.get().next().size() < MIN_ENTRIES) {
      return topUp(found.get().playerId()) ? read(tokenHash) : found;
    }
    return found;
  }

  /** A queue that cannot be topped up now is shown as it is. */
  private boolean topUp(UUID player) {
    try {
      queues.topUp(player);
      return true;
    } catch (RuntimeException e) {
      notToppedUp.log("queue not topped up player=%s: %s".formatted(player, e.getMessage()));
      return false;
    }
  }

  private Optional<Snapshot> read(String tokenHash) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(BY_TOKEN)) {
      query.setString(1, tokenHash);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? Optional.of(snapshot(rows)) : Optional.empty();
      }
    }
  }

  /** A player whose device polls, and the hash of its token. */
  record Found(String hash, Snapshot snapshot) {}

  /**
   * Players that are not offline, in the order of their ids, with queues as they are.
   *
   * @param after the id after which to begin; null: at the first
   * @return at most {@value #BATCH}
   */
  List<Found> online(UUID after) throws SQLException {
    List<Found> found = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(ONLINE)) {
      query.setObject(1, after == null ? NIL : after);
      try (ResultSet rows = query.executeQuery()) {
        boolean more = rows.next();
        while (more) {
          String hash = rows.getString("token");
          found.add(new Found(hash, snapshot(rows)));
          more = !rows.isAfterLast();
        }
      }
    }
    return found;
  }

  /** Reads one player, and leaves the cursor on the first row of the next one. */
  private Snapshot snapshot(ResultSet row) throws SQLException {
    UUID id = uuid(row, "id");
    return new Snapshot(
        id,
        row.getString("name"),
        row.getString("slug"),
        row.getFloat("volume_db"),
        row.getBoolean("paused"),
        hours(id, row.getString("opening_hours")),
        OpeningHours.zone(row.getString("timezone")),
        row.getFloat("crossfade_seconds"),
        presence(row),
        uuid(row, "skip_play_id"),
        running(row),
        entries(row));
  }

  private PresenceSecret presence(ResultSet row) throws SQLException {
    byte[] secret = row.getBytes("presence_secret");
    return secret == null
        ? null
        : new PresenceSecret(
            secret,
            Duration.between(
                clock.instant(),
                row.getObject("presence_read_at", OffsetDateTime.class).toInstant()));
  }

  private Snapshot.Running running(ResultSet row) throws SQLException {
    if (uuid(row, "heard_id") == null) {
      return null;
    }
    return new Snapshot.Running(
        uuid(row, "play_id"),
        uuid(row, "play_queue_id"),
        track(row, "heard_"),
        row.getInt("heard_play_seconds"),
        row.getObject("played_at", OffsetDateTime.class).toInstant(),
        row.getObject("heard_over_at", OffsetDateTime.class).toInstant());
  }

  /** The queue, from one row for each entry; an empty queue is one row without an entry. */
  private List<Snapshot.Entry> entries(ResultSet row) throws SQLException {
    List<Snapshot.Entry> entries = new ArrayList<>();
    UUID player = uuid(row, "id");
    do {
      UUID queueId = uuid(row, "queue_id");
      if (queueId != null) {
        Snapshot.File file =
            files.intern(
                new Snapshot.File(
                    row.getString("file_url"),
                    row.getString("sha256"),
                    row.getObject("size_bytes", Long.class),
                    row.getObject("loudness_lufs", Float.class),
                    row.getObject("peak_dbfs", Float.class)));
        entries.add(
            new Snapshot.Entry(
                queueId,
                row.getInt("position"),
                track(row, "song_"),
                row.getInt("song_play_seconds"),
                file));
      }
    } while (row.next() && player.equals(uuid(row, "id")));
    return entries;
  }

  private Snapshot.Track track(ResultSet row, String prefix) throws SQLException {
    return tracks.intern(
        new Snapshot.Track(
            uuid(row, prefix + "id"),
            row.getString(prefix + "title"),
            row.getString(prefix + "artist"),
            row.getString(prefix + "type"),
            row.getObject(prefix + "duration", Integer.class)));
  }

  /** Opening hours; a value that the table should not hold must not silence a room. */
  private OpeningHours hours(UUID player, String json) {
    return OpeningHours.read(json, mapper)
        .orElseGet(
            () -> {
              LOG.warnf("opening hours not understood player=%s", player);
              return OpeningHours.ALWAYS;
            });
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
