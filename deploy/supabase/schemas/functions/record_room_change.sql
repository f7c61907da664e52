create function roomtone.record_room_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id)
  select distinct player_id from (
    select new.player_id where tg_op <> 'DELETE'
    union all
    select old.player_id where tg_op <> 'INSERT'
  ) rooms where player_id is not null;
  return null;
end
$$;
comment on function roomtone.record_room_change() is 'Trigger on sessions: who is present in the room has changed.';
