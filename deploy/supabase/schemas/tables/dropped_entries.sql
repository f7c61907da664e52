create table roomtone.dropped_entries (
  queue_id uuid primary key,
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  position int not null,
  dropped_at timestamptz not null default roomtone.now(),
  distance double precision,
  penalty double precision,
  listeners int,
  reason text not null,
  wanted extensions.vector(5),
  wanted_unweighted extensions.vector(5),
  song_vector extensions.vector(5),
  reputation double precision,
  heard_before boolean,
  picked_at timestamptz,
  constraint dropped_entries_position_positive check (position >= 1)
);
comment on table roomtone.dropped_entries is 'Entries of the last hour that left a queue because their song may no longer play there: a device may have begun one before it learned of that, and report it later. Written by the functions that write queues; deleted by the brain after an hour.';
comment on column roomtone.dropped_entries.queue_id is 'Id that the entry had in player_queue.';
comment on column roomtone.dropped_entries.player_id is 'As in player_queue.';
comment on column roomtone.dropped_entries.song_id is 'As in player_queue.';
comment on column roomtone.dropped_entries.position is 'Its place, from 1, as if it were in the queue still: entries with lower positions stand before it, and it moves up as they leave.';
comment on column roomtone.dropped_entries.dropped_at is 'When it left the queue.';
comment on column roomtone.dropped_entries.distance is 'As in player_queue.';
comment on column roomtone.dropped_entries.penalty is 'As in player_queue.';
comment on column roomtone.dropped_entries.listeners is 'As in player_queue.';
comment on column roomtone.dropped_entries.reason is 'As in player_queue.';
comment on column roomtone.dropped_entries.wanted is 'As in player_queue.';
comment on column roomtone.dropped_entries.wanted_unweighted is 'As in player_queue.';
comment on column roomtone.dropped_entries.song_vector is 'As in player_queue.';
comment on column roomtone.dropped_entries.reputation is 'As in player_queue.';
comment on column roomtone.dropped_entries.heard_before is 'As in player_queue.';
comment on column roomtone.dropped_entries.picked_at is 'As in player_queue.';

create index dropped_entries_player_id_idx on roomtone.dropped_entries (player_id);
create index dropped_entries_song_id_idx on roomtone.dropped_entries (song_id);
create index dropped_entries_dropped_at_idx on roomtone.dropped_entries (dropped_at);

alter table roomtone.dropped_entries enable row level security;
-- Locking a row requires the privilege to update one of its columns.
grant select (queue_id, dropped_at), delete, update (dropped_at) on roomtone.dropped_entries to brain_service;
create policy "Brain deletes old dropped entries" on roomtone.dropped_entries for all to brain_service using (true) with check (true);
