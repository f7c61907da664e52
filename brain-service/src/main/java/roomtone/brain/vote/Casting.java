package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import roomtone.brain.profile.Listeners;
import roomtone.brain.vote.VoteRequests.Answered;
import roomtone.model.Taste;

/**
 * The three statements of a vote: the lock, all that it depends on, and all that it leaves behind.
 * Most votes are new ones, and there are many of them: each walk to the database and back that is
 * saved is time during which the listener's row is not locked, so a whole transaction makes two.
 * Plain JDBC, without a coordinator of transactions, costs half of what it takes otherwise.
 */
@ApplicationScoped
class Casting {

  static final String LOCK = "select 1 from public.profiles where id = ? for no key update";

  /**
   * One row, none of whose parts is older than the lock that was taken before. None is of a length
   * that the driver does not know either: else it would send this apart from what comes before.
   */
  static final String READ =
      """
      select m.now, p.survey_at,
        (p.preference_vector::real[])[1] as taste_1, (p.preference_vector::real[])[2] as taste_2, (p.preference_vector::real[])[3] as taste_3, (p.preference_vector::real[])[4] as taste_4, (p.preference_vector::real[])[5] as taste_5,
        exists (select from public.votes w where w.user_id = p.id and w.applied_seq is null) as pending,
        r.idempotency_key is not null as asked_before,
        s.id as song_id, s.archived_at,
        (s.embedding::real[])[1] as sound_1, (s.embedding::real[])[2] as sound_2, (s.embedding::real[])[3] as sound_3, (s.embedding::real[])[4] as sound_4, (s.embedding::real[])[5] as sound_5,
        here.id as session_id, here.player_id,
        (
          select v.id from public.votes v
          where v.user_id = p.id and v.song_id = s.id and v.applied_seq is not null
            and (v.vote_time >= m.now - make_interval(secs => ?) or v.player_id = here.player_id and v.vote_time >= (
              select newest.played_at
              from (
                select sp.song_id, sp.played_at, sp.ended_at from public.songs_playing sp
                where sp.player_id = here.player_id and sp.played_at <= m.now
                order by sp.played_at desc, sp.id limit 1
              ) newest
              join public.players pl on pl.id = here.player_id
              where newest.song_id = s.id and (newest.ended_at is null or newest.ended_at > m.now)
                -- a device that went away never says that it ended
                and newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, pl.soundscape_seconds)) > m.now))
          order by v.vote_time desc, v.id limit 1
        ) as earlier,
        i.votes_per_hour, i.room_votes_per_hour, lately.limit_reached_by, lately.room_limit_reached_by,
        (
          select count(*) from public.votes v
          where v.user_id = p.id and v.player_id = here.player_id and v.weight is not null
            and v.vote_time > m.now - make_interval(secs => ?) and v.vote_time <= m.now
        ) as votes_here
      from (select roomtone.now() as now) m
      join public.profiles p on p.id = ?
      left join public.songs s on s.id = ?
      left join roomtone.vote_requests r on r.user_id = p.id and r.idempotency_key = ?
      left join public.sessions here
        on here.user_id = p.id and here.status = 'active' and here.expires_at > m.now
        and here.player_id = coalesce(?, here.player_id)
      cross join roomtone.installation i
      cross join lateral (
        select (array_agg(given.vote_time order by given.vote_time desc))[i.votes_per_hour] as limit_reached_by,
          (array_agg(given.vote_time order by given.vote_time desc) filter (where given.player_id = here.player_id))[i.room_votes_per_hour]
            as room_limit_reached_by
        from (
          select v.user_id, v.player_id, v.vote_time from public.votes v
          union all
          -- taking a vote back frees nothing
          select w.user_id, w.player_id, w.vote_time from roomtone.withdrawn_votes w
        ) given
        where given.user_id = p.id and given.vote_time > m.now - make_interval(secs => ?)
      ) lately
      """;

  static final String WRITE =
      """
      with moved as (
        update public.profiles set preference_vector = ?::extensions.vector where id = ? and ?
      ),
      kept as (
        insert into roomtone.vote_requests (user_id, idempotency_key, request_hash, status, response)
        select ?, k.key, ?, ?, ?::jsonb from (select ?::uuid as key) k where k.key is not null
      )
      insert into public.votes (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight, embedding)
      values (?, ?, ?, ?, ?, ?, ?, nextval('roomtone.taste_seq') - ?, ?, ?::extensions.vector)
      """;

  /** The second is read once the first has its lock, with all that was committed until then. */
  private static final String LOCK_AND_READ = LOCK + ";\n" + READ;

  private static final String BEGIN_LOCK_AND_READ = "begin;\n" + LOCK_AND_READ;
  private static final String WRITE_AND_COMMIT = WRITE + ";\ncommit";

  private final DataSource database;

  Casting(DataSource database) {
    this.database = database;
  }

  /**
   * Where a vote is cast.
   *
   * @param ours whether the transaction begins with what is read and ends with what is written
   */
  record Transaction(Connection connection, boolean ours) {}

  /** What is done in a transaction. */
  interface Work<T> {
    T in(Transaction transaction) throws SQLException;
  }

