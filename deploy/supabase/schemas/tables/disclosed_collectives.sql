create table roomtone.disclosed_collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  period timestamptz not null,
  vector extensions.vector(5) not null,
  listeners int not null check (listeners >= 3)
);
comment on table roomtone.disclosed_collectives is 'What was last disclosed of rooms with enough listeners of known taste. Whatever replica is asked: the first value read in a period of five minutes is disclosed for all of it.';
comment on column roomtone.disclosed_collectives.player_id is 'The room.';
comment on column roomtone.disclosed_collectives.period is 'Start of the five minutes in which it is disclosed.';
comment on column roomtone.disclosed_collectives.vector is 'The collective when it was first asked for in that period; disclosed in steps of 0.25.';
comment on column roomtone.disclosed_collectives.listeners is 'How many it was of; disclosed as a band, such as 10+.';

alter table roomtone.disclosed_collectives enable row level security;
grant select, insert, update (period, vector, listeners) on roomtone.disclosed_collectives to brain_service;
create policy "Brain keeps what was disclosed" on roomtone.disclosed_collectives for all to brain_service using (true) with check (true);
