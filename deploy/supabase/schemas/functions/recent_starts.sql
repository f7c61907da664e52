create function roomtone.recent_starts(p_player_id uuid, p_now timestamptz) returns roomtone.song_start[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select row(p.song_id, p.played_at)::roomtone.song_start from public.songs_playing p
    where p.player_id = p_player_id and p.played_at >= p_now - (roomtone.rules()).cool_down and p.song_id is not null);
end
$$;
comment on function roomtone.recent_starts(uuid, timestamptz) is 'What a player has started within the cool-down before p_now, or after p_now.';
