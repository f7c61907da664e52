package roomtone.local.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the songs, players and listeners of a test into its database, past the services. Ids
 * ascend in the order in which rows are made, so that ties have a known winner. Every connection
 * waits at most 20 seconds for a lock.
 */
public final class Fixtures implements AutoCloseable {

  /** Eight in the evening, where the clock of {@link #atEight} stands. */
  public static final Instant EIGHT = Instant.parse("2027-01-01T20:00:00Z");

  private static final AtomicLong IDS = new AtomicLong();

  private final LocalDatabase database;
  private final boolean ownsDatabase;
  private final Map<String, Sql> connections = new ConcurrentHashMap<>();

  private Fixtures(LocalDatabase database, boolean ownsDatabase) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
  }

  /** In a database that the caller closes. */
  public static Fixtures in(LocalDatabase database) {
    return new Fixtures(database, false);
  }

  /** In a fresh database, which {@link #close()} drops and whose clock stands at {@link #EIGHT}. */
  public static Fixtures atEight() {
    Fixtures fixtures = new Fixtures(LocalDatabase.fresh(), true);
    fixtures.database.setClock(EIGHT);
    return fixtures;
  }

  /** The database. */
  public LocalDatabase database() {
    return database;
  }

  /** The shared connection of the role that owns the schema. */
  public Sql owner() {
    return shared("postgres");
  }

  /** The shared connection of the brain's login. */
  public Sql brain() {
    return shared("brain_service");
  }

  /** The shared connection of the manager's login. */
  public Sql manager() {
    return shared("manager_service");
  }

  /** The queues, filled and moved on with the shared connections of the services. */
  public Queues queues() {
    return new Queues(this);
  }

  private Sql shared(String role) {
    return connections.computeIfAbsent(role, this::as);
  }

  /** A new connection of a role; the caller closes it. */
  public Sql as(String role) {
    return patient(database.sql(role));
  }

  /** A new connection of a signed-in user's browser; the caller closes it. */
  public Sql browser(UUID user) {
    return patient(database.sqlAs(user));
  }

  private static Sql patient(Sql sql) {
    sql.execute("set lock_timeout = '20s'");
    return sql;
  }

  /** The database's time. */
  public Instant now() {
    return observer().instant("select roomtone.now()");
  }

  /** Moves the database's clock on. */
  public void advance(Duration time) {
    database.advance(time);
  }

  /** An id that is greater than all before it in this process. */
  public static UUID nextId() {
    return new UUID(0, IDS.incrementAndGet());
  }

  /**
   * Adds a soundscape, which is played as long as the player's setting says.
   *
   * @param embedding five numbers, not all zero, or none: the song has no embedding
   */
  public UUID song(String title, double... embedding) {
    return song(SongRow.titled(title).artist("Nature").embedding(embedding));
  }

  /** Adds an instrumental, which is played once; otherwise as {@link #song}. */
  public UUID instrumental(String title, Duration duration, double... embedding) {
    return song(SongRow.titled(title).artist("Nature").embedding(embedding).instrumental(duration));
  }

  /** Adds a song with the values of a row. */
  public UUID song(SongRow row) {
    return row.insert(owner());
  }

  /** Archives a song. */
  public void archive(UUID song) {
    owner().update("update public.songs set archived_at = roomtone.now() where id = ?", song);
  }

  /** The device token of a player that {@link #player} has added. */
  public static String token(UUID player) {
    return "token of " + player;
  }

  /**
   * Adds a player.
   *
   * @param library the songs that it may play; none: it may play the whole catalogue
   */
  public UUID player(String name, UUID... library) {
    UUID id = nextId();
    owner()
        .update(
            "insert into public.players (id, name, token) values (?, ?, ?)", id, name, token(id));
    library(id, library);
    return id;
  }

  /** Adds songs to a player's library. */
  public void library(UUID player, UUID... songs) {
    for (UUID song : songs) {
      owner()
          .update(
              "insert into public.player_library (player_id, song_id) values (?, ?)", player, song);
    }
  }

  /**
   * Adds a user, who cannot sign in.
   *
   * @param taste five numbers of any length, not all zero, or none: the taste is unknown
   */
  public UUID listener(double... taste) {
    UUID id = nextId();
    owner().update("insert into auth.users (id, email) values (?, ?)", id, id + "@example.org");
    if (taste.length > 0) {
      taste(id, taste);
    }
    return id;
  }

  /** Sets a listener's taste, five numbers of any length, not all zero. */
  public void taste(UUID listener, double... taste) {
    owner()
        .update(
            "update public.profiles set preference_vector = extensions.l2_normalize(cast(? as extensions.vector)) where id = ?",
            taste,
            listener);
  }

  /** Gives a user a role: 'admin' or 'manager'. */
  public void role(UUID user, String role) {
    owner().update("insert into public.roles (user_id, role) values (?, ?)", user, role);
  }

  /** Starts a session of an hour, with the rights of the brain. */
  public UUID checkIn(UUID listener, UUID player) {
    UUID id = nextId();
    brain()
        .update(
            """
            insert into public.sessions (id, user_id, player_id) values (?, ?, ?)
            """,
            id,
            listener,
            player);
    return id;
  }

  /** Ends a session, with the rights of the brain. */
  public void checkOut(UUID session) {
    brain()
        .update(
            "update public.sessions set status = 'inactive', end_reason = 'checked-out' where id = ?",
            session);
  }

  /** Adds a vote of 1 to 5 that the brain has applied with a weight k of 0 to 1. */
  public UUID vote(UUID listener, UUID player, UUID song, int value, double weight) {
    UUID id = nextId();
    brain()
        .update(
            """
            insert into public.votes (id, user_id, song_id, vote_value, player_id, applied_seq, weight)
            values (?, ?, ?, ?, ?, nextval('roomtone.taste_seq'), ?)
            """,
            id,
            listener,
            song,
            value,
            player,
            weight);
    return id;
  }

  /**
   * Adds a play that started in the past and did not move the queue on.
   *
   * @param outcome 'finished', 'skipped', 'failed' or 'interrupted', a second after the start; null
   *     when it has not ended
   */
  public UUID pastPlay(UUID player, UUID song, Duration ago, String outcome) {
    UUID id = nextId();
    owner()
        .update(
            """
            insert into public.songs_playing (id, player_id, song_id, played_at, ended_at, outcome)
            select ?, ?, ?, t, case when o is not null then t + interval '1 second' end, o
            from (values (roomtone.now() - make_interval(secs => ?), ?::text)) v (t, o)
            """,
            id,
            player,
            song,
            ago.toMillis() / 1000.0,
            outcome);
    return id;
  }

  /**
   * Runs the statement that stands in the comment of a table, after its first line: it computes the
   * table's sums again.
   */
  public void rebuild(String table) {
    String comment = owner().text("select obj_description(cast(? as regclass), 'pg_class')", table);
    owner().execute(comment.substring(comment.indexOf('\n') + 1));
  }

  /** How many transactions on the server wait for a lock. */
  public int waitingTransactions() {
    return observer().integer("select count(distinct pid) from pg_locks where not granted");
  }

  /** A connection that never waits for a lock, for while the others do. */
  private Sql observer() {
    return connections.computeIfAbsent("observer", observer -> as("postgres"));
  }

  @Override
  public void close() {
    connections.values().forEach(Sql::close);
    if (ownsDatabase) {
      database.close();
    }
  }
}
