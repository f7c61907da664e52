create function roomtone.change_presence() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.presence = 'code' then
    insert into roomtone.presence_secrets (player_id) values (new.id) on conflict do nothing;
  end if;
  if tg_op = 'UPDATE' and new.presence <> old.presence then
    insert into roomtone.room_changes (player_id) values (new.id);
  end if;
  return null;
end
$$;
comment on function roomtone.change_presence() is 'Trigger on players: a player that asks for presence codes has a secret. Its queue is filled again, because sessions without a player count only in rooms without codes.';
