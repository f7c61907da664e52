-- The original schema as a project holds it that began with it: the tables and policies of the first design, with the
-- type vector in public. What the migrations take over.
create table public.profiles (
  id uuid references auth.users on delete cascade primary key,
  email text,
  name text,
  display_name text,
  preference_vector public.vector(5) default '[0,0,0,0,0]',
  created_at timestamptz default now()
);
create table public.roles (
  id uuid default gen_random_uuid() primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  role text check (role in ('admin', 'manager'))
);
create table public.songs (
  id uuid default gen_random_uuid() primary key,
  title text not null,
  artist text,
  file_url text not null,
  type text check (type in ('soundscape', 'instrumental')),
  embedding public.vector(5),
  duration int,
  created_at timestamptz default now()
);
create table public.players (
  id uuid default gen_random_uuid() primary key,
  name text not null,
  token text unique not null,
  status text default 'offline',
  current_song_id uuid references public.songs (id),
  last_poll timestamptz,
  manager_id uuid references public.profiles (id),
  created_at timestamptz default now()
);
create table public.player_library (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade
);
create table public.player_queue (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  position int,
  added_at timestamptz default now()
);
create table public.sessions (
  id uuid default gen_random_uuid() primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  checked_in_at timestamptz default now(),
  expires_at timestamptz,
  status text default 'active'
);
create table public.votes (
  id uuid default gen_random_uuid() primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  vote_value int not null,
  vote_time timestamptz default now()
);
create table public.songs_playing (
  id uuid default gen_random_uuid() primary key,
  player_id uuid references public.players (id),
  song_id uuid references public.songs (id),
  played_at timestamptz default now()
);
alter table public.profiles enable row level security;
alter table public.songs enable row level security;
alter table public.votes enable row level security;
create policy "Public profiles" on public.profiles for select using (true);
create policy "Public songs" on public.songs for select using (true);
create policy "Public players" on public.players for select using (true);
create policy "User votes" on public.votes for insert with check (auth.uid() = user_id);
create policy "User sessions" on public.sessions for insert with check (auth.uid() = user_id);
