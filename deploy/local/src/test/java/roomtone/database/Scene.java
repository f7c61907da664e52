package roomtone.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import roomtone.local.testing.LocalDatabase;

/**
 * A migrated database whose clock stands at eight in the evening, and short words to furnish it.
 * Ids ascend in the order of making, so that ties have a known winner.
 */
final class Scene implements AutoCloseable {

  static final Instant EIGHT = Instant.parse("2027-01-01T20:00:00Z");

  private final LocalDatabase database;
  private final Sql owner;
  private final Sql brain;
  private final Sql manager;
  private Instant now;
  private long ids;

  /** Sees what others wait for; null until somebody asks. */
  private Sql watch;

  private Scene(LocalDatabase database) throws SQLException {
    this.database = database;
    database.setClock(EIGHT);
    now = EIGHT;
    owner = patient(database.connect("postgres"));
    brain = patient(database.connect("brain_service"));
    manager = patient(database.connect("manager_service"));
  }

  static Scene open() {
    try {
      return new Scene(LocalDatabase.fresh());
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A connection that waits for others, but not for ever: what hangs should fail. */
  private static Sql patient(Connection connection) {
    Sql sql = new Sql(connection);
    sql.script("set lock_timeout = '20s'");
    return sql;
  }

  /** A planned play: one row of a room's queue. */
  record Entry(
      UUID id,
      int position,
      UUID song,
      String reason,
      Double distance,
      Double penalty,
      Integer listeners) {}

  /** What queue_fill answers for a room. */
  record Filled(UUID room, int changed, int listeners, int booked) {}

  /** What queue_advance answers. */
  record Answer(String result, String reason) {}

  /** The role that owns the schema. */
  Sql owner() {
    return owner;
  }

  Sql brain() {
    return brain;
  }

  Sql manager() {
    return manager;
  }

  /** Another connection of a role; close it. */
  Sql as(String role) {
    try {
      return patient(database.connect(role));
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Another connection of a login, with the bounds that its role has; close it. */
  Sql login(String login) throws SQLException {
    return new Sql(database.connect(login));
  }

  /** Gives a role less time, for what logs in from now on. */
  void shorten(String login, String bound, String time) {
    owner.script(
        "alter role %s in database \"%s\" set %s = '%s'"
            .formatted(login, database.name(), bound, time));
  }

  /** A browser in which somebody has signed in; close it. */
  Sql browser(UUID listener) {
    try {
      return patient(database.connectAs(listener));
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  Instant now() {
    return now;
  }

  void wait(Duration duration) {
    now = now.plus(duration);
    database.setClock(now);
  }

  UUID nextId() {
    return new UUID(0, ++ids);
  }

  /**
   * A song that lasts as long as the player's setting; without numbers its embedding is unknown.
   */
  UUID song(String title, double... embedding) {
    UUID id = nextId();
    owner.run(
        "insert into public.songs (id, title, file_url, embedding) values (?, ?, ?, cast(? as extensions.vector))",
        id,
        title,
        "https://files.example.org/" + id,
        embedding.length == 0 ? null : embedding);
    return id;
  }

  /** An instrumental, which plays once. */
  UUID tune(String title, Duration duration, double... embedding) {
    UUID id = song(title, embedding);
    owner.run(
        "update public.songs set type = 'instrumental', duration = ? where id = ?",
        (int) duration.toSeconds(),
        id);
    return id;
  }

  UUID room(String name) {
    UUID id = nextId();
    owner.run(
        "insert into public.players (id, name, token) values (?, ?, ?)", id, name, "token " + id);
    return id;
  }

  void library(UUID room, UUID... songs) {
    for (UUID song : songs) {
      owner.run("insert into public.player_library (player_id, song_id) values (?, ?)", room, song);
    }
  }

  void archive(UUID song) {
    owner.run("update public.songs set archived_at = roomtone.now() where id = ?", song);
  }

  /** Somebody who has signed up; without numbers their taste is unknown. */
  UUID listener(double... taste) {
    UUID id = nextId();
    owner.run("insert into auth.users (id, email) values (?, ?)", id, id + "@example.org");
    if (taste.length > 0) {
      taste(id, taste);
    }
    return id;
  }

  void taste(UUID listener, double... taste) {
    owner.run(
        "update public.profiles set preference_vector = extensions.l2_normalize(cast(? as extensions.vector)) where id = ?",
        taste,
        listener);
  }

  /** A session of an hour, made as the brain makes it. */
  UUID checkIn(UUID listener, UUID room) {
    UUID id = nextId();
    brain.run(
        "insert into public.sessions (id, user_id, player_id, checked_in_at, expires_at) values (?, ?, ?, ?, ?)",
        id,
        listener,
        room,
        now,
        now.plus(Duration.ofHours(1)));
    return id;
  }

  void checkOut(UUID session) {
    brain.run(
        "update public.sessions set status = 'ended', ended_at = ? where id = ?", now, session);
  }

  /** A vote that the brain has applied with weight k. */
  UUID vote(UUID listener, UUID room, UUID song, int value, double weight) {
    UUID id = nextId();
    brain.run(
        """
        insert into public.votes (id, user_id, song_id, vote_value, player_id, applied_seq, weight)
        values (?, ?, ?, ?, ?, nextval('roomtone.taste_seq'), ?)
        """,
        id,
        listener,
        song,
        value,
        room,
        weight);
    return id;
  }

  /** A play of the past that ended as said; null: it still runs. Its queue was not moved by it. */
  UUID played(UUID room, UUID song, Duration ago, String outcome) {
    UUID id = nextId();
    owner.run(
        """
        insert into public.songs_playing (id, player_id, song_id, played_at, ended_at, outcome)
        values (?, ?, ?, ?, ?, ?)
        """,
        id,
        room,
        song,
        now.minus(ago),
        outcome == null ? null : now.minus(ago).plusSeconds(1),
        outcome);
    return id;
  }

  List<Filled> fill(UUID... rooms) {
    return brain
        .rows(
            "select player_id, changed, listeners, booked from roomtone.queue_fill(?) order by player_id",
            (Object) rooms)
        .stream()
        .map(
            row ->
                new Filled(
                    UUID.fromString(row.get(0)),
                    Integer.parseInt(row.get(1)),
                    Integer.parseInt(row.get(2)),
                    Integer.parseInt(row.get(3))))
        .toList();
  }

  /** The manager's call without a play. */
  Answer topUp(UUID room) {
    return answer("select * from roomtone.queue_advance(?)", room);
  }

  /** A device says that a song starts now. */
  Answer starts(UUID room, UUID song) {
    return report(room, nextId(), song, null, now, null, null);
  }

  /** A device's report in full. */
  Answer report(
      UUID room,
      UUID play,
      UUID song,
      UUID entry,
      Instant startedAt,
      Instant endedAt,
      String outcome) {
    return answer(
        "select * from roomtone.queue_advance(?, ?, ?, ?, ?, ?, ?)",
        room,
        play,
        song,
        entry,
        startedAt,
        endedAt,
        outcome);
  }

  private Answer answer(String sql, Object... parameters) {
    List<List<String>> rows = manager.rows(sql, parameters);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " answers");
    }
    return new Answer(rows.getFirst().get(0), rows.getFirst().get(1));
  }

  List<Entry> queue(UUID room) {
    return owner
        .rows(
            """
            select id, position, song_id, reason, distance, penalty, listeners
            from public.player_queue where player_id = ? order by position
            """,
            room)
        .stream()
        .map(
            row ->
                new Entry(
                    UUID.fromString(row.get(0)),
                    Integer.parseInt(row.get(1)),
                    UUID.fromString(row.get(2)),
                    row.get(3),
                    row.get(4) == null ? null : Double.valueOf(row.get(4)),
                    row.get(5) == null ? null : Double.valueOf(row.get(5)),
                    row.get(6) == null ? null : Integer.valueOf(row.get(6))))
        .toList();
  }

  List<UUID> queuedSongs(UUID room) {
    return queue(room).stream().map(Entry::song).toList();
  }

  /** Runs the statement that stands in the comment of a table, after its first line. */
  void rebuild(String table) {
    String comment = owner.text("select obj_description(?::regclass, 'pg_class')", table);
    owner.script(comment.substring(comment.indexOf('\n') + 1));
  }

  /** Whether a transaction waits for a lock; the server is this process's own. */
  boolean somebodyWaits() {
    return waiting() > 0;
  }

  /** How many transactions wait for a lock. */
  int waiting() {
    if (watch == null) {
      watch = as("postgres");
    }
    return watch.count("select count(distinct pid) from pg_locks where not granted");
  }

  @Override
  public void close() {
    owner.close();
    brain.close();
    manager.close();
    if (watch != null) {
      watch.close();
    }
    database.close();
  }
}
