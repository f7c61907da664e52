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
grant execute on function roomtone.room_admits_at(uuid, uuid, timestamptz) to brain_service;
