create function roomtone.notify_player() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', new.id::text);
  return null;
end
$$;
comment on function roomtone.notify_player() is 'Trigger on players: notifies channel roomtone_player that what is shown of the player has changed.';
