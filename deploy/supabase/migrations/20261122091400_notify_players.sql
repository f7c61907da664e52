-- A hint to the services that what a poll or now-playing shows has changed. Who misses it sees the change a little later.

create function roomtone.notify_player() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', new.id::text);
  return null;
end
$$;
comment on function roomtone.notify_player() is 'Trigger on players: tells roomtone_player that what is shown of the player has changed.';
revoke execute on function roomtone.notify_player() from public;
create trigger notify_new_player after insert on public.players
for each row execute function roomtone.notify_player();
-- Heartbeats write last_poll and offline_at all the time: they are not news.
create trigger notify_player after update on public.players
for each row when (
  (old.name, old.slug, old.token, old.status, old.current_song_id, old.timezone, old.volume_db, old.opening_hours, old.paused,
    old.crossfade_seconds, old.soundscape_seconds, old.skip_play_id, old.archived_at)
  is distinct from
  (new.name, new.slug, new.token, new.status, new.current_song_id, new.timezone, new.volume_db, new.opening_hours, new.paused,
    new.crossfade_seconds, new.soundscape_seconds, new.skip_play_id, new.archived_at))
execute function roomtone.notify_player();

create function roomtone.notify_players_of_song() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', shown.player_id::text)
  from (
    select q.player_id from public.player_queue q where q.song_id = new.id
    union
    select p.id from public.players p where p.current_song_id = new.id
  ) shown;
  return null;
end
$$;
comment on function roomtone.notify_players_of_song() is 'Trigger on songs: tells roomtone_player of every player that plays or queues the song.';
revoke execute on function roomtone.notify_players_of_song() from public;
create trigger notify_players after update on public.songs
for each row when (
  (old.title, old.artist, old.type, old.file_url, old.duration, old.sha256, old.size_bytes, old.loudness_lufs, old.peak_dbfs, old.archived_at)
  is distinct from
  (new.title, new.artist, new.type, new.file_url, new.duration, new.sha256, new.size_bytes, new.loudness_lufs, new.peak_dbfs, new.archived_at))
execute function roomtone.notify_players_of_song();

update roomtone.schema_version set version = 20261122091400;
