create function roomtone.cooling_down(p_player_id uuid, p_songs uuid[], p_starts timestamptz[], p_at timestamptz, p_playable bigint)
returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  v_songs uuid[];
  v_starts timestamptz[];
begin
  select array_agg(p.song_id), array_agg(p.played_at) into v_songs, v_starts from public.songs_playing p
  where p.player_id = p_player_id and p.played_at >= p_at - interval '1 hour' and p.played_at < p_at and p.song_id is not null;
  return roomtone.latest_songs(p_songs || v_songs, p_starts || v_starts, p_at, p_playable / 2);
end
$$;
comment on function roomtone.cooling_down(uuid, uuid[], timestamptz[], timestamptz, bigint) is 'Songs that may not start at p_at: of the different ones heard or planned to start in the hour before it, the last half-of-playable at most. p_songs and p_starts are the entries planned before it; p_playable may be cut short at twice the songs heard or planned in that hour.';
