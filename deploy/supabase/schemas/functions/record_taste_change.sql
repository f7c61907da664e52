create function roomtone.record_taste_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id)
  select player_id from public.sessions
  where user_id = new.id and status = 'active' and player_id is not null;
  return null;
end
$$;
comment on function roomtone.record_taste_change() is 'Trigger on profiles: a taste has moved, so has the room that its owner is in.';
