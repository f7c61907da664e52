create function roomtone.complete_player() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.token !~ '^sha256:[0-9a-f]{64}$' then
    new.token := roomtone.hash_token(new.token);
  end if;
  if new.slug is null then
    -- Two players of one name made at once must not meet on one slug.
    perform pg_advisory_xact_lock(hashtext('roomtone.players.slug'));
    new.slug := roomtone.slug_of(new.name, new.id);
  end if;
  return new;
end
$$;
comment on function roomtone.complete_player() is 'Trigger: hashes a token written in plain text, and derives the slug from the name when there is none.';
