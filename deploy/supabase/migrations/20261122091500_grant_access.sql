-- Who may do what. Everything is taken away first, so that it does not matter what the project granted by default.

revoke all on all tables in schema public, roomtone from public, anon, authenticated, service_role, brain_service, manager_service;
revoke all on all sequences in schema public, roomtone from public, anon, authenticated, service_role, brain_service, manager_service;
revoke all on all functions in schema public, roomtone from public, anon, authenticated, service_role, brain_service, manager_service;
revoke all on schema roomtone from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges in schema roomtone revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema roomtone revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema roomtone revoke all on functions from anon, authenticated, service_role;
-- What everybody may call by default can only be taken away for all schemas at once.
alter default privileges revoke execute on functions from public;

drop policy if exists "Public profiles" on public.profiles;
drop policy if exists "Public songs" on public.songs;
drop policy if exists "Public players" on public.players;
drop policy if exists "User votes" on public.votes;
drop policy if exists "User sessions" on public.sessions;

grant usage on schema public to anon, authenticated, brain_service, manager_service;
grant usage on schema extensions to anon, authenticated, brain_service, manager_service;
grant usage on schema roomtone to brain_service, manager_service;
-- Defaults of columns call the clock in the name of whoever inserts.
grant execute on function roomtone.now() to public;

-- Browsers: the catalogue in use, the public side of players, and one's own rows.
grant select (id, title, artist, type, duration, bpm, embedding, created_at) on public.songs to anon, authenticated;
create policy "Songs in use are public" on public.songs for select to anon, authenticated using (archived_at is null);
grant select (id, name, slug, status, current_song_id, timezone, created_at) on public.players to anon, authenticated;
create policy "Players in use are public" on public.players for select to anon, authenticated using (archived_at is null);
grant select on public.profiles to authenticated;
create policy "One's own profile" on public.profiles for select to authenticated using ((select auth.uid()) = id);
grant select on public.roles to authenticated;
create policy "One's own roles" on public.roles for select to authenticated using ((select auth.uid()) = user_id);
grant select on public.sessions to authenticated;
grant insert (user_id, player_id, expires_at) on public.sessions to authenticated;
create policy "One's own sessions" on public.sessions for select to authenticated using ((select auth.uid()) = user_id);
create policy "User sessions" on public.sessions for insert to authenticated with check ((select auth.uid()) = user_id);
grant select on public.votes to authenticated;
grant insert (user_id, song_id, vote_value, player_id) on public.votes to authenticated;
create policy "One's own votes" on public.votes for select to authenticated using ((select auth.uid()) = user_id);
create policy "User votes" on public.votes for insert to authenticated with check ((select auth.uid()) = user_id);

-- The brain: tastes, sessions and votes; of players and songs what listeners see; no tokens, no e-mails, no roles.
grant select (id, name, display_name, preference_vector, survey_vector, survey_at, survey_seq, created_at),
  insert (id, display_name),
  update (name, display_name, preference_vector, survey_vector, survey_at, survey_seq)
