package roomtone.database;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import roomtone.database.RoomReference.Person;
import roomtone.database.RoomReference.Play;
import roomtone.database.RoomReference.Song;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;

/** Inserts random evenings. */
final class EveningRows {

  /** The room of the evening. */
  static final UUID ROOM = new UUID(2, 1);

  private EveningRows() {}

  /**
   * Inserts a room with a random history, votes, people and perhaps library, all with the songs of
   * the evening.
   */
  static UUID insertAnotherRoom(Sql sql, UUID room, RoomReference evening, Random chance) {
    List<UUID> songs = evening.catalogue().stream().map(Song::id).toList();
    sql.update(
        "insert into public.players (id, name, token) values (?, 'Other', ?)", room, room + "");
    if (chance.nextBoolean()) {
      sql.batch(
          "insert into public.player_library (player_id, song_id) values (?, ?)",
          songs.stream()
              .filter(song -> chance.nextInt(3) > 0)
              .map(song -> new Object[] {room, song})
              .toList());
    }
    List<Object[]> plays = new ArrayList<>();
    List<Object[]> votes = new ArrayList<>();
    Instant at = evening.now();
    for (int n = songs.isEmpty() ? 0 : chance.nextInt(25); n > 0; n--) {
      UUID song = songs.get(chance.nextInt(songs.size()));
      at = at.minusSeconds(1 + chance.nextInt(400));
      boolean moved = chance.nextInt(8) == 0;
      plays.add(
          new Object[] {
            new UUID(100 + room.getLeastSignificantBits(), n),
            room,
            song,
            at,
            chance.nextInt(3) == 0 ? "failed" : "finished",
            moved ? at : null
          });
      votes.add(new Object[] {new UUID(3, 0), song, 1 + chance.nextInt(5), room, 1.0});
    }
    sql.batch(
        "insert into public.songs_playing (id, player_id, song_id, played_at, outcome, advanced_at) values (?, ?, ?, ?, ?, ?)",
        plays);
    sql.batch(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, ?, ?, ?)",
        votes.subList(0, votes.size() / 2));
    for (int n = chance.nextInt(3); n > 0; n--) {
      UUID user = new UUID(200 + room.getLeastSignificantBits(), n);
      sql.update("insert into auth.users (id) values (?)", user);
      sql.update(
          "update public.profiles set preference_vector = extensions.l2_normalize(cast(? as extensions.vector)) where id = ?",
          new Vector5(1 + n, chance.nextFloat(), 0, chance.nextFloat(), 0),
          user);
      sql.update(
          "insert into public.sessions (user_id, player_id, checked_in_at, expires_at) values (?, ?, ?, ?)",
          user,
          room,
          evening.now(),
          evening.now().plusSeconds(60));
    }
    return room;
  }

  /**
   * The session of a person, by the index in {@link RoomReference#present} and then in the others.
   */
  static UUID session(int person) {
    return new UUID(4, person);
  }

  /** Inserts the evening, with its room as {@link #ROOM}. */
  static void insert(Sql sql, RandomEvening evening) {
    RoomReference room = evening.room();
    sql.update(
        "update roomtone.installation set catch_up = ?, house_votes = ?",
        room.catchUp(),
        room.countsHouseVoice() ? 1 : 0);
    SongRow.insert(sql, room.catalogue().stream().map(song -> row(song, room.now())).toList());
    sql.update(
        "insert into public.players (id, name, token, soundscape_seconds) values (?, 'Room', 'token', ?)",
        ROOM,
        room.soundscapeSeconds());
    sql.batch(
        "insert into public.player_library (player_id, song_id) values (?, ?)",
        room.library().stream().map(song -> new Object[] {ROOM, song}).toList());
    List<Object[]> plays = new ArrayList<>();
    for (Play play : room.plays()) {
      plays.add(
          new Object[] {
            play.id(),
            ROOM,
            play.song(),
            play.at(),
            play.outcome(),
            plays.isEmpty() && evening.justStarted() ? room.now() : null
          });
    }
    sql.batch(
        "insert into public.songs_playing (id, player_id, song_id, played_at, outcome, advanced_at) values (?, ?, ?, ?, ?, ?)",
        plays);
    insertPeople(sql, room);
    sql.batch(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, ?, ?, ?)",
        room.votes().stream()
            .map(
                vote ->
                    new Object[] {new UUID(3, 0), vote.song(), vote.value(), ROOM, vote.weight()})
            .toList());
    List<Object[]> queue = new ArrayList<>();
    for (UUID song : evening.queued()) {
      queue.add(new Object[] {ROOM, song, queue.size() + 1});
    }
    sql.batch(
        "insert into public.player_queue (player_id, song_id, position) values (?, ?, ?)", queue);
  }

  private static SongRow row(Song song, Instant now) {
    SongRow row =
        SongRow.titled("song")
            .id(song.id())
            .embedding(song.embedding())
            .archivedAt(song.archived() ? now : null);
    return song.instrumentalSeconds() == null
        ? row
        : row.instrumental(Duration.ofSeconds(song.instrumentalSeconds()));
  }

  private static void insertPeople(Sql sql, RoomReference room) {
    List<Object[]> users = new ArrayList<>();
    List<Object[]> tastes = new ArrayList<>();
    List<Object[]> sessions = new ArrayList<>();
    List<Object[]> ledgers = new ArrayList<>();
    users.add(new Object[] {new UUID(3, 0)});
    List<Person> all = new ArrayList<>(room.present());
    all.addAll(room.withoutRoom());
    for (int i = 0; i < all.size(); i++) {
      UUID user = new UUID(3, i + 1);
      boolean isPresent = i < room.present().size();
      users.add(new Object[] {user});
      tastes.add(new Object[] {all.get(i).taste(), user});
      sessions.add(
          new Object[] {
            session(i), user, isPresent ? ROOM : null, room.now(), room.now().plusSeconds(60)
          });
      if (isPresent && all.get(i).balance() != 0) {
        ledgers.add(new Object[] {session(i), ROOM, all.get(i).balance()});
      }
    }
    sql.batch("insert into auth.users (id) values (?)", users);
    sql.batch(
        "update public.profiles set preference_vector = extensions.l2_normalize(cast(? as extensions.vector)) where id = ?",
        tastes);
    sql.batch(
        "insert into public.sessions (id, user_id, player_id, checked_in_at, expires_at) values (?, ?, ?, ?, ?)",
        sessions);
    sql.batch(
        "insert into roomtone.ledgers (session_id, player_id, balance) values (?, ?, ?)", ledgers);
  }
}
