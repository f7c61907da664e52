package roomtone.brain.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;
import roomtone.model.Taste;

/** {@link Fixtures} with listeners who can sign in. */
public final class BrainFixtures {

  /** The dwell that is in force by default. */
  public static final Duration DWELL = Duration.ofMinutes(5);

  /** The unit vectors of the dimensions. */
  public static final Taste RAIN = Taste.axis(0);

  public static final Taste WAVES = Taste.axis(1);
  public static final Taste THUNDER = Taste.axis(2);
  public static final Taste WIND = Taste.axis(3);
  public static final Taste FIRE = Taste.axis(4);

  private final LocalAuth auth;
  private final Fixtures fixtures;
  private final Sql superuser;

  BrainFixtures(LocalDatabase database, LocalAuth auth) {
    this.auth = auth;
    fixtures = Fixtures.in(database);
    superuser = database.sql("supabase_admin");
  }

  /** A room, by the id and slug of its player. */
  public record Room(UUID id, String slug) {}

  /** A signed-in listener. */
  public record Person(UUID id, String token) {}

  /** The local Auth. */
  public LocalAuth auth() {
    return auth;
  }

  /** The database. */
  public LocalDatabase database() {
    return fixtures.database();
  }

  /** A connection of the superuser, who is stopped by no policy. */
  public Sql sql() {
    return superuser;
  }

  /** Adds a room that may play the given songs; without any the whole catalogue. */
  public Room room(UUID... library) {
    UUID id = fixtures.player("room-" + Fixtures.nextId().getLeastSignificantBits(), library);
    return new Room(id, superuser.text("select slug from players where id = ?", id));
  }

  /** Makes a room ask those who check in for its code, or no longer. */
  public void setPresence(Room room, String presence) {
    superuser.update("update players set presence = ? where id = ?", presence, room.id());
  }

  /** The code that a room which asks for codes shows now. */
  public String code(Room room) {
    return superuser.text(
        "select roomtone.presence_code(secret, roomtone.now()) from roomtone.presence_secrets where player_id = ?",
        room.id());
  }

  /** Adds a song with this embedding. */
  public UUID song(Taste embedding) {
    UUID id = songWithoutEmbedding();
    superuser.update(
        "update songs set embedding = cast(? as extensions.vector) where id = ?", embedding, id);
    return id;
  }

  /** Adds a song without an embedding. */
  public UUID songWithoutEmbedding() {
    return fixtures.song("song " + Fixtures.nextId().getLeastSignificantBits());
  }

  /** The direction of a vector of five numbers. */
  public static Taste blend(double... parts) {
    return Taste.towards(parts).orElseThrow();
  }

  /** Signs up an anonymous listener. */
  public Person person() {
    LocalAuth.Session session = auth.signUpAnonymously();
    return new Person(session.userId(), session.accessToken());
  }

  /** Signs up a listener with a taste, set by a survey. */
  public Person personWhoLikes(Taste taste) {
    Person person = person();
    superuser.update(
        """
        update profiles set preference_vector = v, survey_vector = v, survey_at = roomtone.now(),
          survey_seq = nextval('roomtone.taste_seq')
        from (select extensions.l2_normalize(cast(? as extensions.vector))) t (v) where id = ?
        """,
        taste,
        person.id());
    return person;
  }

  /** Starts a session of an hour. */
  public void checkIn(Person person, Room room) {
    fixtures.checkIn(person.id(), room.id());
  }

  /** Starts a session of an hour whose votes count in reputations and house voice at once. */
  public void checkInPastDwell(Person person, Room room) {
    UUID session = fixtures.checkIn(person.id(), room.id());
    superuser.update("update sessions set stay_confirmed_at = checked_in_at where id = ?", session);
  }

  /** Sets the dwell; zero turns it off. The caller sets it to {@link #DWELL} again. */
  public void setDwell(Duration dwell) {
    superuser.update("update roomtone.installation set dwell_seconds = ?", dwell.toSeconds());
  }

  /** Ends all sessions. Those without a player would count in every empty room. */
  public void endAllSessions() {
    superuser.update("update sessions set status = 'inactive' where status = 'active'");
  }

  /** Makes a listener an admin. */
  public void makeAdmin(Person person) {
    fixtures.role(person.id(), "admin");
  }

  /** Gives a listener the role of a manager, who looks after no player yet. */
  public void makeManager(Person person) {
    fixtures.role(person.id(), "manager");
  }

  /** Fills the queues of rooms, as a full pass does. */
  public void fill(Room... rooms) {
    fixtures.queues().fill(Stream.of(rooms).map(Room::id).toArray(UUID[]::new));
  }

  /** Checks that the sums of reputations are those that the votes give. */
  public void assertReputationsAreThoseOfTheVotes() {
    String sums =
        """
        select player_id, song_id, votes, round(sum_k::numeric, 9)::text, round(sum_kw::numeric, 9)::text, direction
        from roomtone.song_reputations order by player_id, song_id
        """;
    List<List<String>> kept = superuser.rows(sums);
    fixtures.rebuild("roomtone.song_reputations");
    assertEquals(superuser.rows(sums), kept);
  }

  /** Reports that a song starts, and returns the id of the play. */
  public UUID play(Room room, UUID song) {
    UUID play = UUID.randomUUID();
    fixtures.queues().report(room.id(), play, song, null, now(), null, null);
    return play;
  }

  /** The songs of a room's queue, in order. */
  public List<UUID> queue(Room room) {
    return fixtures.queues().songs(room.id());
  }

  /** The content of all tables, as {@link LocalDatabase#contents()} returns it. */
  public List<String> contents() {
    return database().contents();
  }

  /** Inserts a vote as a browser does, through the Data API. */
  public UUID voteFromBrowser(Person person, UUID song, int value) {
    try (Sql browser = database().sqlAs(person.id())) {
      return browser.uuid(
          "insert into public.votes (user_id, song_id, vote_value) values (?, ?, ?) returning id",
          person.id(),
          song,
          value);
    }
  }

  /** The database's time. */
  public Instant now() {
    return fixtures.now();
  }

  /** Moves the database's clock on. */
  public void advance(Duration time) {
    fixtures.advance(time);
  }

  /** Closes its connections. */
  void close() {
    superuser.close();
    fixtures.close();
  }

  /** A JSON object of alternating names and values. */
  public static Map<String, Object> json(Object... pairs) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      body.put((String) pairs[i], pairs[i + 1]);
    }
    return body;
  }
}
