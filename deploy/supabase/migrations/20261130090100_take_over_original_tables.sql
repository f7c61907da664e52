-- The original tables become those of today: each gets its new columns, then the data of an existing project is mended, then the
-- constraints follow. Rows that no constraint admits are kept in roomtone.rejected_rows and roomtone.rejected_votes.
set local lock_timeout = '4s';

-- The privileges that a project grants by default are revoked first, so that nothing that follows is open to anybody by itself.
alter default privileges in schema public, roomtone revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public, roomtone revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public, roomtone revoke all on functions from anon, authenticated, service_role;
-- PUBLIC may execute every function by default; that can only be revoked for all schemas at once.
alter default privileges revoke execute on functions from public;

drop policy if exists "Public profiles" on public.profiles;
drop policy if exists "Public songs" on public.songs;
drop policy if exists "Public players" on public.players;
drop policy if exists "User votes" on public.votes;
drop policy if exists "User sessions" on public.sessions;

-- The body is parsed when the function is made, so that no search path counts when it runs, and statements inline it: a call of a function
-- with settings of its own costs several microseconds.
create function roomtone.now() returns timestamptz
language sql volatile parallel safe
return clock_timestamp();
comment on function roomtone.now() is 'The only clock of Roomtone in SQL. Tests replace it in their throw-away databases.';

create table roomtone.rejected_rows (
  id bigint generated always as identity primary key,
  table_name text not null,
  content jsonb not null,
  reason text not null
);
comment on table roomtone.rejected_rows is 'Rows of an existing project that no constraint admits (no listener, no song, a queue entry twice), kept as they were at the take-over.';
comment on column roomtone.rejected_rows.id is 'Order of rejection.';
comment on column roomtone.rejected_rows.table_name is 'Where the row was.';
comment on column roomtone.rejected_rows.content is 'The row.';
comment on column roomtone.rejected_rows.reason is 'Why it could not stay.';
alter table roomtone.rejected_rows enable row level security;

create table roomtone.rejected_votes (
  id uuid primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  vote_value int not null,
  vote_time timestamptz,
  reason text not null
);
comment on table roomtone.rejected_votes is 'Votes found when the original schema was taken over that are outside 1..5 or lack a listener or a song; kept as they were.';
comment on column roomtone.rejected_votes.id is 'As in votes.';
comment on column roomtone.rejected_votes.user_id is 'As in votes; null: nobody.';
comment on column roomtone.rejected_votes.song_id is 'As in votes; null: no song.';
comment on column roomtone.rejected_votes.vote_value is 'As in votes, any number.';
comment on column roomtone.rejected_votes.vote_time is 'As in votes; null: unknown.';
comment on column roomtone.rejected_votes.reason is 'Why it could not stay in votes.';
create index rejected_votes_user_id_idx on roomtone.rejected_votes (user_id);
create index rejected_votes_song_id_idx on roomtone.rejected_votes (song_id);
alter table roomtone.rejected_votes enable row level security;

-- Profiles. A taste is null until it is known. A known taste counts as the listener's survey answer.
create sequence roomtone.taste_seq as bigint;
comment on sequence roomtone.taste_seq is 'Order in which surveys and votes moved tastes: votes.applied_seq and profiles.survey_seq draw from it.';
alter table public.profiles
  alter column preference_vector drop default,
  add column survey_vector extensions.vector(5),
  add column survey_at timestamptz,
  add column survey_seq bigint;
update public.profiles set preference_vector = null where extensions.vector_norm(preference_vector) = 0;
update public.profiles
set preference_vector = extensions.l2_normalize(preference_vector),
    survey_vector = extensions.l2_normalize(preference_vector),
    survey_at = roomtone.now(),
    survey_seq = nextval('roomtone.taste_seq')
where preference_vector is not null;
update public.profiles set display_name = left(display_name, 50), created_at = coalesce(created_at, roomtone.now());
alter table public.profiles
  alter column created_at set default roomtone.now(),
  alter column created_at set not null,
  -- Zero, or too small or large to be squared in single precision, would make a distance NaN.
  add constraint profiles_preference_measurable check (extensions.vector_norm(preference_vector) between 1e-6 and 1e6),
  add constraint profiles_survey_measurable check (extensions.vector_norm(survey_vector) between 1e-6 and 1e6),
  add constraint profiles_survey_whole check ((survey_vector is null) = (survey_at is null) and (survey_vector is null) = (survey_seq is null)),
  add constraint profiles_display_name_length check (length(display_name) <= 50);

