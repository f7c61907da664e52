-- The definition of the pick: one pass over what the player may play, or over some of it.
create function roomtone.rank_all_songs(
  p_vec extensions.vector, p_player_id uuid, p_penalties roomtone.song_penalty[], p_without uuid[], p_limit bigint, p_among uuid[])
returns table (
  song_id uuid, title text, distance double precision, penalty double precision, reputation double precision,
  adjusted_distance double precision, last_played timestamptz
)
language plpgsql stable set search_path = ''
as $$
declare
  v_mean_vote constant double precision := coalesce((
    select sum(r.sum_kw) / (sum(r.sum_k) + (roomtone.rules()).prior_votes) from roomtone.song_reputations r where r.player_id = p_player_id), 0);
begin
  return query
    with measured as (
      select s.song_id, s.title,
        s.embedding operator(extensions.<=>) p_vec as distance,
        coalesce(p.penalty, 0) as penalty,
        coalesce((r.sum_kw - v_mean_vote * r.sum_k) / (r.sum_k + (roomtone.rules()).prior_votes), 0) as reputation,
        l.played_at
      from (
        select a.song_id, a.title, a.embedding from roomtone.library_songs a where a.player_id = p_player_id and p_among is null
        union all
        select c.id, c.title, c.embedding from public.songs c where c.id = any (p_among) and c.archived_at is null
      ) s
      left join unnest(p_penalties) p on p.song_id = s.song_id
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
      left join roomtone.song_reputations r on r.player_id = p_player_id and r.song_id = s.song_id
      where s.embedding is not null and s.song_id <> all (p_without)
    )
    select m.song_id, m.title, m.distance, m.penalty, m.reputation,
      round((m.distance + m.penalty - (roomtone.rules()).reputation_weight * m.reputation) * 1000000) / 1000000 as adjusted, m.played_at
    from measured m
    order by adjusted, m.played_at nulls first, m.song_id
    limit p_limit;
end
$$;
comment on function roomtone.rank_all_songs(extensions.vector, uuid, roomtone.song_penalty[], uuid[], bigint, uuid[]) is 'The best songs with an embedding, p_without left out, of p_among, or, when that is null, of all that the player may play: adjusted = cosine distance + penalty as in p_penalties - 0.3*reputation, to 6 decimals, ties by last_played nulls first, then id. p_vec null: by last_played alone.';
