create function roomtone.disclosable_rooms(p_players uuid[]) returns setof uuid
language plpgsql stable set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
  v_minimum constant int := (select i.disclosure_minimum from roomtone.installation i);
begin
  return query
    -- Sessions without a player count in rooms without presence codes that nobody has checked into. They are counted once for all these rooms.
    with anywhere as materialized (
      select count(*) as listeners
      from (
        select from public.sessions s join public.profiles p on p.id = s.user_id
        where s.player_id is null and s.status = 'active' and s.expires_at > v_now and p.preference_vector is not null
        limit v_minimum
      ) known
    )
    select c.player_id
    from roomtone.collectives c join public.players room on room.id = c.player_id
    where c.player_id = any (p_players) and c.vector is not null and c.listeners >= v_minimum
      and v_minimum <= case
        when room.presence = 'code' or exists (
          select from public.sessions s where s.player_id = c.player_id and s.status = 'active' and s.expires_at > v_now)
        then (
          select count(*)
          from (
            select from public.sessions s join public.profiles p on p.id = s.user_id
            where s.player_id = c.player_id and s.status = 'active' and s.expires_at > v_now and p.preference_vector is not null
            limit v_minimum
          ) known)
        else (select a.listeners from anywhere a) end;
end
$$;
comment on function roomtone.disclosable_rooms(uuid[]) is 'Those of the players whose collective may be disclosed: it was computed from as many known tastes as the setting disclosure_minimum says, or more, and at least as many such listeners are there at this moment.';
grant execute on function roomtone.disclosable_rooms(uuid[]) to brain_service;
