create table public.sessions (
  id uuid default gen_random_uuid() primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  checked_in_at timestamptz not null default roomtone.now(),
  expires_at timestamptz not null,
  status text not null default 'active',
  player_id uuid references public.players (id) on delete cascade,
  ended_at timestamptz,
  end_reason text,
  renewed_at timestamptz,
  stay_id uuid not null,
  stay_since timestamptz not null,
  stay_confirmed_at timestamptz,
  constraint sessions_status_known check (status in ('active', 'inactive')),
  -- The trigger complete_session limits the length.
  constraint sessions_length check (expires_at >= checked_in_at),
  constraint sessions_end_reason_known check (end_reason in ('checked-out', 'moved', 'expired', 'unknown', 'taken-over')),
  constraint sessions_end_stated check ((status = 'inactive') = (ended_at is not null) and (status = 'inactive') = (end_reason is not null))
);
comment on table public.sessions is 'Who listens where, and until when.';
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

create trigger record_room_change after insert or delete on public.sessions
for each row execute function roomtone.record_room_change();
-- A renewal changes nothing in the room.
create trigger record_presence_change after update of status, player_id, expires_at on public.sessions
for each row when (
  old.status <> new.status or old.player_id is distinct from new.player_id
  or (old.expires_at > roomtone.now()) <> (new.expires_at > roomtone.now()))
execute function roomtone.record_room_change();
create trigger begin_session_from_browser before insert on public.sessions
for each row when (current_user in ('anon', 'authenticated')) execute function roomtone.begin_session('browser');
create trigger begin_session before insert on public.sessions
for each row when (current_user not in ('anon', 'authenticated')) execute function roomtone.begin_session('service');
create trigger complete_session before insert or update on public.sessions
for each row execute function roomtone.complete_session();
create trigger delete_ledger after update of status on public.sessions
for each row when (old.status = 'active' and new.status <> 'active') execute function roomtone.delete_ledger();

alter table public.sessions enable row level security;
grant select on public.sessions to authenticated;
grant insert (user_id, player_id, expires_at) on public.sessions to authenticated;
grant select, delete, insert (id, user_id, player_id, checked_in_at, expires_at, status), update (expires_at, status, ended_at, end_reason)
on public.sessions to brain_service;
create policy "One's own sessions" on public.sessions for select to authenticated using ((select auth.uid()) = user_id);
create policy "User sessions" on public.sessions for insert to authenticated with check ((select auth.uid()) = user_id);
create policy "Brain keeps sessions" on public.sessions for all to brain_service using (true) with check (true);
