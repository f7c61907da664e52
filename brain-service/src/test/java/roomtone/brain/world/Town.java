package roomtone.brain.world;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.model.Taste;

/** Rooms, sounds and people, made and looked at behind the brain's back. */
public final class Town {

  /** Pure sounds, by dimension. */
  public static final Taste RAIN = Taste.axis(0);

  public static final Taste WAVES = Taste.axis(1);
  public static final Taste THUNDER = Taste.axis(2);
  public static final Taste WIND = Taste.axis(3);
  public static final Taste FIRE = Taste.axis(4);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final LocalDatabase database;
  private final LocalAuth auth;
  private Connection connection;

  Town(LocalDatabase database, LocalAuth auth) {
    this.database = database;
    this.auth = auth;
  }

  /** A room with a player. */
  public record Room(UUID id, String slug) {}

  /** Somebody who is signed in. */
  public record Person(UUID id, String token) {}

  /** The sign-in. */
  public LocalAuth auth() {
    return auth;
  }

  /** The database, for connections as others and for its clock. */
  public LocalDatabase database() {
    return database;
  }

  /** A new room that may play the given songs; all there are when none is given. */
  public Room room(UUID... library) {
    String slug = "room-" + NUMBER.incrementAndGet();
    UUID id =
        uuid(
            "insert into players (name, slug, token) values (?, ?, ?) returning id",
            slug,
            slug,
            "token of " + slug);
    for (UUID song : library) {
      sql("insert into player_library (player_id, song_id) values (?, ?)", id, song);
    }
    return new Room(id, slug);
  }

  /** A new song with that sound. */
  public UUID song(Taste sound) {
    UUID id = songWithoutEmbedding();
    sql("update songs set embedding = ?::extensions.vector where id = ?", sound.toString(), id);
    return id;
  }

  /** A new song that nobody has listened to yet. */
  public UUID songWithoutEmbedding() {
    String title = "song " + NUMBER.incrementAndGet();
    return uuid(
        "insert into songs (title, artist, file_url, duration) values (?, 'Nature', 'https://example.org/' || ?, 120) returning id",
        title,
        title);
  }

  /** A sound of several parts. */
  public static Taste blend(double... parts) {
    return Taste.towards(parts).orElseThrow();
  }

  /** Somebody new, anonymous. */
  public Person person() {
    LocalAuth.Session session = auth.signUpAnonymously();
    return new Person(session.userId(), session.accessToken());
  }

  /** Somebody new with a known taste. */
  public Person personWhoLikes(Taste taste) {
    Person person = person();
    sql(
        """
        update profiles set preference_vector = extensions.l2_normalize(?::extensions.vector),
          survey_vector = extensions.l2_normalize(?::extensions.vector), survey_at = roomtone.now(),
          survey_seq = nextval('roomtone.taste_seq')
        where id = ?
        """,
        taste.toString(),
        taste.toString(),
        person.id());
    return person;
  }

  /** Puts somebody into a room, for an hour. */
  public void checkIn(Person person, Room room) {
    sql(
        """
        insert into sessions (user_id, player_id, checked_in_at, expires_at)
        values (?, ?, roomtone.now(), roomtone.now() + interval '1 hour')
        """,
        person.id(),
        room.id());
  }

  /** Ends all sessions: those who are nowhere in particular are heard in every empty room. */
  public void sendEverybodyHome() {
    sql("update sessions set status = 'ended', ended_at = roomtone.now() where status = 'active'");
  }

  /** Makes somebody staff everywhere. */
  public void makeAdmin(Person person) {
    sql("insert into roles (user_id, role) values (?, 'admin')", person.id());
  }

  /** What the device reports when it starts a song that it was told to play next. */
  public UUID play(Room room, UUID song) {
    UUID play = UUID.randomUUID();
    sql(
        "select * from roomtone.queue_advance(?, ?, ?, null, roomtone.now())",
        room.id(),
        play,
        song);
    return play;
  }

  /** The songs of a room's queue, in order. */
  public List<UUID> queue(Room room) {
    return column(
            "select song_id from player_queue where player_id = ? order by position", room.id())
        .stream()
        .map(UUID.class::cast)
        .toList();
  }

  /** How many rows a query finds. */
  public long count(String from, Object... values) {
    return (Long) column("select count(*) from " + from, values).getFirst();
  }

  /** The first column of what a query finds. */
  public synchronized List<Object> column(String query, Object... values) {
    try (PreparedStatement statement = prepare(superuser(), query, values);
        ResultSet rows = statement.executeQuery()) {
      List<Object> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getObject(1));
      }
      return column;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** What is in the database, as {@link LocalDatabase#contents()} tells it. */
  public List<Object> contents() {
    return List.copyOf(database.contents());
  }

  /** Runs a statement past all guards. */
  public synchronized void sql(String statement, Object... values) {
    try (PreparedStatement prepared = prepare(superuser(), statement, values)) {
      prepared.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  /** Inserts a vote as a browser does, through the Data API. */
  public UUID voteFromBrowser(Person person, UUID song, int value) {
    try (Connection connection = database.connectAs(person.id());
        PreparedStatement insert =
            prepare(
                connection,
                "insert into public.votes (user_id, song_id, vote_value) values (?, ?, ?) returning id",
                person.id(),
                song,
                value);
        ResultSet row = insert.executeQuery()) {
      row.next();
      return row.getObject(1, UUID.class);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The database's time. */
  public Instant now() {
    return ((OffsetDateTime) timeOf("select roomtone.now()")).toInstant();
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    database.advance(time);
  }

  private synchronized Object timeOf(String query) {
    try (PreparedStatement statement = prepare(superuser(), query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection superuser() throws SQLException {
    if (connection == null) {
      connection = database.connect("supabase_admin");
    }
    return connection;
  }

  private UUID uuid(String statement, Object... values) {
    return (UUID) column(statement, values).getFirst();
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** A body. */
  public static Map<String, Object> json(Object... pairs) {
    Map<String, Object> body = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      body.put((String) pairs[i], pairs[i + 1]);
    }
    return body;
  }
}
