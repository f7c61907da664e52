create function roomtone.player_plays(p_player_id uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from (
      select n.song_id, n.played_at, n.ended_at, n.outcome from public.songs_playing n
      where n.player_id = p_player_id order by n.played_at desc, n.id limit 1
    ) newest
    join public.players p on p.id = p_player_id
    join public.songs s on s.id = newest.song_id
    where newest.ended_at is null and newest.outcome is null
      and (select roomtone.now()) < roomtone.play_over_at(newest.played_at, s.type, s.duration, p.soundscape_seconds));
end
$$;
comment on function roomtone.player_plays(uuid) is 'Whether the newest play of a player runs now: its end was not reported, and it is not over by its length (roomtone.play_over_at).';
grant execute on function roomtone.player_plays(uuid) to brain_service, manager_service;
