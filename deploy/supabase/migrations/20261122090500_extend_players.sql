-- A device keeps its token to itself: the table holds only the hash. A public slug names the room in links and codes.

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
  add column archived_at timestamptz;

-- The original constraints go by their names; all that refer to what may vanish let go of it.
alter table public.players drop constraint if exists players_manager_id_fkey;
alter table public.players
  add constraint players_manager_id_fkey foreign key (manager_id) references public.profiles (id) on delete set null;
create index players_manager_id_idx on public.players (manager_id);
create index players_current_song_id_idx on public.players (current_song_id);
create index players_offline_at_idx on public.players (offline_at) where status <> 'offline';

create function roomtone.hash_token(p_token text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$ select 'sha256:' || encode(sha256(convert_to(p_token, 'UTF8')), 'hex') $$;
comment on function roomtone.hash_token(text) is 'A device token as it is stored: sha256:<64 hex digits> of its UTF-8 bytes.';
revoke execute on function roomtone.hash_token(text) from public;

create function roomtone.slug_of(p_name text, p_id uuid) returns text
language plpgsql stable
set search_path = ''
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
revoke execute on function roomtone.slug_of(text, uuid) from public;

create function roomtone.mend_player() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if new.token !~ '^sha256:[0-9a-f]{64}$' then
    new.token := roomtone.hash_token(new.token);
  end if;
  if new.slug is null then
    -- Two players of one name made at once must not meet on one slug.
    perform pg_advisory_xact_lock(hashtext('roomtone.players.slug'));
    new.slug := roomtone.slug_of(new.name, new.id);
  end if;
  return new;
end
$$;
comment on function roomtone.mend_player() is 'Trigger: hashes a token written in plain text, and derives the slug from the name when there is none.';
revoke execute on function roomtone.mend_player() from public;

create trigger mend_player before insert or update of token, slug on public.players
for each row execute function roomtone.mend_player();

update public.players set token = token where token !~ '^sha256:[0-9a-f]{64}$';
-- One row at a time, so that each sees the slugs given before it.
do $$
declare
  v_player uuid;
begin
  for v_player in select id from public.players where slug is null order by created_at, id loop
    update public.players set slug = null where id = v_player;
  end loop;
end
$$;
update public.players set status = 'offline' where status is null or status not in ('online', 'offline', 'playing', 'idle');
update public.players set created_at = roomtone.now() where created_at is null;

alter table public.players
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
  add constraint players_opening_hours_shape check (jsonb_typeof(opening_hours) = 'object');

comment on column public.players.id is 'Names the player in calls and codes; no secret.';
comment on column public.players.name is 'What staff and listeners read.';
comment on column public.players.slug is 'Names the room in links and codes: ^[a-z0-9-]{3,40}$, unique, never shaped like a UUID.';
comment on column public.players.token is 'sha256:<hex> of the device''s token; a plain value is hashed as it is written.';
comment on column public.players.status is 'online: polls, has reported nothing since it came; playing; idle: has reported, nothing runs; offline: past offline_at.';
comment on column public.players.current_song_id is 'What plays; null when nothing does.';
comment on column public.players.last_poll is 'The device''s last sign of life.';
comment on column public.players.offline_at is 'When the device counts as gone unless it polls again.';
comment on column public.players.manager_id is 'The member of staff who looks after it.';
comment on column public.players.timezone is 'IANA name, for opening_hours.';
comment on column public.players.volume_db is 'Gain on top of every song''s own, -60..12.';
comment on column public.players.opening_hours is 'Null: always open. Else a list of [from, to] in local time for each of mon..sun, such as {"mon": [["08:00", "20:00"]]}.';
comment on column public.players.paused is 'Staff have paused it.';
comment on column public.players.crossfade_seconds is 'Overlap of one song with the next, 0..30; never more than a third of a song.';
comment on column public.players.soundscape_seconds is 'How long a soundscape plays, 10..3600.';
comment on column public.players.skip_play_id is 'The play that staff want ended, until it has ended.';
comment on column public.players.created_at is 'When it was set up.';
comment on column public.players.archived_at is 'Since when it is out of use: its token opens nothing; null: in use.';

update roomtone.schema_version set version = 20261122090500;
