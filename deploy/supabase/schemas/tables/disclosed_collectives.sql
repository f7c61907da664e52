create table roomtone.disclosed_collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  minute timestamptz not null,
  vector extensions.vector(5) not null,
  listeners int not null check (listeners >= 3)
);
comment on table roomtone.disclosed_collectives is 'What was last disclosed of rooms with three listeners of known taste or more. Whatever replica is asked: the first value read in a minute is disclosed for all of it.';
comment on column roomtone.disclosed_collectives.player_id is 'The room.';
comment on column roomtone.disclosed_collectives.minute is 'Start of the minute in which it is disclosed.';
comment on column roomtone.disclosed_collectives.vector is 'The collective when it was first asked for in that minute; disclosed in steps of 0.1.';
comment on column roomtone.disclosed_collectives.listeners is 'How many it was of, 3 or more.';

alter table roomtone.disclosed_collectives enable row level security;
grant select, insert, update (minute, vector, listeners) on roomtone.disclosed_collectives to brain_service;
create policy "Brain keeps what was disclosed" on roomtone.disclosed_collectives for all to brain_service using (true) with check (true);
