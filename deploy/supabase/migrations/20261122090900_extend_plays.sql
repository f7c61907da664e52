-- Proof of play: the device's own id, how it ended, why the song was picked, and whether the ledgers know of it.

update public.songs_playing set played_at = roomtone.now() where played_at is null;

alter table public.songs_playing
  alter column played_at set default roomtone.now(),
  alter column played_at set not null,
  add column ended_at timestamptz,
  add column outcome text,
  add column queue_id uuid,
  add column advanced_at timestamptz,
  add column booked_at timestamptz,
  add column distance double precision,
  add column penalty double precision,
  add column listeners int,
  add column reason text,
  add constraint songs_playing_outcome_known check (outcome in ('finished', 'skipped', 'failed', 'interrupted')),
  add constraint songs_playing_reason_known check (reason in ('collective', 'house', 'rotation'));

create index songs_playing_player_idx on public.songs_playing (player_id, played_at desc, id);
create index songs_playing_song_idx on public.songs_playing (song_id, played_at desc);
create index songs_playing_failed_idx on public.songs_playing (player_id, played_at desc) where outcome = 'failed';
create index songs_playing_unbooked_idx on public.songs_playing (player_id, played_at) where advanced_at is not null and booked_at is null;

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

-- Years of history must not slow the pick: the last play of each song stands beside it.
create table roomtone.last_plays (
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  played_at timestamptz not null,
  primary key (player_id, song_id)
);
comment on table roomtone.last_plays is 'When each player last started each song; kept by a trigger on songs_playing.';
comment on column roomtone.last_plays.player_id is 'Where.';
comment on column roomtone.last_plays.song_id is 'What.';
comment on column roomtone.last_plays.played_at is 'The latest start.';
create index last_plays_song_id_idx on roomtone.last_plays (song_id, played_at desc);
create index last_plays_player_idx on roomtone.last_plays (player_id, played_at, song_id);
alter table roomtone.last_plays enable row level security;

create function roomtone.remember_last_play() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.last_plays as known (player_id, song_id, played_at)
  select player_id, song_id, max(played_at)
  from written
  where player_id is not null and song_id is not null
  group by player_id, song_id
  order by player_id, song_id
  on conflict (player_id, song_id) do update set played_at = excluded.played_at
  where known.played_at < excluded.played_at;
  return null;
end
$$;
comment on function roomtone.remember_last_play() is 'Trigger on songs_playing: keeps roomtone.last_plays.';
revoke execute on function roomtone.remember_last_play() from public;

create trigger remember_last_play after insert on public.songs_playing
referencing new table as written
for each statement execute function roomtone.remember_last_play();
create trigger remember_last_play_again after update on public.songs_playing
referencing new table as written
for each statement execute function roomtone.remember_last_play();

insert into roomtone.last_plays (player_id, song_id, played_at)
select player_id, song_id, max(played_at)
from public.songs_playing
where player_id is not null and song_id is not null
group by player_id, song_id;

update roomtone.schema_version set version = 20261122090900;
