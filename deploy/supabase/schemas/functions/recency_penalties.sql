create function roomtone.recency_penalties(p_players uuid[], p_playable bigint[], p_now timestamptz)
returns table (player_id uuid, penalties roomtone.song_penalty[])
language plpgsql stable rows 20
-- Whatever the statistics say, a batch reads the plays of its own rooms by index.
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_decay constant double precision := date_part('epoch', (roomtone.rules()).recency_decay);
begin
  return query
    select r.player_id, array(
      -- A play that starts a moment ahead of the clock counts as one that starts now.
      select row(p.song_id, r.weight * sum(exp(-greatest(date_part('epoch', p_now - p.played_at), 0) / v_decay)))::roomtone.song_penalty
      from public.songs_playing p
      where p.player_id = r.player_id and p.played_at > p_now - (roomtone.rules()).recency_span and p.song_id is not null
      group by p.song_id)
    from (
      select n.player_id, (roomtone.rules()).recency_weight * sqrt(greatest(1, (roomtone.rules()).recency_songs / nullif(n.playable, 0))) as weight
      from unnest(p_players, p_playable) as n (player_id, playable)
    ) r;
end
$$;
comment on function roomtone.recency_penalties(uuid[], bigint[], timestamptz) is 'For each player the songs that it has started within 24 hours before p_now, each with 0.05 * sqrt(max(1, 60/n)) * the sum of e^(-age/2 h) over these plays; n: its p_playable, how many songs it may play. The arrays have one length.';
