-- A song stands once in a library and once in a queue, and a queue has one entry for each position.

delete from public.player_library l using public.player_library twin
where l.player_id = twin.player_id and l.song_id = twin.song_id and l.id > twin.id;
with rejected as (
  delete from public.player_library where player_id is null or song_id is null returning *
)
insert into roomtone.rejected_rows (table_name, content, reason)
select 'player_library', to_jsonb(rejected), 'no player or no song' from rejected;

alter table public.player_library
  alter column player_id set not null,
  alter column song_id set not null,
  add constraint player_library_player_song_key unique (player_id, song_id);
create index player_library_song_id_idx on public.player_library (song_id);
comment on column public.player_library.id is 'Names the row.';
comment on column public.player_library.player_id is 'The player.';
comment on column public.player_library.song_id is 'A song that it may play.';

-- A queue is a plan that is made anew all the time: what cannot stand in one is set aside, the order is kept.
with rejected as (
  delete from public.player_queue where player_id is null or song_id is null returning *
)
insert into roomtone.rejected_rows (table_name, content, reason)
select 'player_queue', to_jsonb(rejected), 'no player or no song' from rejected;
with rejected as (
  delete from public.player_queue q using public.player_queue twin
  where q.player_id = twin.player_id and q.song_id = twin.song_id
    and (coalesce(q.position, 2147483647), q.id) > (coalesce(twin.position, 2147483647), twin.id)
  returning q.*
)
insert into roomtone.rejected_rows (table_name, content, reason)
select distinct 'player_queue', to_jsonb(rejected), 'the song is in the queue already' from rejected;
update public.player_queue q set position = numbered.place
from (
  select id, row_number() over (partition by player_id order by position nulls last, added_at, id) as place
  from public.player_queue
) numbered
where numbered.id = q.id;
update public.player_queue set added_at = roomtone.now() where added_at is null;

alter table public.player_queue
  alter column player_id set not null,
  alter column song_id set not null,
  alter column position set not null,
  alter column added_at set default roomtone.now(),
  alter column added_at set not null,
  add column distance double precision,
  add column penalty double precision,
  add column listeners int,
  add column reason text not null default 'rotation',
  add column picked_at timestamptz not null default roomtone.now(),
  add constraint player_queue_position_positive check (position >= 1),
  add constraint player_queue_reason_known check (reason in ('collective', 'house', 'rotation')),
  add constraint player_queue_player_position_key unique (player_id, position) deferrable initially immediate,
  add constraint player_queue_player_song_key unique (player_id, song_id);
create index player_queue_song_id_idx on public.player_queue (song_id);
comment on column public.player_queue.id is 'Stays as long as the song stays in the queue.';
comment on column public.player_queue.player_id is 'Where it is to play.';
comment on column public.player_queue.song_id is 'What is to play.';
comment on column public.player_queue.position is '1 is what plays next.';
comment on column public.player_queue.added_at is 'When the song came into the queue.';
comment on column public.player_queue.distance is 'Cosine distance from the room''s collective, 0..2; null for rotation.';
comment on column public.player_queue.penalty is 'What was added for having been played lately, 0..0.05; null for rotation.';
comment on column public.player_queue.listeners is 'Tastes in the collective that picked it; null for rotation.';
comment on column public.player_queue.reason is 'collective: picked by those present; house: by what this room has loved; rotation: by least recently played.';
comment on column public.player_queue.picked_at is 'When it was last picked for its place.';

update roomtone.schema_version set version = 20261122090600;
