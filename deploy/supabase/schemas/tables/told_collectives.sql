create table roomtone.told_collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  minute timestamptz not null,
  vector extensions.vector(5) not null,
  listeners int not null check (listeners >= 3)
);
comment on table roomtone.told_collectives is 'What was last told of rooms with three listeners of known taste or more: the first that was read in a minute is told for all of it.';
comment on column roomtone.told_collectives.player_id is 'The room.';
comment on column roomtone.told_collectives.minute is 'The minute in which it is told, by its beginning.';
comment on column roomtone.told_collectives.vector is 'The collective when it was first asked for in that minute; told to 0.1.';
comment on column roomtone.told_collectives.listeners is 'How many it was of, 3 or more.';

alter table roomtone.told_collectives enable row level security;
grant select, insert, update (minute, vector, listeners) on roomtone.told_collectives to brain_service;
create policy "Brain keeps what was told" on roomtone.told_collectives for all to brain_service using (true) with check (true);
