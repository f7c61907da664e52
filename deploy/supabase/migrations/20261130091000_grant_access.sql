-- Who may do what. Everything is revoked first, so that it does not matter what the project had granted.
set local lock_timeout = '4s';

revoke all on all tables in schema public, roomtone from public, anon, authenticated, service_role, brain_service, manager_service;
revoke all on all sequences in schema public, roomtone from public, anon, authenticated, service_role, brain_service, manager_service;
revoke all on all functions in schema public, roomtone from public, anon, authenticated, service_role, brain_service, manager_service;
revoke all on schema roomtone from public, anon, authenticated, service_role;

grant usage on schema public, extensions to anon, authenticated, brain_service, manager_service;
grant usage on schema roomtone to brain_service, manager_service;
-- Defaults of columns call the clock in the name of whoever inserts.
grant execute on function roomtone.now() to public;

-- Browsers: the catalogue in use, the public side of players, and one's own rows.
grant select (id, title, artist, type, duration, bpm, created_at) on public.songs to anon, authenticated;
create policy "Songs in use are public" on public.songs for select to anon, authenticated using (archived_at is null);
grant select (id, name, slug, status, current_song_id, timezone, created_at, presence) on public.players to anon, authenticated;
create policy "Players in use are public" on public.players for select to anon, authenticated using (archived_at is null);
grant select on public.profiles, public.roles, public.sessions to authenticated;
-- Without the embedding, which is a copy of the song's.
grant select (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight) on public.votes to authenticated;
create policy "One's own profile" on public.profiles for select to authenticated using ((select auth.uid()) = id);
create policy "One's own roles" on public.roles for select to authenticated using ((select auth.uid()) = user_id);
grant insert (user_id, player_id, expires_at) on public.sessions to authenticated;
create policy "One's own sessions" on public.sessions for select to authenticated using ((select auth.uid()) = user_id);
create policy "User sessions" on public.sessions for insert to authenticated with check ((select auth.uid()) = user_id);
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
grant select (id, name, slug, status, current_song_id, last_poll, offline_at, timezone, opening_hours, paused, soundscape_seconds, created_at, archived_at,
  checkins_per_hour, presence)
on public.players to brain_service;
create policy "Brain reads players" on public.players for select to brain_service using (true);
grant select on public.player_queue, public.songs_playing, roomtone.collectives, roomtone.ledgers to brain_service;
create policy "Brain reads queues" on public.player_queue for select to brain_service using (true);
create policy "Brain reads plays" on public.songs_playing for select to brain_service using (true);
grant select, delete, insert (id, user_id, player_id, checked_in_at, expires_at, status), update (expires_at, status, ended_at, end_reason)
on public.sessions to brain_service;
grant execute on function roomtone.renewed_until(timestamptz, timestamptz, timestamptz, uuid) to brain_service;
grant execute on function roomtone.room_admits_at(uuid, uuid, timestamptz) to brain_service;
grant execute on function roomtone.presence_code_holds(uuid, text) to brain_service;
create policy "Brain keeps sessions" on public.sessions for all to brain_service using (true) with check (true);
grant select, delete, insert (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight, embedding, held),
  update (vote_value, applied_seq, weight, embedding, held) on public.votes to brain_service;
