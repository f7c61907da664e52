-- Staff see how old a player's token is, and at once who looks after it.

alter table public.players add column token_changed_at timestamptz;
comment on column public.players.token_changed_at is 'When its token was given; null: before this was kept.';

create function roomtone.stamp_token() returns trigger
language plpgsql security definer
set search_path = ''
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
revoke execute on function roomtone.stamp_token() from public;
create trigger stamp_token before insert or update of token on public.players
for each row execute function roomtone.stamp_token();

create trigger notify_manager after update on public.players
for each row when (old.manager_id is distinct from new.manager_id)
execute function roomtone.notify_player();

update roomtone.schema_version set version = 20261124130203;
