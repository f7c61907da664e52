-- A ledger is read as long as its session is active, and then never again: it goes when the session ends. And what is kept for a
-- while is removed by several replicas at a time, each of which passes over what another is at.

create function roomtone.forget_ledger() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from roomtone.ledgers where session_id = new.id;
  return null;
end
$$;
comment on function roomtone.forget_ledger() is 'Trigger on sessions: one that is over has no ledger any more.';
revoke execute on function roomtone.forget_ledger() from public;
create trigger forget_ledger after update of status on public.sessions
for each row when (old.status = 'active' and new.status <> 'active') execute function roomtone.forget_ledger();

create or replace function roomtone.begin_session() returns trigger
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
    select * into v_older from public.sessions
    where user_id = new.user_id and status = 'active' and id <> new.id for update;
    -- Checking in again where one is keeps the ledger, so that it cannot be reset; before the older session ends, and its ledger with it.
    if v_older.player_id = new.player_id and v_older.expires_at > v_now then
      -- The new row is not there yet.
      set constraints roomtone.ledgers_session_id_fkey, roomtone.ledger_bookings_session_id_fkey deferred;
      update roomtone.ledgers set session_id = new.id where session_id = v_older.id;
      update roomtone.ledger_bookings set session_id = new.id where session_id = v_older.id;
    end if;
    update public.sessions set status = 'ended', ended_at = v_now where id = v_older.id;
  end if;
  return new;
end
$$;

delete from roomtone.ledgers l using public.sessions s where s.id = l.session_id and s.status <> 'active';
comment on table roomtone.ledgers is 'd of each listener in a room: how much better than the room''s mean they were served lately. No row: 0. It goes when the session ends.';
comment on table roomtone.ledger_bookings is $$Which play served whom how well; kept for 24 hours. The ledgers follow from it:
insert into roomtone.ledgers (session_id, player_id, balance)
select b.session_id, p.player_id, sum(0.1 * (b.cosine - b.mean) * 0.9 ^ b.later)
from (
  select play_id, session_id, cosine, mean, row_number() over (partition by session_id order by booking_seq desc) - 1 as later
  from roomtone.ledger_bookings
) b join public.songs_playing p on p.id = b.play_id join public.sessions s on s.id = b.session_id and s.status = 'active'
group by b.session_id, p.player_id
on conflict (session_id) do update set balance = excluded.balance$$;

-- To lock a row before it is removed takes the right to update some column of it.
grant update (booked_at) on roomtone.ledger_bookings to brain_service;
grant update (vote_time) on roomtone.withdrawn_votes to brain_service;
grant update (changed_at) on roomtone.vote_changes to brain_service;

update roomtone.schema_version set version = 20261129202100;
