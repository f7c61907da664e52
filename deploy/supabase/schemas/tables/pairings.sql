create table roomtone.pairings (
  id uuid primary key default gen_random_uuid(),
  code text not null,
  secret text not null,
  player_id uuid references public.players (id) on delete cascade,
  confirmed_by uuid references public.profiles (id) on delete set null,
  token_sent_at timestamptz,
  created_at timestamptz not null default roomtone.now(),
  expires_at timestamptz not null,
  constraint pairings_code_key unique (code),
  constraint pairings_secret_key unique (secret),
  constraint pairings_code_form check (code ~ '^[BCDFGHJKLMNPQRSTVWXZ]{8}$'),
  constraint pairings_secret_hashed check (secret ~ '^sha256:[0-9a-f]{64}$')
);
comment on table roomtone.pairings is 'Devices that wait until staff confirm which player they are; expired rows are deleted as new ones are inserted.';
comment on column roomtone.pairings.id is 'Names it in the audit log.';
comment on column roomtone.pairings.code is 'What the device shows, without its hyphen.';
comment on column roomtone.pairings.secret is 'sha256:<hex> of what the device alone knows: proves that it is the one that asked.';
comment on column roomtone.pairings.player_id is 'The player that staff have confirmed; null: nobody has yet.';
comment on column roomtone.pairings.confirmed_by is 'Who that was.';
comment on column roomtone.pairings.token_sent_at is 'When a token was last sent to the device; null: not yet.';
comment on column roomtone.pairings.created_at is 'When the device asked.';
comment on column roomtone.pairings.expires_at is 'When the code and the secret cease to be valid.';

create index pairings_player_id_idx on roomtone.pairings (player_id);
create index pairings_confirmed_by_idx on roomtone.pairings (confirmed_by);
create index pairings_expires_at_idx on roomtone.pairings (expires_at);

alter table roomtone.pairings enable row level security;
grant select, insert, update, delete on roomtone.pairings to manager_service;
create policy "Manager keeps pairings" on roomtone.pairings for all to manager_service using (true) with check (true);
