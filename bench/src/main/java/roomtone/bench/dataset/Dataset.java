package roomtone.bench.dataset;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.UUID;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * A generated data set: players with history, songs, and listeners with sessions. It is written by
 * a few statements and always the same. The n-th row of each kind, from 1, has the id {@code
 * md5('kind' || n)::uuid}.
 */
public final class Dataset {

  /** One play in five minutes. */
  public static final int PLAYS_OF_AN_HOUR = 12;

  private static final int SONGS_IN_TURN = 40;

  private final LocalDatabase database;
  private final Size size;

  /**
   * The size of a data set.
   *
   * @param players players, each with 20 songs with votes
   * @param sessions active sessions of listeners with known tastes, spread over the players
   * @param songs the catalogue, all with an embedding
   * @param library songs in the library of each player; 0: it may play the whole catalogue
   * @param plays plays of each player, one in five minutes, of 40 songs in turn
   */
  public record Size(int players, int sessions, int songs, int library, int plays) {

    /** With the plays of an hour. */
    public Size(int players, int sessions, int songs, int library) {
      this(players, sessions, songs, library, PLAYS_OF_AN_HOUR);
    }

    @Override
    public String toString() {
      return "%,d players, %,d sessions, %,d songs%s%s"
          .formatted(
              players,
              sessions,
              songs,
              library == 0 ? "" : ", libraries of %,d".formatted(library),
              plays == PLAYS_OF_AN_HOUR ? "" : ", %,d plays in each room".formatted(plays));
    }
  }

  private Dataset(LocalDatabase database, Size size) {
    this.database = database;
    this.size = size;
  }

  /** Writes a data set into a database without one. */
  public static Dataset build(LocalDatabase database, Size size) {
    Dataset world = new Dataset(database, size);
    try (Sql sql = database.sql("supabase_admin")) {
      sql.execute("select setseed(0.5)");
      world.songs(sql);
      world.players(sql);
      // Triggers are off from here on: they would make the history very slow to write.
      sql.execute("set session_replication_role = replica");
      world.queues(sql);
      world.people(sql);
      world.history(sql);
      sql.execute("set session_replication_role = origin");
      // The sums over libraries, which triggers keep.
      sql.execute("select roomtone.rebuild_playable_sums()");
      sql.execute("analyze");
    }
    return world;
  }

  /** The size. */
  public Size size() {
    return size;
  }

  /** The database. */
  public LocalDatabase database() {
    return database;
  }

  /** The id of the n-th row of a kind: song, player, user or session. */
  public static UUID id(String kind, int n) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest((kind + n).getBytes(StandardCharsets.UTF_8));
      BigInteger number = new BigInteger(1, digest);
      return new UUID(number.shiftRight(64).longValue(), number.longValue());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  /** The device token of the n-th player. */
  public static String token(int n) {
    return "bench-token-" + n;
  }

  /** Runs a statement as postgres and returns how many rows it has written. */
  public int update(String statement) {
    try (Sql sql = database.sql("postgres")) {
      return sql.update(statement);
    }
  }

  /** The one number that a query as postgres returns. */
  public long number(String query) {
    try (Sql sql = database.sql("postgres")) {
      return sql.integer(query);
    }
  }

  /**
   * Waits until a query as postgres returns 0. All its runs use one connection: new ones would take
   * a quarter of a core from what is measured.
   */
  public void awaitZero(Duration limit, String query) {
    try (Sql sql = database.sql("postgres")) {
      Await.value(query + " returns 0", limit, () -> sql.integer(query), number -> number == 0);
    }
  }

  /** Vacuums and writes a checkpoint, so that a measurement does not pay for the one before. */
  public void settle() {
    try (Sql sql = database.sql("supabase_admin")) {
      sql.execute("vacuum analyze");
      sql.execute("checkpoint");
    }
  }

  private void songs(Sql sql) {
    sql.execute(
        """
        insert into public.songs (id, title, artist, type, file_url, duration, embedding, embedding_source,
          content_type, size_bytes, sha256, loudness_lufs, peak_dbfs)
        select md5('song' || n)::uuid, 'Sound number ' || n, 'Artist ' || n %% 500, 'soundscape',
          'http://127.0.0.1:1/songs/songs/' || encode(sha256(n::text::bytea), 'hex') || '.wav', 60 + n %% 240,
          array[random() ^ 3 + 0.001, random() ^ 3, random() ^ 3, random() ^ 3, random() ^ 3]::real[]::extensions.vector, 'manual',
          'audio/wav', 1000000 + n, encode(sha256(n::text::bytea), 'hex'), -20, -3
        from generate_series(1, %d) n
        """
            .formatted(size.songs()));
  }

