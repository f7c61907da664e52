-- Everything that changes which votes of a room count is one statement, so that a transaction takes the locks of reputations once, in
-- their order, and no two deadlock. For the same reason the lock of the room's votes (6, hash of the player) comes before the votes, and
-- the table before both, as in a transaction that inserts a vote.
create function roomtone.confirm_stay(p_session_id uuid, p_at timestamptz, p_vote_id uuid default null, p_vote_value int default null) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_session public.sessions;
  v_stay uuid[];
begin
  select s.* into v_session
  from public.sessions s cross join roomtone.installation i
  where s.id = p_session_id and s.player_id is not null and s.stay_confirmed_at is null
    and p_at >= s.stay_since + make_interval(secs => i.dwell_seconds) and p_at < coalesce(s.ended_at, s.expires_at);
  if found then
    lock table public.votes in row exclusive mode;
    perform pg_advisory_xact_lock_shared(6, uuid_hash(v_session.player_id));
    with stay as (
      update public.sessions s set stay_confirmed_at = p_at
      where s.user_id = v_session.user_id and s.checked_in_at >= v_session.stay_since and s.stay_id = v_session.stay_id
      returning s.id
    )
    select array_agg(stay.id) into v_stay from stay;
  end if;
  if p_vote_id is not null or v_stay is not null then
    update public.votes v
    set held = v.held and not coalesce(v.session_id = any (v_stay), false),
      vote_value = case when v.id = p_vote_id then p_vote_value else v.vote_value end
    where v.id = p_vote_id or v.held and v.session_id = any (v_stay);
  end if;
  return v_stay is not null;
end
$$;
comment on function roomtone.confirm_stay(uuid, timestamptz, uuid, int) is 'Confirms the stay of a session at p_at, if the dwell is over and the session was active then, and lets the votes of the stay that were held back count. With p_vote_id it changes the value of that vote in the same statement. Returns whether it confirmed the stay: false when that had been done before, too. The caller has locked the listener''s profile.';
grant execute on function roomtone.confirm_stay(uuid, timestamptz, uuid, int) to brain_service;
