-- A browser may insert its own sessions and votes through the Data API. It says who and what for; the database decides when, where and
-- how often. Ending the older session, and what a session states of its times and its end, hold for every writer.
set local lock_timeout = '4s';

create function roomtone.room_admits_at(p_player uuid, p_listener uuid, p_now timestamptz) returns timestamptz
language plpgsql security definer set search_path = ''
as $$
declare
  v_reached_by timestamptz;
begin
  if exists (select from public.players where id = p_player and presence = 'code') then
    return null;
  end if;
  -- One check-in to a room at a time, so that two together do not pass the limit.
  perform pg_advisory_xact_lock(hashtextextended('roomtone.sessions ' || p_player, 0));
  select present.newest into v_reached_by
  from (
    select max(s.checked_in_at) as newest from public.sessions s
    where s.player_id = p_player and s.checked_in_at > p_now - (roomtone.rules()).room_window and s.user_id <> p_listener
    group by s.user_id
  ) present
  order by present.newest desc offset (select room_listeners_per_10_minutes - 1 from roomtone.installation) limit 1;
  return v_reached_by + (roomtone.rules()).room_window;
end
$$;
comment on function roomtone.room_admits_at(uuid, uuid, timestamptz) is 'When a listener may check in to a room, because so many other listeners did in the last 10 minutes. Null: now, as always in a room with presence codes. A listener counts once, however often they check in. Until the transaction ends no other may ask for the room.';
create function roomtone.begin_session() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_older public.sessions;
  v_limit int;
  v_reached_by timestamptz;
  v_admits_at timestamptz;
begin
  -- One check-in at a time for each listener.
  perform from public.profiles where id = new.user_id for update;
  v_now := roomtone.now();
  if tg_argv[0] = 'browser' then
    select sessions_per_hour into v_limit from roomtone.installation;
    select s.checked_in_at into v_reached_by from public.sessions s
    where s.user_id = new.user_id and s.checked_in_at > v_now - (roomtone.rules()).rate_window
    order by s.checked_in_at desc offset v_limit - 1 limit 1;
    if found then
      raise exception 'too many sessions' using errcode = 'PT429',
        hint = format('At most %s check-ins in %s minutes. You can check in again in %s s.', v_limit, extract(epoch from (roomtone.rules()).rate_window)::int / 60,
          ceil(extract(epoch from v_reached_by + (roomtone.rules()).rate_window - v_now)));
    end if;
    new.status := 'active';
    new.checked_in_at := v_now;
    if new.player_id is not null and not exists (
      select from public.players where id = new.player_id and archived_at is null
    ) then
      raise exception 'unknown player' using errcode = 'foreign_key_violation', hint = 'Read the players again and choose one of them.';
    end if;
    if exists (select from public.players where id = new.player_id and presence = 'code') then
      raise exception 'presence code required' using errcode = 'PT403',
        hint = 'Whoever checks in here gives the code on the screen of the room. Check in with it: POST /api/checkin.';
    end if;
    v_admits_at := roomtone.room_admits_at(new.player_id, new.user_id, v_now);
    if v_admits_at > v_now then
      raise exception 'too many listeners' using errcode = 'PT429',
        hint = format('At most %s listeners may check in to one room in %s minutes. You can check in here in %s s.',
          (select room_listeners_per_10_minutes from roomtone.installation), extract(epoch from (roomtone.rules()).room_window)::int / 60,
          ceil(extract(epoch from v_admits_at - v_now)));
    end if;
    if new.expires_at <= v_now or new.expires_at > v_now + (roomtone.rules()).session_length then
      new.expires_at := null;
    end if;
  end if;
  if new.status is distinct from 'inactive' then
    select * into v_older from public.sessions
    where user_id = new.user_id and status = 'active' and id <> new.id for update;
    -- Checking in again where one is keeps the ledger, so that it cannot be reset; before the older session ends, and its ledger with it.
    if v_older.player_id = new.player_id and v_older.expires_at > v_now then
      new.stay_id := v_older.stay_id;
      new.stay_since := v_older.stay_since;
      new.stay_confirmed_at := v_older.stay_confirmed_at;
      -- The new row is not there yet.
      set constraints roomtone.ledgers_session_id_fkey, roomtone.ledger_bookings_session_id_fkey deferred;
      update roomtone.ledgers set session_id = new.id where session_id = v_older.id;
      update roomtone.ledger_bookings set session_id = new.id where session_id = v_older.id;
    end if;
    update public.sessions set status = 'inactive', end_reason = case when v_older.expires_at > v_now then 'moved' end where id = v_older.id;
  end if;
  return new;
end
$$;
comment on function roomtone.begin_session() is 'Trigger on sessions: a new one ends the older one and takes its ledger and its stay along in the same room; for browsers it also sets the status, the time of the check-in and an end that is not within an hour, and refuses above the limits of the listener and of the room (PT429) with the wait, and in a room with presence codes (PT403).';
create function roomtone.complete_session() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
begin
  new.status := coalesce(new.status, 'active');
  new.checked_in_at := coalesce(new.checked_in_at, v_now);
  new.stay_id := coalesce(new.stay_id, new.id);
  new.stay_since := coalesce(new.stay_since, new.checked_in_at);
  new.expires_at := least(
    coalesce(new.expires_at, new.checked_in_at + (roomtone.rules()).session_length),
    new.checked_in_at + (roomtone.rules()).max_session_length);
  if new.status = 'active' then
    if tg_op = 'UPDATE' then
      if old.status <> 'active' then
        raise exception 'session over' using errcode = 'check_violation', hint = 'A session that has ended stays ended. Insert a new one.';
      end if;
      if new.expires_at > old.expires_at and new.renewed_at is not distinct from old.renewed_at then
        new.renewed_at := v_now;
      end if;
    end if;
    new.ended_at := null;
    new.end_reason := null;
  else
    new.ended_at := greatest(new.checked_in_at, least(coalesce(new.ended_at, v_now), new.expires_at));
    new.end_reason := coalesce(new.end_reason, case when new.ended_at = new.expires_at then 'expired' else 'unknown' end);
  end if;
  return new;
