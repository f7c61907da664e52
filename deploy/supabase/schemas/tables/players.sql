create table public.players (
  id uuid default gen_random_uuid() primary key,
  name text not null,
  token text unique not null,
  status text not null default 'offline',
  current_song_id uuid references public.songs (id),
  last_poll timestamptz,
  manager_id uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default roomtone.now(),
  slug text not null,
  timezone text not null default 'UTC',
  volume_db real not null default 0,
  opening_hours jsonb,
  paused boolean not null default false,
  crossfade_seconds real not null default 7,
  soundscape_seconds int not null default 180,
  skip_play_id uuid,
  offline_at timestamptz,
  archived_at timestamptz,
  token_changed_at timestamptz,
  checkins_per_hour int not null default 300,
  presence text not null default 'open',
  constraint players_slug_key unique (slug),
  constraint players_slug_form check (
    slug ~ '^[a-z0-9-]{3,40}$' and slug !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
  constraint players_token_hashed check (token ~ '^sha256:[0-9a-f]{64}$'),
  constraint players_status_known check (status in ('online', 'offline', 'playing', 'idle')),
  constraint players_volume_range check (volume_db between -60 and 12),
  constraint players_crossfade_range check (crossfade_seconds between 0 and 30),
  constraint players_soundscape_range check (soundscape_seconds between 10 and 3600),
  constraint players_opening_hours_shape check (jsonb_typeof(opening_hours) = 'object'),
  constraint players_checkins_range check (checkins_per_hour between 1 and 100000),
  constraint players_presence_known check (presence in ('open', 'code'))
);
comment on table public.players is 'The devices that play, one per room. Players are archived, never deleted.';
comment on column public.players.id is 'Names the player in calls and codes; no secret.';
comment on column public.players.name is 'What staff and listeners read.';
comment on column public.players.token is 'sha256:<hex> of the device''s token; a plain value is hashed as it is written.';
comment on column public.players.status is 'online: polls, has reported nothing since it came; playing; idle: has reported, nothing runs; offline: past offline_at. Follows a play without a reported end some seconds later: roomtone.player_status tells it at once.';
comment on column public.players.current_song_id is 'What plays; null when nothing does.';
comment on column public.players.last_poll is 'When the device last polled.';
comment on column public.players.manager_id is 'The member of staff who looks after it.';
comment on column public.players.created_at is 'When it was set up.';
comment on column public.players.slug is 'Names the room in links and codes: ^[a-z0-9-]{3,40}$, unique, never shaped like a UUID.';
comment on column public.players.timezone is 'IANA name, for opening_hours.';
comment on column public.players.volume_db is 'Gain on top of every song''s own, -60..12.';
comment on column public.players.opening_hours is 'Null: always open. Else a list of [from, to] in local time for each of mon..sun, such as {"mon": [["08:00", "20:00"]]}.';
comment on column public.players.paused is 'Staff have paused it.';
comment on column public.players.crossfade_seconds is 'Overlap of one song with the next, 0..30; never more than a third of a song.';
comment on column public.players.soundscape_seconds is 'How long a soundscape plays, 10..3600.';
comment on column public.players.skip_play_id is 'The play that staff want ended, until it has ended.';
comment on column public.players.offline_at is 'When the device counts as gone unless it polls again.';
comment on column public.players.archived_at is 'Since when it is archived: its token is refused; null: in use.';
comment on column public.players.token_changed_at is 'When its token was given; null: before this was kept.';
comment on column public.players.checkins_per_hour is 'How many sessions may begin here from one address in an hour, 1..100000; each replica of the brain counts for itself.';
comment on column public.players.presence is 'open: anybody may check in; code: whoever checks in gives the code that the player shows, see roomtone.presence_secrets.';

create index players_manager_id_idx on public.players (manager_id);
create index players_current_song_id_idx on public.players (current_song_id);
create index players_offline_at_idx on public.players (offline_at) where status <> 'offline';

create trigger complete_player before insert or update of token, slug on public.players for each row execute function roomtone.complete_player();
create trigger create_collective after insert on public.players for each row execute function roomtone.create_collective();
create trigger notify_new_player after insert on public.players for each row execute function roomtone.notify_player();
-- Heartbeats write last_poll and offline_at all the time; they are not notified.
create trigger notify_player after update on public.players
for each row when (
  (old.name, old.slug, old.token, old.status, old.current_song_id, old.timezone, old.volume_db, old.opening_hours, old.paused,
    old.crossfade_seconds, old.soundscape_seconds, old.skip_play_id, old.archived_at, old.presence)
  is distinct from
  (new.name, new.slug, new.token, new.status, new.current_song_id, new.timezone, new.volume_db, new.opening_hours, new.paused,
    new.crossfade_seconds, new.soundscape_seconds, new.skip_play_id, new.archived_at, new.presence))
execute function roomtone.notify_player();
create trigger set_token_changed_at before insert or update of token on public.players for each row execute function roomtone.set_token_changed_at();
create trigger change_presence after insert or update of presence on public.players for each row execute function roomtone.change_presence();
create trigger notify_manager after update on public.players
for each row when (old.manager_id is distinct from new.manager_id)
execute function roomtone.notify_player();

alter table public.players enable row level security;
grant select (id, name, slug, status, current_song_id, timezone, created_at, presence) on public.players to anon, authenticated;
grant select (id, name, slug, status, current_song_id, last_poll, offline_at, timezone, opening_hours, paused, soundscape_seconds, created_at, archived_at,
  checkins_per_hour, presence)
on public.players to brain_service;
grant select,
  insert (id, created_at, name, token, status, last_poll, manager_id, slug, timezone, volume_db, opening_hours, paused, crossfade_seconds, soundscape_seconds, skip_play_id,
    offline_at, archived_at, checkins_per_hour, presence),
  update (name, token, status, last_poll, manager_id, slug, timezone, volume_db, opening_hours, paused, crossfade_seconds, soundscape_seconds, skip_play_id,
    offline_at, archived_at, checkins_per_hour, presence)
on public.players to manager_service;
create policy "Players in use are public" on public.players for select to anon, authenticated using (archived_at is null);
create policy "Brain reads players" on public.players for select to brain_service using (true);
create policy "Manager keeps players" on public.players for all to manager_service using (true) with check (true);
