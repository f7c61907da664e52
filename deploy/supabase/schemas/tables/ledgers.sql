create table roomtone.ledgers (
  session_id uuid primary key references public.sessions (id) on delete cascade deferrable,
  player_id uuid not null references public.players (id) on delete cascade,
  balance double precision not null
);
comment on table roomtone.ledgers is 'd of each listener in a room: how much better than the room''s mean they were served lately. No row: 0. Deleted when the session ends.';
comment on column roomtone.ledgers.session_id is 'The listener''s presence; a new check-in at the same player takes the ledger along.';
comment on column roomtone.ledgers.player_id is 'The room.';
comment on column roomtone.ledgers.balance is 'd <- 0.9*d + 0.1*(cos(u, s) - mean of cos(u, s)) with every song that starts; -0.2..0.2 or so.';

create index ledgers_player_id_idx on roomtone.ledgers (player_id);

alter table roomtone.ledgers enable row level security;
grant select on roomtone.ledgers to brain_service;
create policy "Brain reads ledgers" on roomtone.ledgers for select to brain_service using (true);