on public.profiles to brain_service;
create policy "Brain keeps profiles" on public.profiles for all to brain_service using (true) with check (true);
grant select (id, title, artist, type, duration, bpm, embedding, created_at, archived_at) on public.songs to brain_service;
create policy "Brain reads songs" on public.songs for select to brain_service using (true);
grant select (id, name, slug, status, current_song_id, last_poll, offline_at, timezone, opening_hours, paused, soundscape_seconds, created_at, archived_at)
on public.players to brain_service;
create policy "Brain reads players" on public.players for select to brain_service using (true);
grant select on public.player_queue to brain_service;
create policy "Brain reads queues" on public.player_queue for select to brain_service using (true);
grant select on public.songs_playing to brain_service;
create policy "Brain reads plays" on public.songs_playing for select to brain_service using (true);
grant select, delete, insert (id, user_id, player_id, checked_in_at, expires_at, status), update (expires_at, status, ended_at)
on public.sessions to brain_service;
create policy "Brain keeps sessions" on public.sessions for all to brain_service using (true) with check (true);
grant select, delete, insert, update on public.votes to brain_service;
create policy "Brain keeps votes" on public.votes for all to brain_service using (true) with check (true);
grant select, insert, update, delete on roomtone.vote_requests to brain_service;
create policy "Brain keeps answers" on roomtone.vote_requests for all to brain_service using (true) with check (true);
grant select, delete on roomtone.rejected_votes to brain_service;
create policy "Brain erases set-aside votes" on roomtone.rejected_votes for all to brain_service using (true) with check (true);
grant select on roomtone.collectives to brain_service;
create policy "Brain reads collectives" on roomtone.collectives for select to brain_service using (true);
-- Locking a row asks for the right to update it.
grant select, delete, update (id) on roomtone.room_changes to brain_service;
create policy "Brain takes changes" on roomtone.room_changes for all to brain_service using (true) with check (true);
grant select, delete on roomtone.ledger_bookings to brain_service;
create policy "Brain forgets old bookings" on roomtone.ledger_bookings for all to brain_service using (true) with check (true);
grant usage on sequence roomtone.taste_seq to brain_service;
grant select on roomtone.installation, roomtone.schema_version to brain_service, manager_service;
create policy "Services read settings" on roomtone.installation for select to brain_service, manager_service using (true);
create policy "Services read the version" on roomtone.schema_version for select to brain_service, manager_service using (true);
grant execute on function roomtone.queue_fill(uuid[]) to brain_service;
grant execute on function public.recommend_with_penalty(extensions.vector, int, uuid) to brain_service;

-- The manager: songs, players, libraries and roles; no votes, no sessions, nobody's taste.
grant select (id, email, name, display_name, created_at) on public.profiles to manager_service;
create policy "Manager reads names" on public.profiles for select to manager_service using (true);
grant select, insert, update, delete on public.roles to manager_service;
create policy "Manager keeps roles" on public.roles for all to manager_service using (true) with check (true);
grant select, insert, update on public.songs to manager_service;
create policy "Manager keeps songs" on public.songs for all to manager_service using (true) with check (true);
grant select, insert, update on public.players to manager_service;
create policy "Manager keeps players" on public.players for all to manager_service using (true) with check (true);
grant select, insert, update, delete on public.player_library to manager_service;
create policy "Manager keeps libraries" on public.player_library for all to manager_service using (true) with check (true);
grant select (id, player_id, song_id, position, added_at, reason, picked_at) on public.player_queue to manager_service;
create policy "Manager reads queues" on public.player_queue for select to manager_service using (true);
grant select (id, player_id, song_id, played_at, ended_at, outcome, queue_id, reason) on public.songs_playing to manager_service;
create policy "Manager reads plays" on public.songs_playing for select to manager_service using (true);
grant execute on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text) to manager_service;

create function roomtone.is_staff(p_user_id uuid, p_player_id uuid) returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (select from public.roles r where r.user_id = p_user_id and r.role = 'admin')
    or exists (
      select from public.roles r join public.players p on p.manager_id = r.user_id
      where r.user_id = p_user_id and r.role = 'manager' and p.id = p_player_id)
$$;
comment on function roomtone.is_staff(uuid, uuid) is 'Whether a user may see the inside of a player: an admin any, a manager their own. All that the brain may know of roles.';
revoke execute on function roomtone.is_staff(uuid, uuid) from public;
grant execute on function roomtone.is_staff(uuid, uuid) to brain_service;

create function roomtone.best_ranked(p_player_id uuid, p_limit int) returns table (song_id uuid)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_benched constant uuid[] := roomtone.benched(p_player_id, roomtone.now());
  v_vec constant extensions.vector := (select c.vector from roomtone.collectives c where c.player_id = p_player_id);
begin
  return query
    select s.song_id
    from roomtone.library_songs s
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    where s.player_id = p_player_id and s.song_id <> all (v_benched)
    order by s.embedding operator(extensions.<=>) v_vec nulls last, l.played_at nulls first, s.song_id
    limit greatest(p_limit, 0);
end
$$;
comment on function roomtone.best_ranked(uuid, int) is 'The playable songs nearest to what a room wants, for devices to keep ready; says nothing of how near.';
revoke execute on function roomtone.best_ranked(uuid, int) from public;
grant execute on function roomtone.best_ranked(uuid, int) to manager_service;

update roomtone.schema_version set version = 20261122091500;