insert into public.profiles (id, email) select id, email from auth.users
on conflict (id) do update set email = excluded.email where profiles.email is null;
comment on column public.profiles.id is 'The user of Supabase Auth.';
comment on column public.profiles.email is 'Copied from auth.users; null for anonymous listeners.';
comment on column public.profiles.name is 'Full name, if given.';
comment on column public.profiles.display_name is 'What others see, at most 50 characters.';
comment on column public.profiles.preference_vector is 'Taste: unit length, the five dimensions of songs.embedding; null until known, never zero.';
comment on column public.profiles.created_at is 'When the profile was made.';
comment on column public.profiles.survey_vector is 'The taste as the listener stated it, unit length; null if never asked.';
comment on column public.profiles.survey_at is 'When it was stated.';
comment on column public.profiles.survey_seq is 'Its place among the votes: only votes with a greater applied_seq move the taste on from it.';

-- Roles: one row for each user and role. Of exact duplicates the first stays. A row without user or role is rejected.
delete from public.roles r using public.roles twin
where r.user_id = twin.user_id and r.role = twin.role and r.id > twin.id;
with rejected as (
  delete from public.roles where user_id is null or role is null returning *
)
insert into roomtone.rejected_rows (table_name, content, reason)
select 'roles', to_jsonb(rejected), 'no user or no role' from rejected;
alter table public.roles
  alter column user_id set not null,
  alter column role set not null,
  add constraint roles_user_role_key unique (user_id, role);
comment on column public.roles.id is 'Names the row.';
comment on column public.roles.user_id is 'Who.';
comment on column public.roles.role is 'admin: everything; manager: the players whose manager_id it is.';

-- Songs: the file, what is heard in it, and since when it is archived.
create function roomtone.folded(p_text text) returns text
language sql immutable strict parallel safe set search_path = ''
as $$ select lower(regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f]', '', 'g')) $$;
comment on function roomtone.folded(text) is 'A text as it is searched: lower case, without accents.';

alter table public.songs
  add column bpm real,
  add column content_type text,
  add column size_bytes bigint,
  add column sha256 text,
  add column loudness_lufs real,
  add column peak_dbfs real,
  add column embedding_source text,
  add column embedding_confidence real,
  add column suggested_embedding extensions.vector(5),
  add column archived_at timestamptz,
  add column updated_at timestamptz not null default roomtone.now(),
  add column analysis text,
  add column file_removed_at timestamptz,
  add column search_text text;
update public.songs set embedding = null where extensions.vector_norm(embedding) = 0;
-- Distances are computed in single precision: a vector that is too small or too large to be squared there keeps its direction.
update public.songs set embedding = extensions.l2_normalize(embedding)
where extensions.vector_norm(embedding) not between 1e-6 and 1e6;
update public.songs
set type = coalesce(type, 'soundscape'), duration = case when duration > 0 then duration end, created_at = coalesce(created_at, roomtone.now()),
  embedding_source = case when embedding is not null then 'manual' end, search_text = roomtone.folded(concat_ws(' ', title, artist));
alter table public.songs
  alter column type set default 'soundscape',
  alter column type set not null,
  alter column created_at set default roomtone.now(),
  alter column created_at set not null,
  alter column search_text set not null,
  add constraint songs_sha256_key unique (sha256),
  add constraint songs_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  add constraint songs_size_positive check (size_bytes > 0),
  add constraint songs_duration_positive check (duration > 0),
  add constraint songs_bpm_positive check (bpm > 0),
  add constraint songs_embedding_measurable check (extensions.vector_norm(embedding) between 1e-6 and 1e6),
  add constraint songs_suggested_embedding_measurable check (extensions.vector_norm(suggested_embedding) between 1e-6 and 1e6),
  add constraint songs_embedding_source_known check (embedding_source in ('manual', 'model')),
  add constraint songs_embedding_confidence_range check (embedding_confidence between 0 and 1),
  add constraint songs_analysis_known check (analysis in ('whole', 'partial')),
  add constraint songs_file_kept_while_in_use check (file_removed_at is null or archived_at is not null);
