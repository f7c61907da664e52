create function roomtone.record_last_play() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.last_plays as known (player_id, song_id, played_at)
  select player_id, song_id, max(played_at)
  from written
  where player_id is not null and song_id is not null
  group by player_id, song_id
  order by player_id, song_id
  on conflict (player_id, song_id) do update set played_at = excluded.played_at
  where known.played_at < excluded.played_at;
  return null;
end
$$;
comment on function roomtone.record_last_play() is 'Trigger on songs_playing: keeps roomtone.last_plays.';