  private void players(Sql sql) {
    sql.execute(
        """
        insert into public.players (id, name, slug, token, status, last_poll, offline_at)
        select md5('player' || n)::uuid, 'Room ' || n, 'room-' || n, roomtone.hash_token('bench-token-' || n), 'playing',
          now(), now() + interval '12 hours'
        from generate_series(1, %d) n
        """
            .formatted(size.players()));
    sql.execute("update roomtone.collectives set computed_at = now()");
    sql.execute("truncate roomtone.room_changes");
  }

  private void queues(Sql sql) {
    sql.execute(
        """
        insert into public.player_queue (player_id, song_id, position)
        select md5('player' || n)::uuid, md5('song' || (n * 31 + p * 7) %% %d + 1)::uuid, p
        from generate_series(1, %d) n, generate_series(1, 5) p
        """
            .formatted(size.songs(), size.players()));
    if (size.library() > 0) {
      // Steps of this length lead to as many different songs as a library holds.
      int step = Math.max(1, size.songs() / size.library());
      sql.execute(
          """
          insert into public.player_library (player_id, song_id)
          select p.id, s.id
          from (select n, md5('player' || n)::uuid as id from generate_series(1, %1$d) n) p
          cross join generate_series(0, %2$d - 1) i
          join (select n, md5('song' || n)::uuid as id from generate_series(1, %4$d) n) s
            on s.n = (p.n * 7919 + i * %3$d) %% %4$d + 1
          """
              .formatted(size.players(), size.library(), step, size.songs()));
    }
  }

  private void people(Sql sql) {
    sql.execute(
        "insert into auth.users (id) select md5('user' || n)::uuid from generate_series(1, %d) n"
            .formatted(size.sessions()));
    sql.execute(
        """
        insert into public.profiles (id, preference_vector)
        select md5('user' || n)::uuid, extensions.l2_normalize(
          array[random() ^ 3 + 0.001, random() ^ 3, random() ^ 3, random() ^ 3, random() ^ 3]::real[]::extensions.vector)
        from generate_series(1, %d) n
        """
            .formatted(size.sessions()));
    sql.execute(
        """
        insert into public.sessions (id, user_id, player_id, checked_in_at, expires_at, status, stay_id, stay_since, stay_confirmed_at)
        select md5('session' || n)::uuid, md5('user' || n)::uuid, md5('player' || n %% %d + 1)::uuid, now(),
          now() + interval '11 hours', 'active', md5('session' || n)::uuid, now(), now()
        from generate_series(1, %d) n
        """
            .formatted(size.players(), size.sessions()));
  }

  private void history(Sql sql) {
    sql.execute(
        """
        insert into public.songs_playing (player_id, song_id, played_at, ended_at, outcome, advanced_at, booked_at)
        select md5('player' || n)::uuid, md5('song' || (n * 13 + i %% %d * 11) %% %d + 1)::uuid, now() - i * interval '5 minutes',
          now() - (i - 1) * interval '5 minutes', 'finished', now(), now()
        from generate_series(1, %d) n, generate_series(1, %d) i
        """
            .formatted(SONGS_IN_TURN, size.songs(), size.players(), size.plays()));
    sql.execute(
        """
        insert into roomtone.last_plays (player_id, song_id, played_at)
        select player_id, song_id, max(played_at) from public.songs_playing group by player_id, song_id
        """);
    sql.execute(
        """
        insert into roomtone.song_reputations (player_id, song_id, votes, sum_k, sum_kw, direction)
        select md5('player' || n)::uuid, s.id, 2, 2, random() * 2 - 1, extensions.l2_normalize(s.embedding)
        from generate_series(1, %d) n cross join generate_series(1, 20) i
        join public.songs s on s.id = md5('song' || (n * 17 + i * 19) %% %d + 1)::uuid on conflict do nothing
        """
            .formatted(size.players(), size.songs()));
  }
}
