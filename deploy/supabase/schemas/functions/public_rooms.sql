create function roomtone.public_rooms(p_players uuid[], p_fewest int) returns setof uuid
language plpgsql stable set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
begin
  return query
    -- Those who are nowhere in particular are heard together in rooms that nobody has checked into; only then are they counted, once for all.
    with anywhere as materialized (
      select count(*) as listeners
      from (
        select from public.sessions s join public.profiles p on p.id = s.user_id
        where s.player_id is null and s.status = 'active' and s.expires_at > v_now and p.preference_vector is not null
        limit p_fewest
      ) known
    )
    select c.player_id
    from roomtone.collectives c
    where c.player_id = any (p_players) and c.vector is not null and c.listeners >= p_fewest
      and p_fewest <= case
        when exists (
          select from public.sessions s where s.player_id = c.player_id and s.status = 'active' and s.expires_at > v_now)
        then (
          select count(*)
          from (
            select from public.sessions s join public.profiles p on p.id = s.user_id
            where s.player_id = c.player_id and s.status = 'active' and s.expires_at > v_now and p.preference_vector is not null
            limit p_fewest
          ) known)
        else (select a.listeners from anywhere a) end;
end
$$;
comment on function roomtone.public_rooms(uuid[], int) is 'Those of the players whose collective may be spoken of: it was made of p_fewest known tastes or more, and as many are heard there at this moment, whether or not the queue was filled since somebody left.';
grant execute on function roomtone.public_rooms(uuid[], int) to brain_service;
