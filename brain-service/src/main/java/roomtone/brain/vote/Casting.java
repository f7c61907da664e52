package roomtone.brain.vote;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.brain.profile.Listeners;
import roomtone.brain.vote.VoteRequests.Answered;
import roomtone.model.Taste;

/**
 * The three statements of a vote: the lock, all that it depends on, and all that it leaves behind.
 * Most votes are new ones, and there are many of them: each statement saved is one walk to the
 * database and back while the listener's row is locked, and plain JDBC costs half of what it takes
 * otherwise to send one.
 */
@ApplicationScoped
class Casting {

  static final String LOCK = "select 1 from public.profiles where id = ? for no key update";

  /** One row, none of whose parts is older than the lock that was taken before. */
  static final String READ =
      """
      select m.now, p.preference_vector::text as taste, p.survey_at,
        exists (select from public.votes w where w.user_id = p.id and w.applied_seq is null) as pending,
        r.idempotency_key is not null as asked_before,
        s.id as song_id, s.archived_at, s.embedding::text as embedding,
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
              where newest.song_id = s.id and (newest.ended_at is null or newest.ended_at > m.now)))
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

  private final Session rows;
  private final Listeners listeners;

  Casting(Session rows, Listeners listeners) {
    this.rows = rows;
    this.listeners = listeners;
  }

  /**
   * What a vote depends on.
   *
   * @param now the database's time
   * @param taste the listener's, as the row has it; null: unknown
   * @param surveyAt when it was last stated; null: never
   * @param pending whether earlier votes of the listener's wait to be applied
   * @param askedBefore whether the key is known
   * @param songId null: there is no such song
   * @param embedding the song's; null: it has none
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
      String taste,
      Instant surveyAt,
      boolean pending,
      boolean askedBefore,
      UUID songId,
      Instant archivedAt,
      String embedding,
      UUID sessionId,
      UUID playerId,
      UUID earlier,
      int votesPerHour,
      int roomVotesPerHour,
      Instant limitReachedBy,
      Instant roomLimitReachedBy,
      long votesHere) {}

  /** Waits for the listener's turn, as {@link Listeners#lock} does. */
  void await(UUID listener) {
    boolean found =
        rows.doReturningWork(
            connection -> {
              try (PreparedStatement query = connection.prepareStatement(LOCK)) {
                query.setObject(1, listener);
                try (ResultSet row = query.executeQuery()) {
                  return row.next();
                }
              }
            });
    if (!found) {
      listeners.await(listener);
    }
  }

  /** Reads it. The listener's row is locked. */
  Situation situation(UUID listener, Ballot ballot, Optional<UUID> key) {
    return rows.doReturningWork(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setDouble(1, (double) Votes.SECOND_THOUGHTS.toSeconds());
            query.setDouble(2, (double) Votes.FLOOD_WINDOW.toSeconds());
            query.setObject(3, listener);
            query.setObject(4, ballot.songId());
            query.setObject(5, key.orElse(null), Types.OTHER);
            query.setObject(6, ballot.playerId(), Types.OTHER);
            query.setDouble(7, (double) Votes.THROTTLE_WINDOW.toSeconds());
            try (ResultSet row = query.executeQuery()) {
              row.next();
              return new Situation(
                  instant(row, "now"),
                  row.getString("taste"),
                  instant(row, "survey_at"),
                  row.getBoolean("pending"),
                  row.getBoolean("asked_before"),
                  uuid(row, "song_id"),
                  instant(row, "archived_at"),
                  row.getString("embedding"),
                  uuid(row, "session_id"),
                  uuid(row, "player_id"),
                  uuid(row, "earlier"),
                  row.getInt("votes_per_hour"),
                  row.getInt("room_votes_per_hour"),
                  instant(row, "limit_reached_by"),
                  instant(row, "room_limit_reached_by"),
                  row.getLong("votes_here"));
            }
          }
        });
  }

  /**
   * Writes a vote with the taste that it leads to and, where there is a key, the answer.
   *
   * @param behind how far before its turn the vote is put
   * @param taste what the listener likes from now on; empty: as before
   */
  void write(
      Vote vote,
      String embedding,
      long behind,
      Optional<Taste> taste,
      Optional<UUID> key,
      Ballot ballot,
      Answered answer) {
    rows.doWork(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(WRITE)) {
            insert.setString(1, taste.map(Taste::toVectorText).orElse(null));
            insert.setObject(2, vote.userId);
            insert.setBoolean(3, taste.isPresent());
            insert.setObject(4, vote.userId);
            insert.setBytes(5, ballot.meaning());
            insert.setInt(6, answer.status());
            insert.setString(7, key.isPresent() ? answer.body().toString() : null);
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
            insert.executeUpdate();
          }
        });
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