create policy "Brain keeps votes" on public.votes for all to brain_service using (true) with check (true);
grant select, insert, update, delete on roomtone.vote_requests to brain_service;
create policy "Brain keeps answers" on roomtone.vote_requests for all to brain_service using (true) with check (true);
grant select, delete on roomtone.rejected_votes to brain_service;
create policy "Brain erases rejected votes" on roomtone.rejected_votes for all to brain_service using (true) with check (true);
create policy "Brain reads collectives" on roomtone.collectives for select to brain_service using (true);
create policy "Brain reads ledgers" on roomtone.ledgers for select to brain_service using (true);
-- Locking a row requires the privilege to update one of its columns.
grant select, delete, update (id) on roomtone.room_changes to brain_service;
create policy "Brain takes changes" on roomtone.room_changes for all to brain_service using (true) with check (true);
grant select (queue_id, dropped_at), delete, update (dropped_at) on roomtone.dropped_entries to brain_service;
create policy "Brain deletes old dropped entries" on roomtone.dropped_entries for all to brain_service using (true) with check (true);
grant select, delete, update (booked_at) on roomtone.ledger_bookings to brain_service;
create policy "Brain forgets old bookings" on roomtone.ledger_bookings for all to brain_service using (true) with check (true);
grant select, delete, update (vote_time) on roomtone.withdrawn_votes to brain_service;
create policy "Brain counts and forgets withdrawn votes" on roomtone.withdrawn_votes for all to brain_service using (true) with check (true);
grant select, delete, insert (user_id, changed_at), update (changed_at) on roomtone.vote_changes to brain_service;
create policy "Brain counts and forgets changes" on roomtone.vote_changes for all to brain_service using (true) with check (true);
grant select, delete, insert (user_id, given_at), update (given_at) on roomtone.wrong_codes to brain_service;
create policy "Brain counts and deletes wrong codes" on roomtone.wrong_codes for all to brain_service using (true) with check (true);
grant select, insert, update (period, vector, listeners) on roomtone.disclosed_collectives to brain_service;
create policy "Brain keeps what was disclosed" on roomtone.disclosed_collectives for all to brain_service using (true) with check (true);
grant select, insert, update (period, picked_at, wanted, loved, waited), delete on roomtone.disclosed_entries to brain_service;
create policy "Brain keeps what was disclosed" on roomtone.disclosed_entries for all to brain_service using (true) with check (true);
grant select on roomtone.vote_exclusions to brain_service;
create policy "Brain reads vote exclusions" on roomtone.vote_exclusions for select to brain_service using (true);
grant usage on sequence roomtone.taste_seq to brain_service;
grant execute on function roomtone.confirm_stay(uuid, timestamptz, uuid, int) to brain_service;
grant execute on function roomtone.exclude_votes(uuid, timestamptz, timestamptz, uuid, text) to brain_service;
grant execute on function roomtone.readmit_votes(uuid, uuid, uuid, text) to brain_service;
grant execute on function roomtone.rules() to brain_service, manager_service;
grant execute on function roomtone.play_seconds(text, int, int) to brain_service, manager_service;
grant execute on function roomtone.play_over_at(timestamptz, text, int, int) to brain_service, manager_service;
grant execute on function roomtone.player_plays(uuid) to brain_service, manager_service;
grant execute on function roomtone.player_status(uuid, text) to brain_service, manager_service;
grant execute on function roomtone.queue_fill(uuid[], interval, uuid[]) to brain_service;
grant execute on function roomtone.fill_changed_rooms(uuid[]) to brain_service;
grant execute on function roomtone.disclosable_rooms(uuid[]) to brain_service;
grant execute on function roomtone.playable_songs(uuid, text, int, int) to brain_service;
grant execute on function public.recommend_with_penalty(extensions.vector, int, uuid) to brain_service;

create function roomtone.is_staff(p_user_id uuid, p_player_id uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from public.roles r where r.user_id = p_user_id and r.role = 'admin')
    or exists (
      select from public.roles r join public.players p on p.manager_id = r.user_id
      where r.user_id = p_user_id and r.role = 'manager' and p.id = p_player_id)
$$;
comment on function roomtone.is_staff(uuid, uuid) is 'Whether a user is staff of a player: an admin of every player, a manager of their own. The brain has no other access to roles.';

grant execute on function roomtone.is_staff(uuid, uuid) to brain_service;

create function roomtone.account_exists(p_user_id uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from auth.users u where u.id = p_user_id)
$$;
comment on function roomtone.account_exists(uuid) is 'Whether a user of Supabase Auth exists: tokens are valid for some time after their user was deleted.';

