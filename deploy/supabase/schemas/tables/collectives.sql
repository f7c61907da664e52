create table roomtone.collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  vector extensions.vector(5),
  listeners int not null default 0,
  house extensions.vector(5),
  computed_at timestamptz not null default '-infinity',
  unweighted extensions.vector(5)
);
comment on table roomtone.collectives is 'One row for each player, inserted with it. Whoever writes the player''s queue locks this row.';
comment on column roomtone.collectives.player_id is 'The room.';
comment on column roomtone.collectives.vector is 'The room''s taste, unit length: unit(sum of g*u + h); null: nobody here and no votes yet.';
comment on column roomtone.collectives.listeners is 'How many known tastes are in it.';
comment on column roomtone.collectives.house is 'h, the house voice, unit length, components of any sign: what votes cast here say beyond the mean song; null: no votes yet.';
comment on column roomtone.collectives.computed_at is 'When the queue was last filled.';
comment on column roomtone.collectives.unweighted is 'What vector would be if every listener had the weight g = 1, unit length; null: as for vector, or the sum cancels out.';

create index collectives_computed_at_idx on roomtone.collectives (computed_at);

alter table roomtone.collectives enable row level security;
grant select on roomtone.collectives to brain_service;
create policy "Brain reads collectives" on roomtone.collectives for select to brain_service using (true);
