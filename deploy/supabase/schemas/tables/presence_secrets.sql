create table roomtone.presence_secrets (
  player_id uuid primary key references public.players (id) on delete cascade,
  secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  rotated_at timestamptz not null default roomtone.now(),
  constraint presence_secrets_length check (octet_length(secret) = 32)
);
comment on table roomtone.presence_secrets is 'One secret for each player that has ever asked for presence codes. roomtone.presence_code() computes the code of a time from it. A trigger inserts the row when a player first asks for codes.';
comment on column roomtone.presence_secrets.player_id is 'The player.';
comment on column roomtone.presence_secrets.secret is '32 bytes of two random UUIDs: 244 random bits. To rotate the codes, set it and rotated_at to their defaults: the codes of the old secret are no longer accepted.';
comment on column roomtone.presence_secrets.rotated_at is 'Since when this secret is in use.';

create trigger notify_player_of_secret after update of secret on roomtone.presence_secrets
for each row execute function roomtone.notify_player_of_secret();

alter table roomtone.presence_secrets enable row level security;
grant select, update (secret, rotated_at) on roomtone.presence_secrets to manager_service;
create policy "Manager keeps presence secrets" on roomtone.presence_secrets for all to manager_service using (true) with check (true);