  /**
   * Runs in a transaction of its own, which it ends by writing; nothing of it stays when it fails
   * or answers nothing.
   */
  <T> Optional<T> alone(Work<Optional<T>> work) {
    try (Connection connection = database.getConnection()) {
      boolean done = false;
      try {
        Optional<T> result = work.in(new Transaction(connection, true));
        done = result.isPresent();
        return result;
      } finally {
        if (!done) {
          rollBack(connection);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a vote was not kept", e);
    }
  }

  /**
   * What a vote depends on.
   *
   * @param now the database's time
   * @param taste the listener's; null: unknown
   * @param surveyAt when it was last stated; null: never
   * @param pending whether earlier votes of the listener's wait to be applied
   * @param askedBefore whether the key is known
   * @param songId null: there is no such song
   * @param sound the song's; null: it has none
   * @param embedding the same as the row has it, of any length
   * @param sessionId where the listener is, and says to be; null: nowhere
   * @param earlier the vote that this one changes; null: none
   * @param votesPerHour how many a listener may cast in any 60 minutes
   * @param roomVotesPerHour how many of them in one room
   * @param limitReachedBy when the vote was cast that must become an hour old before another may
   *     be; null: none
   * @param roomLimitReachedBy likewise, before another may be cast here
   * @param votesHere how many votes of the listener's count at this player
   */
  record Situation(
      Instant now,
      Taste taste,
      Instant surveyAt,
      boolean pending,
      boolean askedBefore,
      UUID songId,
      Instant archivedAt,
      Taste sound,
      String embedding,
      UUID sessionId,
      UUID playerId,
      UUID earlier,
      int votesPerHour,
      int roomVotesPerHour,
      Instant limitReachedBy,
      Instant roomLimitReachedBy,
      long votesHere) {

    /** Whether this is about more than a new vote. */
    boolean isSpecial() {
      return pending || askedBefore || earlier != null;
    }
  }

  /**
   * Waits for the listener's turn, as {@link Listeners#lock} does, and reads what is then so.
   *
   * @return empty: the listener has no row to lock
   */
  Optional<Situation> situation(
      Transaction transaction, UUID listener, Ballot ballot, Optional<UUID> key)
      throws SQLException {
    try (PreparedStatement query =
        transaction
            .connection()
            .prepareStatement(transaction.ours() ? BEGIN_LOCK_AND_READ : LOCK_AND_READ)) {
      query.setObject(1, listener);
      query.setDouble(2, (double) Votes.SECOND_THOUGHTS.toSeconds());
      query.setDouble(3, (double) Votes.FLOOD_WINDOW.toSeconds());
      query.setObject(4, listener);
      query.setObject(5, ballot.songId());
      query.setObject(6, key.orElse(null), Types.OTHER);
      query.setObject(7, ballot.playerId(), Types.OTHER);
      query.setDouble(8, (double) Votes.THROTTLE_WINDOW.toSeconds());
      query.execute();
      if (transaction.ours()) {
        query.getMoreResults(); // of "begin" there is none
      }
      try (ResultSet locked = query.getResultSet()) {
        if (!locked.next()) {
          return Optional.empty();
        }
      }
      query.getMoreResults();
      try (ResultSet row = query.getResultSet()) {
        row.next();
        float[] taste = vector(row, "taste");
        float[] sound = vector(row, "sound");
        return Optional.of(
            new Situation(
                instant(row, "now"),
                Taste.ofColumn(taste).orElse(null),
                instant(row, "survey_at"),
                row.getBoolean("pending"),
                row.getBoolean("asked_before"),
                uuid(row, "song_id"),
                instant(row, "archived_at"),
                Taste.ofColumn(sound).orElse(null),
                sound == null ? null : Arrays.toString(sound),
                uuid(row, "session_id"),
                uuid(row, "player_id"),
                uuid(row, "earlier"),
                row.getInt("votes_per_hour"),
                row.getInt("room_votes_per_hour"),
                instant(row, "limit_reached_by"),
                instant(row, "room_limit_reached_by"),
                row.getLong("votes_here")));
      }
    }
  }

  /** Whether there is, or was, such a player. */
  boolean isPlayer(Transaction transaction, UUID id) throws SQLException {
    try (PreparedStatement query =
        transaction.connection().prepareStatement("select from public.players where id = ?")) {
      query.setObject(1, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Writes a vote with the taste that it leads to and, where there is a key, the answer.
   *
   * @param behind how far before its turn the vote is put
   * @param taste what the listener likes from now on; empty: as before
   */
  void write(
      Transaction transaction,
      Vote vote,
      String embedding,
      long behind,
      Optional<Taste> taste,
      Optional<UUID> key,
      Ballot ballot,
      Answered answer)
      throws SQLException {
    try (PreparedStatement insert =
        transaction.connection().prepareStatement(transaction.ours() ? WRITE_AND_COMMIT : WRITE)) {
      insert.setString(1, taste.map(Taste::toVectorText).orElse(null));
      insert.setObject(2, vote.userId);
      insert.setBoolean(3, taste.isPresent());
      insert.setObject(4, vote.userId);
      insert.setBytes(5, ballot.meaning());
      insert.setInt(6, answer.status());
      insert.setString(7, key.isPresent() ? answer.body() : null);
      insert.setObject(8, key.orElse(null), Types.OTHER);
      insert.setObject(9, vote.id);
      insert.setObject(10, vote.userId);
      insert.setObject(11, vote.songId);
      insert.setInt(12, vote.voteValue);
      insert.setObject(13, vote.voteTime.atOffset(ZoneOffset.UTC));
      insert.setObject(14, vote.playerId, Types.OTHER);
      insert.setObject(15, vote.sessionId, Types.OTHER);
      insert.setLong(16, behind);
      insert.setObject(17, vote.weight, Types.DOUBLE);
      insert.setString(18, embedding);
      insert.execute();
    }
  }

  private static void rollBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("rollback");
    }
  }

  /** Five columns that make one; null when they are. */
  private static float[] vector(ResultSet row, String columns) throws SQLException {
    int first = row.findColumn(columns + "_1");
    float[] vector = new float[Taste.DIMENSIONS];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = row.getFloat(first + i);
    }
    return row.wasNull() ? null : vector;
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
