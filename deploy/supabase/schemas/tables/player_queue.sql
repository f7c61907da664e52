create table public.player_queue (
  id uuid default gen_random_uuid() primary key,
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  position int not null,
  added_at timestamptz not null default roomtone.now(),
  distance double precision,
  penalty double precision,
  listeners int,
  reason text not null default 'rotation',
  picked_at timestamptz not null default roomtone.now(),
  wanted extensions.vector(5),
  wanted_unweighted extensions.vector(5),
  song_vector extensions.vector(5),
  reputation double precision,
  heard_before boolean,
  constraint player_queue_position_positive check (position >= 1),
  constraint player_queue_reason_known check (reason in ('collective', 'house', 'rotation')),
  constraint player_queue_player_position_key unique (player_id, position) deferrable initially immediate,
  constraint player_queue_player_song_key unique (player_id, song_id)
);
comment on table public.player_queue is 'What plays next in a room; written by roomtone.queue_fill and roomtone.queue_advance alone.';
comment on column public.player_queue.id is 'Stays as long as the song stays in the queue.';
comment on column public.player_queue.player_id is 'Where it is to play.';
comment on column public.player_queue.song_id is 'What is to play.';
comment on column public.player_queue.position is '1 is what plays next.';
comment on column public.player_queue.added_at is 'When the song came into the queue.';
comment on column public.player_queue.distance is 'Cosine distance from the room''s collective, 0..2; null for rotation.';
comment on column public.player_queue.penalty is 'What was added for its plays here in the last 24 hours, 0 or more; null for rotation.';
comment on column public.player_queue.listeners is 'Tastes in the collective that picked it; null for rotation.';
comment on column public.player_queue.reason is 'collective: picked by those present; house: by the votes cast in this room; rotation: least recently played first.';
comment on column public.player_queue.picked_at is 'When it was last picked for its place.';
comment on column public.player_queue.wanted is 'The room''s collective when it was picked, unit length; null for rotation.';
comment on column public.player_queue.wanted_unweighted is 'What wanted would have been if every listener had the weight g = 1, unit length: a song that is nearer to wanted than to this was picked for listeners who were served worse lately. Null for rotation, and where the sum cancels out.';
comment on column public.player_queue.song_vector is 'The song''s embedding when it was picked, unit length; null for rotation.';
comment on column public.player_queue.reputation is 'The song''s reputation in this room when it was picked, -1..1, 0 without votes; null for rotation.';
comment on column public.player_queue.heard_before is 'Whether the song had been played in this room before it was picked; null unless reason is rotation.';

create index player_queue_song_id_idx on public.player_queue (song_id);

alter table public.player_queue enable row level security;
grant select on public.player_queue to brain_service;
grant select (id, player_id, song_id, position, added_at, picked_at) on public.player_queue to manager_service;
create policy "Brain reads queues" on public.player_queue for select to brain_service using (true);
create policy "Manager reads queues" on public.player_queue for select to manager_service using (true);
