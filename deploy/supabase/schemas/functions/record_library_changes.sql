-- A library is set in two statements, of up to fifty thousand songs: the room is marked once for each statement, not once for each song.
create function roomtone.record_library_changes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id, playable_changed)
  select distinct player_id, true from written where player_id is not null order by player_id;
  return null;
end
$$;
comment on function roomtone.record_library_changes() is 'Trigger on player_library: the rooms of the rows written have changed.';