comment on column public.songs.id is 'Names the song; breaks ties, the smaller first.';
comment on column public.songs.title is 'What listeners read.';
comment on column public.songs.artist is 'Who made it, if known.';
comment on column public.songs.file_url is 'Where the file lies in S3: https://<bucket>.s3.<region>.amazonaws.com/<key> or the endpoint''s form. Not readable without a signature.';
comment on column public.songs.type is 'soundscape: plays for a set time, looped or faded; instrumental: plays once.';
comment on column public.songs.embedding is 'How much of each of the five dimensions is heard, each in 0..1; null: unknown, never zero.';
comment on column public.songs.duration is 'Seconds, rounded up; null: unknown.';
comment on column public.songs.created_at is 'When it came into the catalogue.';
comment on column public.songs.bpm is 'Beats per minute of instrumental music; null: unknown or none.';
comment on column public.songs.content_type is 'Media type as recognised from the content, such as audio/ogg.';
comment on column public.songs.size_bytes is 'Size of the file.';
comment on column public.songs.sha256 is 'Hash of the file in lower-case hex; the same content is uploaded once.';
comment on column public.songs.loudness_lufs is 'Integrated loudness by ITU-R BS.1770.';
comment on column public.songs.peak_dbfs is 'Highest sample, 0 is full scale.';
comment on column public.songs.embedding_source is 'manual: somebody stated or confirmed it; model: heard by the model.';
comment on column public.songs.embedding_confidence is '0..1, of the model; null where it is not the source.';
comment on column public.songs.suggested_embedding is 'What the model heard with too little confidence: shown to staff, picks nothing until confirmed.';
comment on column public.songs.archived_at is 'Since when it may not be picked; null: in use.';
comment on column public.songs.updated_at is 'Last change of this row.';
comment on column public.songs.analysis is 'whole: the file was listened to from beginning to end; partial: the time was up before, so that loudness, peak and outline hold for its beginning; null: not listened to yet.';
comment on column public.songs.file_removed_at is 'When the file was given up, 30 days after archiving: it has to be uploaded again before the song can be used; null: the file is there.';
comment on column public.songs.search_text is 'Title and artist as they are searched; kept by a trigger. Its first 100 characters sort by title.';

