create function roomtone.collective_tastes(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, vector extensions.vector, unweighted extensions.vector, listeners int, house extensions.vector)
language plpgsql stable rows 20 set search_path = ''
as $$
declare
  v_settings roomtone.installation;
begin
  select * into v_settings from roomtone.installation;
  return query
    with own as materialized (
      select r.player_id, present.*,
        present.sessions = 0 and exists (select from public.players pl where pl.id = r.player_id and pl.presence = 'open') as is_shared
      from unnest(p_players) as r (player_id)
      cross join lateral (
        select count(*) as sessions, count(e.u)::int as listeners,
          array[sum(e.g * e.u[1]), sum(e.g * e.u[2]), sum(e.g * e.u[3]), sum(e.g * e.u[4]), sum(e.g * e.u[5])] as tastes,
          array[sum(e.u[1]), sum(e.u[2]), sum(e.u[3]), sum(e.u[4]), sum(e.u[5])] as unweighted_tastes
        from (
          select extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u,
            least(greatest(exp(-v_settings.catch_up * coalesce(l.balance, 0)), (roomtone.rules()).min_listener_weight), (roomtone.rules()).max_listener_weight) as g
          from public.sessions s
          join public.profiles p on p.id = s.user_id
          left join lateral (
            select k.balance from roomtone.ledgers k where k.session_id = s.id and k.player_id = s.player_id offset 0
          ) l on true
          where s.player_id = r.player_id and s.status = 'active' and s.expires_at > p_now offset 0
        ) e
      ) present
    ),
    -- Sessions without a player share one sum, which counts in rooms without presence codes that nobody has checked into; it is computed
    -- only for these.
    anywhere as materialized (
      select count(e.u)::int as listeners, array[sum(e.u[1]), sum(e.u[2]), sum(e.u[3]), sum(e.u[4]), sum(e.u[5])] as tastes
      from (
        select extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u
        from public.sessions s join public.profiles p on p.id = s.user_id
        where exists (select from own where own.is_shared) and s.status = 'active' and s.expires_at > p_now and s.player_id is null offset 0
      ) e
    ),
    voices as (
      select o.player_id,
        case when o.is_shared then a.listeners else o.listeners end as listeners,
        case when o.is_shared then a.tastes else o.tastes end as tastes,
        case when o.is_shared then a.tastes else o.unweighted_tastes end as unweighted_tastes,
        h.house, h.house::real[]::double precision[] as h
      from own o
      cross join anywhere a
      left join roomtone.house_voices(case when v_settings.house_votes > 0 then p_players else '{}' end, p_now) h
        on h.player_id = o.player_id
    )
    select v.player_id,
      case when v.tastes[1] is not null or v.h is not null then roomtone.unit_vector(array[
        coalesce(v.tastes[1], 0) + coalesce(v.h[1], 0), coalesce(v.tastes[2], 0) + coalesce(v.h[2], 0),
        coalesce(v.tastes[3], 0) + coalesce(v.h[3], 0), coalesce(v.tastes[4], 0) + coalesce(v.h[4], 0),
        coalesce(v.tastes[5], 0) + coalesce(v.h[5], 0)], (roomtone.rules()).zero_length) end,
      case when v.unweighted_tastes[1] is not null or v.h is not null then roomtone.unit_vector(array[
        coalesce(v.unweighted_tastes[1], 0) + coalesce(v.h[1], 0), coalesce(v.unweighted_tastes[2], 0) + coalesce(v.h[2], 0),
        coalesce(v.unweighted_tastes[3], 0) + coalesce(v.h[3], 0), coalesce(v.unweighted_tastes[4], 0) + coalesce(v.h[4], 0),
        coalesce(v.unweighted_tastes[5], 0) + coalesce(v.h[5], 0)], (roomtone.rules()).zero_length) end,
      v.listeners, v.house
    from voices v;
end
$$;
comment on function roomtone.collective_tastes(uuid[], timestamptz) is 'What rooms want: unit(sum of g*u + h), g = e^(-c*d) clipped to 1/3..3, c the setting catch_up. A room without a session of its own and without presence codes takes the tastes of the sessions without a player, g = 1. unweighted: the same with every g = 1. vector null: nobody here and no votes yet. One row per player asked for.';
