create table public.songs_playing (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id),
  song_id uuid references public.songs (id),
  played_at timestamptz not null default roomtone.now(),
  ended_at timestamptz,
  outcome text,
  queue_id uuid,
  advanced_at timestamptz,
  booked_at timestamptz,
  distance double precision,
  penalty double precision,
  listeners int,
  reason text,
  wanted extensions.vector(5),
  wanted_unweighted extensions.vector(5),
  song_vector extensions.vector(5),
  reputation double precision,
  heard_before boolean,
  picked_at timestamptz,
  constraint songs_playing_outcome_known check (outcome in ('finished', 'skipped', 'failed', 'interrupted')),
  constraint songs_playing_reason_known check (reason in ('collective', 'house', 'rotation'))
);
comment on table public.songs_playing is 'Proof of play: what each device has really played.';
comment on column public.songs_playing.id is 'The device''s own id of this play: reported twice, it is recorded once.';
comment on column public.songs_playing.player_id is 'Where; null: in a player that is gone.';
comment on column public.songs_playing.song_id is 'What; null: a song that is gone.';
comment on column public.songs_playing.played_at is 'When it started, by the device''s clock, corrected.';
comment on column public.songs_playing.ended_at is 'When it ended; null: it runs, or nobody said.';
comment on column public.songs_playing.outcome is 'How it ended: finished, skipped, failed or interrupted.';
comment on column public.songs_playing.queue_id is 'The entry of the queue that it was, gone since; null: it was not from the queue.';
comment on column public.songs_playing.advanced_at is 'When its report moved the queue on; null: it came too late for that.';
comment on column public.songs_playing.booked_at is 'When the brain booked it into the ledgers and filled the queue after it.';
comment on column public.songs_playing.distance is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.penalty is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.listeners is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.reason is 'As in player_queue when it was taken from there; null: it was not from the queue.';
comment on column public.songs_playing.wanted is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.wanted_unweighted is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.song_vector is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.reputation is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.heard_before is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.picked_at is 'As in player_queue when it was taken from there.';

-- The recency penalty sums up the plays of a day. It reads them from this index alone, as far as autovacuum has marked them as
-- visible to all: after every 10,000 new plays, however many there are already.
create index songs_playing_player_idx on public.songs_playing (player_id, played_at desc, id) include (song_id);
alter table public.songs_playing set (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0);
create index songs_playing_song_idx on public.songs_playing (song_id, played_at desc);
create index songs_playing_failed_idx on public.songs_playing (player_id, played_at desc) where outcome = 'failed';
create index songs_playing_failures_idx on public.songs_playing (played_at desc) where outcome = 'failed';
create index songs_playing_unbooked_idx on public.songs_playing (player_id, played_at) where advanced_at is not null and booked_at is null;

create trigger record_last_play after insert on public.songs_playing
referencing new table as written
for each statement execute function roomtone.record_last_play();
create trigger record_last_play_again after update on public.songs_playing
referencing new table as written
for each statement execute function roomtone.record_last_play();

alter table public.songs_playing enable row level security;
grant select on public.songs_playing to brain_service;
grant select (id, player_id, song_id, played_at, ended_at, outcome, queue_id) on public.songs_playing to manager_service;
create policy "Brain reads plays" on public.songs_playing for select to brain_service using (true);
create policy "Manager reads plays" on public.songs_playing for select to manager_service using (true);
