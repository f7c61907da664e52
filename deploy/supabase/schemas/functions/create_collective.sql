create function roomtone.create_collective() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.collectives (player_id) values (new.id) on conflict do nothing;
  insert into roomtone.room_changes (player_id) values (new.id);
  return null;
end
$$;
comment on function roomtone.create_collective() is 'Trigger on players: each has its row in collectives.';