end
$$;
comment on function roomtone.complete_session() is 'Trigger on sessions, for every writer: sets times and status that are missing, limits the length to roomtone.rules(), and states when and why an inactive session ended. Refuses to make an inactive session active again (23514).';
create function roomtone.renewed_until(p_checked_in_at timestamptz, p_expires_at timestamptz, p_now timestamptz, p_player uuid) returns timestamptz
language plpgsql stable parallel safe set search_path = ''
as $$
begin
  if p_checked_in_at is null or p_expires_at <= p_now or p_expires_at >= p_now + (roomtone.rules()).renewal_threshold then
    return null;
  end if;
  if p_now > p_checked_in_at + (roomtone.rules()).presence_renewal_span
    and exists (select from public.players where id = p_player and presence = 'code') then
    return null;
  end if;
  return nullif(
    least(p_now + (roomtone.rules()).session_length, p_checked_in_at + (roomtone.rules()).max_session_length),
    p_expires_at);
end
$$;
comment on function roomtone.renewed_until(timestamptz, timestamptz, timestamptz, uuid) is 'The end that a renewal at p_now without a presence code gives an active session at a player. Null: nothing is to be written, because there is no session (p_checked_in_at is null) or it is over, because more than renewal_threshold of it is left, because it ends max_session_length after check-in already, or because the player asks for a code presence_renewal_span after check-in. p_player is null for a session without a player, and for a renewal with a code that holds.';
create function roomtone.accept_direct_vote() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_session public.sessions;
  v_renewed_until timestamptz;
  v_settings roomtone.installation;
  v_anywhere_by timestamptz;
  v_here_by timestamptz;
begin
  perform from public.profiles where id = new.user_id for update;
  v_now := roomtone.now();
  if exists (select from public.songs where id = new.song_id and archived_at is not null) then
    raise exception 'song archived' using errcode = 'PT410', hint = 'This song is no longer played. Vote for another.';
  end if;
  select * into v_settings from roomtone.installation;
  select * into v_session from public.sessions
  where user_id = new.user_id and status = 'active' and expires_at > v_now;
  v_renewed_until := roomtone.renewed_until(v_session.checked_in_at, v_session.expires_at, v_now, v_session.player_id);
  if v_session.player_id = coalesce(new.player_id, v_session.player_id) then
    new.player_id := v_session.player_id;
    new.session_id := v_session.id;
  else
    new.player_id := null;
    new.session_id := null;
  end if;
  -- The vote that must become an hour old before another may be cast.
  select (array_agg(lately.vote_time order by lately.vote_time desc))[v_settings.votes_per_hour],
    (array_agg(lately.vote_time order by lately.vote_time desc) filter (where lately.player_id = new.player_id))[v_settings.room_votes_per_hour]
  into v_anywhere_by, v_here_by
  from (
    select v.player_id, v.vote_time from public.votes v where v.user_id = new.user_id and v.vote_time > v_now - (roomtone.rules()).rate_window
    union all
    select w.player_id, w.vote_time from roomtone.withdrawn_votes w where w.user_id = new.user_id and w.vote_time > v_now - (roomtone.rules()).rate_window
  ) lately;
  if v_here_by > coalesce(v_anywhere_by, '-infinity') then
    raise exception 'too many votes in this room' using errcode = 'PT429',
      hint = format('At most %s votes in one room in %s minutes. You can vote here again in %s s.', v_settings.room_votes_per_hour, extract(epoch from (roomtone.rules()).rate_window)::int / 60,
        ceil(extract(epoch from v_here_by + (roomtone.rules()).rate_window - v_now)));
  end if;
  if v_anywhere_by is not null then
    raise exception 'too many votes' using errcode = 'PT429',
      hint = format('At most %s votes in %s minutes. You can vote again in %s s.', v_settings.votes_per_hour, extract(epoch from (roomtone.rules()).rate_window)::int / 60,
        ceil(extract(epoch from v_anywhere_by + (roomtone.rules()).rate_window - v_now)));
  end if;
  if v_renewed_until is not null then
    update public.sessions set expires_at = v_renewed_until where id = v_session.id;
  end if;
  if v_session.stay_confirmed_at is null then
    perform roomtone.confirm_stay(v_session.id, v_now);
  end if;
  new.vote_time := v_now;
  new.applied_seq := null;
  new.weight := null;
  new.embedding := null;
  return new;
end
$$;
comment on function roomtone.accept_direct_vote() is 'Trigger on votes inserted by a browser: sets when and where it was cast, renews its listener''s session, which after a while needs a code in a room with presence codes, confirms its stay after the dwell, refuses songs that are archived (PT410), and above the limits (PT429) with the wait. The brain applies it.';
create trigger begin_session_from_browser before insert on public.sessions
for each row when (current_user in ('anon', 'authenticated')) execute function roomtone.begin_session('browser');
create trigger begin_session before insert on public.sessions
for each row when (current_user not in ('anon', 'authenticated')) execute function roomtone.begin_session('service');
create trigger complete_session before insert or update on public.sessions
for each row execute function roomtone.complete_session();
create trigger accept_direct_vote before insert on public.votes
for each row when (current_user in ('anon', 'authenticated')) execute function roomtone.accept_direct_vote();

update roomtone.schema_version set version = 20261130090600;