create extension if not exists cube with schema extensions;
-- A project may have this extension already, in a schema of its own choice.
create extension if not exists pg_trgm with schema extensions;
do $$
begin
  execute format(
    'create index songs_search_idx on public.songs using gin (search_text %I.gin_trgm_ops)',
    (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
end
$$;
-- Directions as points on the unit sphere: the nearer the points, the smaller the cosine distance, and a GiST index yields the nearest
-- exactly. An HNSW index would be approximate and stop at its search width.
create index songs_direction_idx on public.songs
using gist (extensions.cube((extensions.l2_normalize(embedding)::real[])::double precision[]))
where archived_at is null and embedding is not null;
create index songs_created_at_idx on public.songs (created_at desc, id);
create index songs_archived_files_idx on public.songs (archived_at) where archived_at is not null and file_removed_at is null;
create index songs_title_idx on public.songs ("left"(search_text, 100), id);
create index songs_suggested_idx on public.songs (created_at desc, id) where suggested_embedding is not null;
-- What the pick asks of a song stands in the index by which it is found.
create index songs_lookup_idx on public.songs (id) include (embedding, type, duration, archived_at);

-- Players. The table holds only the hash of a device's token. A public slug names the room in links and codes.
create function roomtone.hash_token(p_token text) returns text
language sql immutable strict parallel safe set search_path = ''
as $$ select 'sha256:' || encode(sha256(convert_to(p_token, 'UTF8')), 'hex') $$;
comment on function roomtone.hash_token(text) is 'A device token as it is stored: sha256:<64 hex digits> of its UTF-8 bytes.';
create function roomtone.slug_of(p_name text, p_id uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  -- 35 and not 36: a name shaped like a UUID must not become one.
  v_base text := trim(both '-' from left(trim(both '-' from regexp_replace(lower(p_name), '[^a-z0-9]+', '-', 'g')), 35));
  v_slug text;
  v_number int := 1;
begin
  if length(v_base) < 3 then
    v_base := trim(both '-' from 'room-' || v_base);
  end if;
  v_slug := v_base;
  while exists (select from public.players where slug = v_slug and id <> p_id) loop
    v_number := v_number + 1;
    v_slug := trim(both '-' from left(v_base, 39 - length(v_number::text))) || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
comment on function roomtone.slug_of(text, uuid) is 'A free slug made of a player''s name: lower case, digits and hyphens, 3 to 40 characters, numbered when taken.';

alter table public.players
  add column slug text,
  add column timezone text not null default 'UTC',
  add column volume_db real not null default 0,
  add column opening_hours jsonb,
  add column paused boolean not null default false,
  add column crossfade_seconds real not null default 7,
  add column soundscape_seconds int not null default 180,
  add column skip_play_id uuid,
  add column offline_at timestamptz,
  add column archived_at timestamptz,
  add column token_changed_at timestamptz,
  add column checkins_per_hour int not null default 300,
  add column presence text not null default 'open';
update public.players set token = roomtone.hash_token(token) where token !~ '^sha256:[0-9a-f]{64}$';
-- One row at a time, so that each sees the slugs given before it.
do $$
declare
  v_player uuid;
begin
  for v_player in select id from public.players where slug is null order by created_at, id loop
    update public.players set slug = roomtone.slug_of(name, id) where id = v_player;
  end loop;
end
$$;
update public.players
set status = case when status in ('online', 'offline', 'playing', 'idle') then status else 'offline' end,
  created_at = coalesce(created_at, roomtone.now());

-- The original constraint goes by its name: a player outlives the profile of its manager.
alter table public.players drop constraint if exists players_manager_id_fkey;
alter table public.players
  add constraint players_manager_id_fkey foreign key (manager_id) references public.profiles (id) on delete set null,
  alter column slug set not null,
  alter column status set not null,
  alter column created_at set default roomtone.now(),
  alter column created_at set not null,
  add constraint players_slug_key unique (slug),
  add constraint players_slug_form check (
    slug ~ '^[a-z0-9-]{3,40}$' and slug !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
  add constraint players_token_hashed check (token ~ '^sha256:[0-9a-f]{64}$'),
  add constraint players_status_known check (status in ('online', 'offline', 'playing', 'idle')),
  add constraint players_volume_range check (volume_db between -60 and 12),
  add constraint players_crossfade_range check (crossfade_seconds between 0 and 30),
  add constraint players_soundscape_range check (soundscape_seconds between 10 and 3600),
  add constraint players_opening_hours_shape check (jsonb_typeof(opening_hours) = 'object'),
  add constraint players_checkins_range check (checkins_per_hour between 1 and 100000),
  add constraint players_presence_known check (presence in ('open', 'code'));
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

-- Libraries: a song stands once in each.
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
comment on column public.player_library.id is 'Names the row.';
comment on column public.player_library.player_id is 'The player.';
comment on column public.player_library.song_id is 'A song that it may play.';
create index player_library_song_id_idx on public.player_library (song_id);

-- Queues: a song stands once in each, and each position has one entry. A queue is planned anew all the time, so that what cannot stay
-- in one is rejected; the order of the others is kept.
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
  add column wanted extensions.vector(5),
  add column wanted_unweighted extensions.vector(5),
  add column song_vector extensions.vector(5),
  add column reputation double precision,
  add column heard_before boolean,
  add constraint player_queue_position_positive check (position >= 1),
  add constraint player_queue_reason_known check (reason in ('collective', 'house', 'rotation')),
  add constraint player_queue_player_position_key unique (player_id, position) deferrable initially immediate,
  add constraint player_queue_player_song_key unique (player_id, song_id);
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

-- Sessions: each is at one player or at none, ends within 12 hours, and is its listener's only active one. A status that the original
-- schema does not name becomes inactive.
alter table public.sessions
  add column player_id uuid references public.players (id) on delete cascade,
  add column ended_at timestamptz,
  add column end_reason text,
  add column renewed_at timestamptz,
  add column stay_id uuid,
  add column stay_since timestamptz,
  add column stay_confirmed_at timestamptz;
with rejected as (
  delete from public.sessions where user_id is null returning *
)
insert into roomtone.rejected_rows (table_name, content, reason)
select 'sessions', to_jsonb(rejected), 'no listener' from rejected;
update public.sessions set checked_in_at = roomtone.now() where checked_in_at is null;
update public.sessions
set expires_at = greatest(checked_in_at, least(checked_in_at + interval '12 hours', coalesce(expires_at, checked_in_at + interval '60 minutes'))),
  status = case when status = 'active' then status else 'inactive' end, stay_id = id, stay_since = checked_in_at,
  end_reason = case when status = 'inactive' then 'unknown' when status is distinct from 'active' then 'taken-over' end;
update public.sessions s set status = 'inactive', end_reason = 'taken-over'
where s.status = 'active' and exists (
  select from public.sessions newer
  where newer.user_id = s.user_id and newer.status = 'active' and (newer.checked_in_at, newer.id) > (s.checked_in_at, s.id));
update public.sessions set ended_at = greatest(checked_in_at, least(expires_at, roomtone.now())) where status = 'inactive';
alter table public.sessions
  alter column user_id set not null,
  alter column checked_in_at set default roomtone.now(),
  alter column checked_in_at set not null,
  alter column expires_at set not null,
  alter column status set not null,
  alter column stay_id set not null,
  alter column stay_since set not null,
  add constraint sessions_status_known check (status in ('active', 'inactive')),
  add constraint sessions_length check (expires_at >= checked_in_at),
  add constraint sessions_end_reason_known check (end_reason in ('checked-out', 'moved', 'expired', 'unknown', 'taken-over')),
  add constraint sessions_end_stated check ((status = 'inactive') = (ended_at is not null) and (status = 'inactive') = (end_reason is not null));
comment on column public.sessions.id is 'Names the session.';
comment on column public.sessions.user_id is 'Who.';
comment on column public.sessions.checked_in_at is 'Since when.';
comment on column public.sessions.expires_at is 'Until when: an hour after check-in or the last renewal, at most max_session_length of roomtone.rules() after checked_in_at.';
comment on column public.sessions.status is 'active or inactive. An active session counts only until expires_at.';
comment on column public.sessions.player_id is 'Where; null: nowhere in particular, heard in rooms that nobody else has checked into.';
comment on column public.sessions.ended_at is 'When it ended, at the latest at expires_at; null while it is active.';
comment on column public.sessions.end_reason is 'Why it ended: checked-out, moved (its listener checked in again), expired, unknown (somebody wrote inactive without a reason), taken-over (ended as the original tables were taken over); null while it is active.';
comment on column public.sessions.renewed_at is 'When expires_at was last moved later; null: never.';
comment on column public.sessions.stay_id is 'The first session of the stay: sessions at one player of which each began while the one before was active. Set by triggers.';
comment on column public.sessions.stay_since is 'When the stay began: checked_in_at of its first session.';
comment on column public.sessions.stay_confirmed_at is 'When the stay was confirmed: by the first vote or renewal dwell_seconds of roomtone.installation or more after stay_since. From then on its votes count in the reputations. Null: not yet. The same in all sessions of a stay.';
create unique index sessions_one_active_key on public.sessions (user_id) where status = 'active';
create index sessions_player_id_idx on public.sessions (player_id, checked_in_at);
create index sessions_active_player_idx on public.sessions (player_id) where status = 'active';
create index sessions_active_expiry_idx on public.sessions (expires_at) where status = 'active';
-- Sessions without a player are looked up together.
create index sessions_anywhere_idx on public.sessions (expires_at) where status = 'active' and player_id is null;
create index sessions_checked_in_idx on public.sessions (user_id, checked_in_at desc);

-- Votes carry what they did to the taste, so that it can be replayed. Values outside 1..5 and votes of nobody or on nothing are rejected.
with rejected as (
  delete from public.votes where vote_value not between 1 and 5 or user_id is null or song_id is null returning *
)
insert into roomtone.rejected_votes (id, user_id, song_id, vote_value, vote_time, reason)
select id, user_id, song_id, vote_value, vote_time,
  case when vote_value not between 1 and 5 then 'outside 1..5' else 'no listener or no song' end
from rejected;
update public.votes set vote_time = roomtone.now() where vote_time is null;
alter table public.votes
  alter column user_id set not null,
  alter column song_id set not null,
  alter column vote_time set default roomtone.now(),
  alter column vote_time set not null,
  add column player_id uuid references public.players (id) on delete set null,
  add column session_id uuid references public.sessions (id) on delete set null,
  add column applied_seq bigint,
  add column weight double precision,
  add column embedding extensions.vector(5),
  add column held boolean not null default false,
  add column excluded boolean not null default false,
  add constraint votes_value_range check (vote_value between 1 and 5),
  add constraint votes_weight_range check (weight > 0 and weight <= 1);

-- A taste that is known already contains its listener's old votes: they take places before the survey answer that stands for it. The
-- other old votes wait to be applied.
update public.votes v set applied_seq = numbered.place - numbered.total
from (
  select v.id, row_number() over (order by v.vote_time, v.id) as place, count(*) over () as total
  from public.votes v join public.profiles p on p.id = v.user_id
  where p.survey_seq is not null
) numbered
where numbered.id = v.id;
comment on column public.votes.id is 'Names the vote.';
comment on column public.votes.user_id is 'Who voted.';
comment on column public.votes.song_id is 'On what.';
comment on column public.votes.vote_value is '1 (much less of it) to 5 (much more of it); 3 moves nothing.';
comment on column public.votes.vote_time is 'When it was cast, by the clock of the database; a change keeps it.';
comment on column public.votes.player_id is 'Where it was cast: the player at which its listener had an active session; null: nowhere.';
comment on column public.votes.session_id is 'The session it was cast in.';
comment on column public.votes.applied_seq is 'Its place in the order in which tastes were moved; null until the brain has applied it.';
comment on column public.votes.weight is 'k, its weight in the room''s reputations, in (0, 1]: min(1, 4/j) for a listener''s j-th vote at this player in 12 hours. Kept on change; null until applied, or cast nowhere.';
comment on column public.votes.embedding is 'The song''s embedding when it was applied; null: it had none, and the vote moved nothing.';
comment on column public.votes.held is 'Whether it is held back from the reputations, because its stay (sessions.stay_id) is not confirmed. False while it waits to be applied, and for old votes, which count at no player.';
comment on column public.votes.excluded is 'Whether a row of roomtone.vote_exclusions covers it. Set by a trigger and by those who change exclusions.';
-- Unique: one place for one vote. A vote that waits is found by votes_unapplied_idx.
create unique index votes_applied_seq_key on public.votes (applied_seq) where applied_seq is not null;
create index votes_user_id_idx on public.votes (user_id, vote_time desc);
create index votes_user_song_idx on public.votes (user_id, song_id, vote_time desc);
create index votes_song_id_idx on public.votes (song_id);
create index votes_player_id_idx on public.votes (player_id, user_id, vote_time);
create index votes_session_id_idx on public.votes (session_id);
create index votes_unapplied_idx on public.votes (user_id, vote_time, id) where applied_seq is null;
-- The leaderboard counts the votes of a month by who cast them, from an index that holds no more than that.
create index votes_vote_time_idx on public.votes (vote_time) include (user_id);

-- Plays: the device's own id, how the play ended, why the song was picked, and whether the ledgers contain it.
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
  add column wanted extensions.vector(5),
  add column wanted_unweighted extensions.vector(5),
  add column song_vector extensions.vector(5),
  add column reputation double precision,
  add column heard_before boolean,
  add column picked_at timestamptz,
  add constraint songs_playing_outcome_known check (outcome in ('finished', 'skipped', 'failed', 'interrupted')),
  add constraint songs_playing_reason_known check (reason in ('collective', 'house', 'rotation'));
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

update roomtone.schema_version set version = 20261130090100;
