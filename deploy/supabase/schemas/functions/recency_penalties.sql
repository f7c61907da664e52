create function roomtone.recency_penalties(p_player_id uuid, p_playable bigint, p_now timestamptz)
returns roomtone.song_penalty[]
language plpgsql stable set search_path = ''
as $$
declare
  v_decay constant double precision := date_part('epoch', (roomtone.rules()).recency_decay);
  v_weight constant double precision := (roomtone.rules()).recency_weight
    * sqrt(greatest(1, (roomtone.rules()).recency_songs / nullif(p_playable, 0)));
begin
  return array(
    -- A play that starts a moment ahead of the clock counts as one that starts now.
    select row(p.song_id, v_weight * sum(exp(-greatest(date_part('epoch', p_now - p.played_at), 0) / v_decay)))::roomtone.song_penalty
    from public.songs_playing p
    where p.player_id = p_player_id and p.played_at > p_now - (roomtone.rules()).recency_span and p.song_id is not null
    group by p.song_id);
end
$$;
comment on function roomtone.recency_penalties(uuid, bigint, timestamptz) is 'The songs that a player has started within 24 hours before p_now, each with 0.05 * sqrt(max(1, 60/n)) * the sum of e^(-age/2 h) over these plays; n: p_playable, how many songs it may play.';
