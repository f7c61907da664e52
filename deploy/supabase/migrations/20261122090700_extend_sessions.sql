-- A session is at one player, or at none, ends within 12 hours, and is the only active one of its listener.

alter table public.sessions
  add column player_id uuid references public.players (id) on delete cascade,
  add column ended_at timestamptz;

with rejected as (
  delete from public.sessions where user_id is null returning *
)
insert into roomtone.rejected_rows (table_name, content, reason)
select 'sessions', to_jsonb(rejected), 'no listener' from rejected;
update public.sessions set checked_in_at = roomtone.now() where checked_in_at is null;
update public.sessions set expires_at = checked_in_at + interval '60 minutes' where expires_at is null;
update public.sessions set expires_at = checked_in_at + interval '12 hours' where expires_at > checked_in_at + interval '12 hours';
update public.sessions set expires_at = checked_in_at where expires_at < checked_in_at;
update public.sessions set status = 'ended' where status is null or status not in ('active', 'ended', 'expired');
update public.sessions s set status = 'ended', ended_at = roomtone.now()
where s.status = 'active' and exists (
  select from public.sessions newer
  where newer.user_id = s.user_id and newer.status = 'active' and (newer.checked_in_at, newer.id) > (s.checked_in_at, s.id));

alter table public.sessions
  alter column user_id set not null,
  alter column checked_in_at set default roomtone.now(),
  alter column checked_in_at set not null,
  alter column expires_at set not null,
  alter column status set not null,
  add constraint sessions_status_known check (status in ('active', 'ended', 'expired')),
  add constraint sessions_length check (expires_at between checked_in_at and checked_in_at + interval '12 hours');

create unique index sessions_one_active_key on public.sessions (user_id) where status = 'active';
create index sessions_user_id_idx on public.sessions (user_id);
create index sessions_player_id_idx on public.sessions (player_id);
create index sessions_active_player_idx on public.sessions (player_id) where status = 'active';
create index sessions_active_expiry_idx on public.sessions (expires_at) where status = 'active';

comment on column public.sessions.id is 'Names the session.';
comment on column public.sessions.user_id is 'Who.';
comment on column public.sessions.player_id is 'Where; null: nowhere in particular, heard in rooms that nobody else has checked into.';
comment on column public.sessions.checked_in_at is 'Since when.';
comment on column public.sessions.expires_at is 'Until when, at most 12 hours after checked_in_at.';
comment on column public.sessions.status is 'active, ended (checked out, or checked in elsewhere) or expired. Active counts only until expires_at.';
comment on column public.sessions.ended_at is 'When it ended, if it did before it expired.';

update roomtone.schema_version set version = 20261122090700;
