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
