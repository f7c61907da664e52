create table roomtone.told_entries (
  player_id uuid not null references public.players (id) on delete cascade,
  entry_id uuid not null,
  minute timestamptz not null,
  wanted extensions.vector(5) not null,
  loved boolean not null,
  waited boolean not null,
  primary key (player_id, entry_id)
);
comment on table roomtone.told_entries is 'What was last told of the picks of rooms with three listeners of known taste or more. Whoever locks the room''s row in roomtone.told_collectives writes them.';
comment on column roomtone.told_entries.player_id is 'The room.';
comment on column roomtone.told_entries.entry_id is 'As in player_queue, or in songs_playing.queue_id once it plays.';
comment on column roomtone.told_entries.minute is 'The minute in which it was told, by its beginning: what can still change is told anew in the next.';
comment on column roomtone.told_entries.wanted is 'What the room wanted then, to 0.1.';
comment on column roomtone.told_entries.loved is 'Whether it was told that the room has loved the song.';
comment on column roomtone.told_entries.waited is 'Whether it was told that the song is for those who had to wait.';

alter table roomtone.told_entries enable row level security;
grant select, insert, update (minute, wanted, loved, waited), delete on roomtone.told_entries to brain_service;
create policy "Brain keeps what was told" on roomtone.told_entries for all to brain_service using (true) with check (true);