-- The manager: songs, players, libraries and roles; no votes, no sessions, nobody's taste.
grant execute on function roomtone.account_exists(uuid) to manager_service;
grant select (id, email, name, display_name, created_at) on public.profiles to manager_service;
create policy "Manager reads names" on public.profiles for select to manager_service using (true);
grant select, insert (user_id, role), delete on public.roles to manager_service;
create policy "Manager keeps roles" on public.roles for all to manager_service using (true) with check (true);
grant select,
  insert (id, title, artist, file_url, type, embedding, duration, bpm, content_type, size_bytes, sha256, loudness_lufs, peak_dbfs, embedding_source,
    embedding_confidence, suggested_embedding, archived_at, analysis, file_removed_at),
  update (title, artist, file_url, type, embedding, duration, bpm, content_type, size_bytes, sha256, loudness_lufs, peak_dbfs, embedding_source,
    embedding_confidence, suggested_embedding, archived_at, analysis, file_removed_at)
on public.songs to manager_service;
create policy "Manager keeps songs" on public.songs for all to manager_service using (true) with check (true);
grant select,
  insert (id, created_at, name, token, status, last_poll, manager_id, slug, timezone, volume_db, opening_hours, paused, crossfade_seconds, soundscape_seconds, skip_play_id,
    offline_at, archived_at, checkins_per_hour, presence),
  update (name, token, status, last_poll, manager_id, slug, timezone, volume_db, opening_hours, paused, crossfade_seconds, soundscape_seconds, skip_play_id,
    offline_at, archived_at, checkins_per_hour, presence)
on public.players to manager_service;
grant select, update (secret, rotated_at) on roomtone.presence_secrets to manager_service;
create policy "Manager keeps presence secrets" on roomtone.presence_secrets for all to manager_service using (true) with check (true);
create policy "Manager keeps players" on public.players for all to manager_service using (true) with check (true);
grant select, insert (player_id, song_id), delete on public.player_library to manager_service;
create policy "Manager keeps libraries" on public.player_library for all to manager_service using (true) with check (true);
grant select (id, player_id, song_id, position, added_at, picked_at) on public.player_queue to manager_service;
create policy "Manager reads queues" on public.player_queue for select to manager_service using (true);
grant select (id, player_id, song_id, played_at, ended_at, outcome, queue_id) on public.songs_playing to manager_service;
create policy "Manager reads plays" on public.songs_playing for select to manager_service using (true);
grant select, insert, update on roomtone.song_outlines to manager_service;
create policy "Manager keeps outlines" on roomtone.song_outlines for all to manager_service using (true) with check (true);
grant select, insert, update, delete on roomtone.uploads, roomtone.file_claims, roomtone.pairings to manager_service;
create policy "Manager keeps uploads" on roomtone.uploads for all to manager_service using (true) with check (true);
create policy "Manager keeps claims" on roomtone.file_claims for all to manager_service using (true) with check (true);
grant select, insert (actor_id, action, thing, thing_id, before, after, request_id) on roomtone.audit_log to manager_service;
create policy "Manager reads what was changed" on roomtone.audit_log for select to manager_service using (true);
create policy "Manager adds what was changed" on roomtone.audit_log for insert to manager_service with check (true);
create policy "Manager keeps pairings" on roomtone.pairings for all to manager_service using (true) with check (true);
grant execute on function roomtone.folded(text) to manager_service;
grant execute on function roomtone.best_ranked(uuid, int) to manager_service;
grant execute on function roomtone.disclosed_play_reasons(uuid, uuid[]) to manager_service;
grant execute on function roomtone.disclosed_reasons(uuid) to manager_service;
grant execute on function roomtone.playable_counts(uuid[]) to manager_service;
grant execute on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz) to manager_service;
grant execute on function roomtone.end_overdue_plays(int) to manager_service;

-- Both services.
grant select on roomtone.installation, roomtone.schema_version to brain_service, manager_service;
create policy "Services read settings" on roomtone.installation for select to brain_service, manager_service using (true);
create policy "Services read the version" on roomtone.schema_version for select to brain_service, manager_service using (true);

update roomtone.schema_version set version = 20261130091000;
