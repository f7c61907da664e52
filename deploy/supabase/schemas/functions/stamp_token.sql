create function roomtone.stamp_token() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- After mend_player, by its name: what is compared is the hash.
  if tg_op = 'INSERT' or new.token is distinct from old.token then
    new.token_changed_at := roomtone.now();
  end if;
  return new;
end
$$;
comment on function roomtone.stamp_token() is 'Trigger on players: keeps token_changed_at.';
