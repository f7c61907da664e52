package roomtone.brain.vote;

import static roomtone.brain.vote.VoteTransaction.components;

import roomtone.model.NewestPlay;

/**
 * The SQL of votes. VoteStatementsTest compares {@link #LOCK}, {@link #READ} and {@link #INSERT}
 * with the script by which the benchmark measures the database alone.
 */
final class VoteStatements {

  /** Locks a listener's row: one transaction at a time changes their votes and taste. */
  static final String LOCK = "select 1 from public.profiles where id = ? for no key update";

  /**
   * Reads the {@link VoteContext}, in one row. All columns have a fixed length: only then does the
   * driver send this statement together with those before it.
   */
  static final String READ =
      """
      select m.cast_at, m.pending_id, m.pending_value, %s,
        coalesce(m.cast_at < p.survey_at, false) as before_survey,
        r.idempotency_key is not null as key_known,
        s.id as song_id, s.archived_at is not null as archived, %s,
        here.id as session_id, here.player_id as session_player_id, here.expires_at as session_expires_at,
        roomtone.renewed_until(here.checked_in_at, here.expires_at, m.cast_at, here.player_id) as session_renewed_until,
        here.player_id is not null and here.stay_confirmed_at is null and m.cast_at >= here.stay_since + make_interval(secs => i.dwell_seconds) as session_confirms_stay,
        case when m.session_id is null then here.stay_confirmed_at is not null
          else exists (select from public.sessions cast_in where cast_in.id = m.session_id and cast_in.stay_confirmed_at is not null) end as stay_confirmed,
        room.player_id,
        (
          select v.id from public.votes v
          where v.user_id = p.id and v.song_id = s.id and v.applied_seq is not null
            and (v.vote_time >= m.cast_at - make_interval(secs => ?) or v.player_id = room.player_id and v.vote_time >= (
              select newest.played_at
              from (%s) newest
              join public.players pl on pl.id = room.player_id
              where newest.song_id = s.id and (newest.ended_at > m.cast_at or newest.ended_at is null and newest.outcome is null)
                and %s > m.cast_at))
          order by v.vote_time desc limit 1
        ) as earlier_id,
        i.votes_per_hour, i.room_votes_per_hour, recent.limit_reached_by, recent.room_limit_reached_by, recent.votes_here
      from (
        select coalesce(pending.vote_time, roomtone.now()) as cast_at, pending.id as pending_id,
          pending.vote_value as pending_value, coalesce(pending.song_id, ?) as song_id, pending.player_id, pending.session_id
        from (values (1)) one left join lateral (
          select v.id, v.vote_time, v.vote_value, v.song_id, v.player_id, v.session_id from public.votes v
          where v.user_id = ? and v.applied_seq is null
          order by v.vote_time, v.id limit 1
        ) pending on true
      ) m
      join public.profiles p on p.id = ?
      left join public.songs s on s.id = m.song_id
      left join roomtone.vote_requests r on r.user_id = p.id and r.idempotency_key = ?
      left join public.sessions here
        on m.pending_id is null and here.user_id = p.id and here.status = 'active' and here.expires_at > m.cast_at
      cross join lateral (
        select coalesce(m.player_id, case when here.player_id = coalesce(?, here.player_id) then here.player_id end) as player_id
      ) room
      cross join roomtone.installation i
      cross join lateral (
        select
          (array_agg(given.vote_time order by given.vote_time desc) filter (where given.vote_time > m.cast_at - make_interval(secs => ?)))
            [i.votes_per_hour] as limit_reached_by,
          (array_agg(given.vote_time order by given.vote_time desc)
            filter (where given.player_id = room.player_id and given.vote_time > m.cast_at - make_interval(secs => ?)))
            [i.room_votes_per_hour] as room_limit_reached_by,
          count(*) filter (where given.player_id = room.player_id and given.weight is not null and given.vote_time <= m.cast_at) as votes_here
        from (
          select v.user_id, v.player_id, v.vote_time, v.weight from public.votes v
          union all
          -- a deleted vote goes on counting for the limits
          select w.user_id, w.player_id, w.vote_time, null from roomtone.withdrawn_votes w
        ) given
        where given.user_id = p.id and given.vote_time > m.cast_at - make_interval(secs => ?)
      ) recent
      """
          .formatted(
              components("p.preference_vector", "taste"),
              components("s.embedding", "song"),
              NewestPlay.of("room.player_id", "m.cast_at"),
              NewestPlay.overAt("newest", "s", "pl"));

  /** Moves the end of a session later. It is over when its status says so. */
  static final String RENEW =
      "update public.sessions set expires_at = ? where id = ? and status = 'active'";

  /**
   * Selects whether the listener was checked in to a room at a time. A vote that counts in no room
   * although they were was cast for another room.
   */
  static final String IN_A_ROOM =
      """
      select exists (
        select 1 from public.sessions s
        where s.user_id = ? and s.player_id is not null and s.checked_in_at <= ? and coalesce(s.ended_at, s.expires_at) > ?)
        as in_a_room
      """;

  /**
   * Confirms the stay of a session, which lets the votes of the stay count that were held back, and
   * changes the value of a vote in the same statement; null for none.
   */
  static final String CONFIRM_STAY = "select roomtone.confirm_stay(?, ?, ?, ?)";

  private static final String MOVE_TASTE =
      """
      with moved as (
        update public.profiles set preference_vector = ?::extensions.vector where id = ? and ?
      )""";

  /** Inserts a new vote, moves the taste and stores the answer under its key. */
  static final String INSERT =
      MOVE_TASTE
          + """
          ,
          stored as (
            %s
          )
          insert into public.votes (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight, embedding, held)
          values (?, ?, ?, ?, ?, ?, ?, nextval('roomtone.taste_seq') * ?, ?, ?::extensions.vector, ?)
          """
              .formatted(IdempotencyKeys.STORE);

  /** Applies a vote that a browser inserted, and moves the taste. */
  static final String APPLY =
      MOVE_TASTE
          + """

          update public.votes
          set applied_seq = nextval('roomtone.taste_seq') * ?, weight = ?, embedding = ?::extensions.vector, held = ?
          where id = ?
          """;

  /** Selects the votes that moved the taste since the survey, in their order. */
  static final String REPLAY =
      """
      select v.vote_value, %s
      from public.votes v join public.profiles p on p.id = v.user_id
      where p.id = ? and v.embedding is not null and v.applied_seq is not null
        and (p.survey_seq is null or v.applied_seq > p.survey_seq)
      order by v.applied_seq
      """
          .formatted(components("v.embedding", "song"));

  private VoteStatements() {}
}
