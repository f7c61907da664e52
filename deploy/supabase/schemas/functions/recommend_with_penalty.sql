create function public.recommend_with_penalty(p_vec extensions.vector(5), p_limit int default 10, p_player_id uuid default null)
returns table (
  id uuid, title text, distance double precision, similarity double precision, adjusted_distance double precision,
  last_played timestamptz
)
language plpgsql stable security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  -- Unit length: a very small or large vector would make NaN of single-precision squares.
  v_vec extensions.vector := case when extensions.vector_norm(p_vec) > 0 then extensions.l2_normalize(p_vec) end;
  v_limit bigint := greatest(p_limit, 0);
  v_room roomtone.room_state;
  v_cooling_down uuid[];
begin
  if p_player_id is null then
    return query
      with anywhere as (
        select l.song_id, max(l.played_at) as played_at from roomtone.last_plays l group by l.song_id
      ),
      measured as (
        select s.id, s.title, s.embedding operator(extensions.<=>) v_vec as distance,
          case when a.played_at > v_now - (roomtone.rules()).recency_span then (roomtone.rules()).recency_weight
            * exp(-greatest(date_part('epoch', v_now - a.played_at), 0) / date_part('epoch', (roomtone.rules()).recency_decay)) else 0 end as penalty,
          a.played_at
        from public.songs s left join anywhere a on a.song_id = s.id
        where s.archived_at is null and s.embedding is not null
      ),
      adjusted as (
        select m.*, round((m.distance + m.penalty) * 1000000) / 1000000 as value from measured m
      )
      select a.id, a.title, a.distance, 1 - a.distance, a.value, a.played_at
      from adjusted a
      order by a.value, a.played_at nulls first, a.id
      limit v_limit;
    return;
  end if;
  select * into v_room from roomtone.room_states(array[p_player_id], array[(roomtone.rules()).queue_length], false, v_now);
  v_cooling_down := roomtone.cooling_down(v_room.kept || roomtone.recent_starts(p_player_id, v_now), v_room.next_at, v_room.playable);
  return query
    select r.song_id, r.title, r.distance, 1 - r.distance, r.adjusted_distance, r.last_played
    from roomtone.rank_songs(v_vec, p_player_id, v_room.playable, v_now, v_room.suspended || v_cooling_down, v_limit) r;
end
$$;
comment on function public.recommend_with_penalty(extensions.vector, int, uuid) is
'Songs for a taste, best first. With a player: its playable songs that have an embedding, less those that would be cooling down after its last queued entry; adjusted_distance = distance + penalty - 0.3*reputation there, the penalty as in roomtone.recency_penalties. Without: all songs in use, penalty 0.05*e^(-age/2 h) of the last play anywhere within 24 hours, no cool-down, no reputation. p_vec null or zero: least recently played first, distances null. similarity = 1 - distance. To 6 decimals, ties by last_played nulls first, then id.';
grant execute on function public.recommend_with_penalty(extensions.vector, int, uuid) to brain_service;
