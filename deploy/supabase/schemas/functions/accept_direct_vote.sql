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
