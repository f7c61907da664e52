-- A browser may insert its own sessions and votes through the Data API. Who and what for is its word; when, where
-- and how often are the database's. Ending the older session holds for every writer.

create function roomtone.begin_session() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_now timestamptz := roomtone.now();
  v_older public.sessions;
begin
  if tg_argv[0] = 'browser' then
    new.status := 'active';
    new.checked_in_at := v_now;
    new.ended_at := null;
    if new.player_id is not null and not exists (
      select from public.players where id = new.player_id and archived_at is null
    ) then
      raise exception 'unknown player' using errcode = 'foreign_key_violation', hint = 'Read the players again and choose one of them.';
    end if;
    if new.expires_at is null or new.expires_at <= v_now or new.expires_at > v_now + interval '12 hours' then
      new.expires_at := v_now + interval '60 minutes';
    end if;
  end if;
  if new.status = 'active' then
    -- One check-in at a time for each listener.
    perform from public.profiles where id = new.user_id for update;
    update public.sessions set status = 'ended', ended_at = v_now
    where user_id = new.user_id and status = 'active' and id <> new.id
    returning * into v_older;
    -- Checking in again where one is keeps the ledger, so that it cannot be reset.
    if v_older.player_id = new.player_id and v_older.expires_at > v_now then
      -- The new row is not there yet.
      set constraints roomtone.ledgers_session_id_fkey, roomtone.ledger_bookings_session_id_fkey deferred;
      update roomtone.ledgers set session_id = new.id where session_id = v_older.id;
      update roomtone.ledger_bookings set session_id = new.id where session_id = v_older.id;
    end if;
  end if;
  return new;
end
$$;
comment on function roomtone.begin_session() is 'Trigger on sessions: a new one ends the older one and takes its ledger along in the same room; for browsers it also sets times and status.';
revoke execute on function roomtone.begin_session() from public;
create trigger begin_session_from_browser before insert on public.sessions
for each row when (current_user in ('anon', 'authenticated')) execute function roomtone.begin_session('browser');
create trigger begin_session before insert on public.sessions
for each row when (current_user not in ('anon', 'authenticated')) execute function roomtone.begin_session('service');

create function roomtone.take_vote_from_browser() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_now timestamptz := roomtone.now();
  v_session public.sessions;
  v_limit int;
begin
  perform from public.profiles where id = new.user_id for update;
  select votes_per_hour into v_limit from roomtone.installation;
  if (select count(*) from public.votes where user_id = new.user_id and vote_time > v_now - interval '60 minutes') >= v_limit then
    raise exception 'too many votes' using errcode = 'PT429', hint = format('At most %s votes in 60 minutes. Vote again later.', v_limit);
  end if;
  select * into v_session from public.sessions
  where user_id = new.user_id and status = 'active' and expires_at > v_now and player_id is not null;
  if new.player_id is null or new.player_id = v_session.player_id then
    new.player_id := v_session.player_id;
    new.session_id := v_session.id;
  else
    new.player_id := null;
    new.session_id := null;
  end if;
  new.vote_time := v_now;
  new.applied_seq := null;
  new.weight := null;
  new.embedding := null;
  return new;
end
$$;
comment on function roomtone.take_vote_from_browser() is 'Trigger on votes inserted by a browser: sets when and where it was cast, refuses above the limit (PT429). The brain applies it.';
revoke execute on function roomtone.take_vote_from_browser() from public;
create trigger take_vote_from_browser before insert on public.votes
for each row when (current_user in ('anon', 'authenticated')) execute function roomtone.take_vote_from_browser();

update roomtone.schema_version set version = 20261122091100;
