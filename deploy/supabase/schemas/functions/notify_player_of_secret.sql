create function roomtone.notify_player_of_secret() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', new.player_id::text);
  return null;
end
$$;
comment on function roomtone.notify_player_of_secret() is 'Trigger on presence_secrets: notifies channel roomtone_player that the player shows another code.';
