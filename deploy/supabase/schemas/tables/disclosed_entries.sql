create table roomtone.disclosed_entries (
  player_id uuid not null references public.players (id) on delete cascade,
  entry_id uuid not null,
  period timestamptz not null,
  picked_at timestamptz,
  wanted extensions.vector(5) not null,
  loved boolean not null,
  waited boolean not null,
  primary key (player_id, entry_id)
);
comment on table roomtone.disclosed_entries is 'What was last disclosed of the picks of rooms with enough listeners of known taste. Whoever writes them locks the room''s row in roomtone.disclosed_collectives.';
comment on column roomtone.disclosed_entries.player_id is 'The room.';
comment on column roomtone.disclosed_entries.entry_id is 'As in player_queue, or in songs_playing.queue_id once it plays.';
comment on column roomtone.disclosed_entries.period is 'Start of the five minutes in which it was disclosed; of an entry that can still change it is replaced in the next period.';
comment on column roomtone.disclosed_entries.picked_at is 'As in player_queue when it was disclosed: the reasons belong to that pick. Null: it played already.';
comment on column roomtone.disclosed_entries.wanted is 'What the room wanted then, in steps of 0.25.';
comment on column roomtone.disclosed_entries.loved is 'Whether the song''s good reputation in the room was disclosed as a reason.';
comment on column roomtone.disclosed_entries.waited is 'Whether it was disclosed that the song is for listeners who were served worse lately.';

alter table roomtone.disclosed_entries enable row level security;
grant select, insert, update (period, picked_at, wanted, loved, waited), delete on roomtone.disclosed_entries to brain_service;
create policy "Brain keeps what was disclosed" on roomtone.disclosed_entries for all to brain_service using (true) with check (true);
