create function roomtone.record_archived_song() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id, playable_changed)
  select q.player_id, true from public.player_queue q where q.song_id = new.id order by q.player_id;
  return null;
end
$$;
comment on function roomtone.record_archived_song() is 'Trigger on songs: the rooms in whose queue an archived song is have changed. A queue that another transaction fills at the same moment is not seen; the manager looks for these every second.';
