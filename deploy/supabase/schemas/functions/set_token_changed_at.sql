create function roomtone.set_token_changed_at() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- After complete_player, by its name: what is compared is the hash.
  if tg_op = 'INSERT' or new.token is distinct from old.token then
    new.token_changed_at := roomtone.now();
  end if;
  return new;
end
$$;
comment on function roomtone.set_token_changed_at() is 'Trigger on players: keeps token_changed_at.';
