create table roomtone.collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  vector extensions.vector(5),
  listeners int not null default 0,
  house extensions.vector(5),
  computed_at timestamptz not null default '-infinity',
  evenly extensions.vector(5)
);
comment on table roomtone.collectives is 'One row per player, made with it. Whoever locks the row owns the player''s queue.';
comment on column roomtone.collectives.player_id is 'The room.';
comment on column roomtone.collectives.vector is 'The room''s taste, unit length: unit(sum of g*u + h); null: nobody here and no votes yet.';
comment on column roomtone.collectives.listeners is 'How many known tastes are in it.';
comment on column roomtone.collectives.house is 'h, the house voice, unit length, components of any sign: what votes cast here say beyond the mean song; null: no votes yet.';
comment on column roomtone.collectives.computed_at is 'When the queue was last filled.';
comment on column roomtone.collectives.evenly is 'What vector would be with every listener counted alike (g = 1), unit length; null: as for vector, or the voices cancel out.';

create index collectives_computed_at_idx on roomtone.collectives (computed_at);

alter table roomtone.collectives enable row level security;
grant select on roomtone.collectives to brain_service;
create policy "Brain reads collectives" on roomtone.collectives for select to brain_service using (true);
