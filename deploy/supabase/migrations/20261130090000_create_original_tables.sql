-- The nine tables of the original design, as they were, so that a project that already holds data can be taken over.
-- What is missing is created, what is there is left alone; the migrations that follow mend and extend.
set local lock_timeout = '4s';

create schema if not exists roomtone;
comment on schema roomtone is 'Functions, collectives, ledgers, reputations and settings of Roomtone. Browsers have no access to it.';
revoke all on schema roomtone from public;

create table roomtone.schema_version (
  singleton boolean primary key default true check (singleton),
  version bigint not null
);
comment on table roomtone.schema_version is 'One row: the time stamp of the newest migration. The services check it before they call themselves ready.';
comment on column roomtone.schema_version.singleton is 'Always true: there is one row.';
comment on column roomtone.schema_version.version is 'yyyymmddhhmmss of the newest migration.';
alter table roomtone.schema_version enable row level security;

-- The type vector lives in schema extensions. Where an older project made it in public, it moves; columns follow by oid.
create schema if not exists extensions;
do $$
begin
  if exists (
    select from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector' and n.nspname <> 'extensions'
  ) then
    alter extension vector set schema extensions;
  end if;
end
$$;
create extension if not exists vector with schema extensions;

create table if not exists public.profiles (
  id uuid references auth.users on delete cascade primary key,
  email text,
  name text,
  display_name text,
  preference_vector extensions.vector(5),
  created_at timestamptz default now()
);

create table if not exists public.roles (
  id uuid default gen_random_uuid() primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  role text check (role in ('admin', 'manager'))
);

create table if not exists public.songs (
  id uuid default gen_random_uuid() primary key,
  title text not null,
  artist text,
  file_url text not null,
  type text check (type in ('soundscape', 'instrumental')),
  embedding extensions.vector(5),
  duration int,
  created_at timestamptz default now()
);

create table if not exists public.players (
  id uuid default gen_random_uuid() primary key,
  name text not null,
  token text unique not null,
  status text default 'offline',
  current_song_id uuid references public.songs (id),
  last_poll timestamptz,
  manager_id uuid references public.profiles (id),
  created_at timestamptz default now()
);

create table if not exists public.player_library (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade
);

create table if not exists public.player_queue (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  position int,
  added_at timestamptz default now()
);

create table if not exists public.sessions (
  id uuid default gen_random_uuid() primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  checked_in_at timestamptz default now(),
  expires_at timestamptz,
  status text default 'active'
);

create table if not exists public.votes (
  id uuid default gen_random_uuid() primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  vote_value int not null,
  vote_time timestamptz default now()
);

create table if not exists public.songs_playing (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id),
  song_id uuid references public.songs (id),
  played_at timestamptz default now()
);

alter table public.profiles enable row level security;
alter table public.roles enable row level security;
alter table public.songs enable row level security;
alter table public.players enable row level security;
alter table public.player_library enable row level security;
alter table public.player_queue enable row level security;
alter table public.sessions enable row level security;
alter table public.votes enable row level security;
alter table public.songs_playing enable row level security;

comment on table public.profiles is 'A listener or a member of staff: one row for each row of auth.users.';
comment on table public.roles is 'Who is staff. A user may hold several roles.';
comment on table public.songs is 'The catalogue. Songs are archived, never deleted.';
comment on table public.players is 'The devices that play, one per room. Players are archived, never deleted.';
comment on table public.player_library is 'The songs that a player may play. A player without rows here may play the whole catalogue.';
comment on table public.player_queue is 'What plays next in a room; written by roomtone.queue_fill and roomtone.queue_advance alone.';
comment on table public.sessions is 'Who listens where, and until when.';
comment on table public.votes is 'What listeners think of songs, 1 (much less of it) to 5 (much more of it).';
comment on table public.songs_playing is 'Proof of play: what each device has really played.';

insert into roomtone.schema_version (version) values (20261130090000);
