create function roomtone.update_current_song(p_player_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.players pl
  set current_song_id = case when newest.runs then newest.song_id end,
      status = case when newest.runs then 'playing' else 'idle' end,
      skip_play_id = case when newest.runs and pl.skip_play_id = newest.id then pl.skip_play_id end
  from (
    select p.id, p.song_id,
      p.ended_at is null and p.outcome is null
        and roomtone.now() < roomtone.play_over_at(p.played_at, s.type, s.duration, r.soundscape_seconds) as runs
    from public.songs_playing p
    left join public.songs s on s.id = p.song_id
    join public.players r on r.id = p.player_id
    where p.player_id = p_player_id and p.advanced_at is not null order by p.played_at desc, p.id limit 1
  ) newest
  where pl.id = p_player_id;
end
$$;
comment on function roomtone.update_current_song(uuid) is 'Sets current song, status and skip of a player by the newest of the plays that moved its queue on.';
