-- What rooms want: many tastes become one vector.
set local lock_timeout = '4s';

create function roomtone.unit_vector(p double precision[], p_noise double precision) returns extensions.vector
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_norm constant double precision := sqrt(p[1] * p[1] + p[2] * p[2] + p[3] * p[3] + p[4] * p[4] + p[5] * p[5]);
begin
  if v_norm > p_noise then
    return array[p[1] / v_norm, p[2] / v_norm, p[3] / v_norm, p[4] / v_norm, p[5] / v_norm]::extensions.vector;
  end if;
  return null;
end
$$;
comment on function roomtone.unit_vector(double precision[], double precision) is 'Five numbers at unit length; null when one is null, or when they are no longer than the noise of what they were reckoned from.';
create function roomtone.house_voices(p_players uuid[], p_now timestamptz) returns table (player_id uuid, house extensions.vector)
language plpgsql stable rows 20 set search_path = ''
as $$
begin
  return query
    with voted as materialized (
      select r.player_id, v.*
      from unnest(p_players) as r (player_id)
      cross join lateral (
        select count(e.s) as measured, sum(e.k) filter (where e.s is not null) as k, sum(e.kw) filter (where e.s is not null) as kw,
          sum(e.kw) / (sum(e.k) + (roomtone.rules()).prior_votes) as mean_vote,
          sum(e.k * e.s[1]) as k1, sum(e.k * e.s[2]) as k2, sum(e.k * e.s[3]) as k3, sum(e.k * e.s[4]) as k4, sum(e.k * e.s[5]) as k5,
          sum(e.kw * e.s[1]) as w1, sum(e.kw * e.s[2]) as w2, sum(e.kw * e.s[3]) as w3, sum(e.kw * e.s[4]) as w4, sum(e.kw * e.s[5]) as w5
        from (
          -- Measured once: offset keeps the sums from asking for it again.
          select t.sum_k as k, t.sum_kw as kw, t.direction::real[] as s
          from roomtone.song_reputations t where t.player_id = r.player_id offset 0
        ) e
      ) v
      where v.measured > 0
    ),
    suspended as materialized (
      select b.player_id, count(*) as songs, sum(round((roomtone.rules()).sum_scale * b.u[1])) as sum_1, sum(round((roomtone.rules()).sum_scale * b.u[2])) as sum_2,
        sum(round((roomtone.rules()).sum_scale * b.u[3])) as sum_3, sum(round((roomtone.rules()).sum_scale * b.u[4])) as sum_4, sum(round((roomtone.rules()).sum_scale * b.u[5])) as sum_5
      from (
        select x.player_id, extensions.l2_normalize(x.embedding)::real[]::double precision[] as u
        from roomtone.suspended_songs(p_players, p_now) x where x.embedding is not null
      ) b
      group by b.player_id
    ),
    compared as (
      select v.*, v.kw - v.mean_vote * v.k as lift, (roomtone.rules()).sum_scale * greatest(p.measured - coalesce(b.songs, 0), 1)::double precision as songs,
        p.sum_1 - coalesce(b.sum_1, 0) as m1, p.sum_2 - coalesce(b.sum_2, 0) as m2, p.sum_3 - coalesce(b.sum_3, 0) as m3,
        p.sum_4 - coalesce(b.sum_4, 0) as m4, p.sum_5 - coalesce(b.sum_5, 0) as m5
      from voted v
      left join roomtone.playable_sums l on l.player_id = v.player_id
      join roomtone.playable_sums p on p.player_id = coalesce(l.player_id, roomtone.catalogue())
      left join suspended b on b.player_id = v.player_id
    )
    select c.player_id, roomtone.unit_vector(array[
        c.w1 - c.mean_vote * c.k1 - c.lift * c.m1 / c.songs, c.w2 - c.mean_vote * c.k2 - c.lift * c.m2 / c.songs,
        c.w3 - c.mean_vote * c.k3 - c.lift * c.m3 / c.songs, c.w4 - c.mean_vote * c.k4 - c.lift * c.m4 / c.songs,
        c.w5 - c.mean_vote * c.k5 - c.lift * c.m5 / c.songs], (roomtone.rules()).zero_length * c.k)
    from compared c;
end
$$;
comment on function roomtone.house_voices(uuid[], timestamptz) is 'h = unit(sum of k(w - mean w)(s - mean s)) over the votes cast at each player, from the running sums; mean s is the mean direction of its playable songs, from roomtone.playable_sums less what is suspended. No row for a player without votes on songs that have an embedding; null where they say nothing: what is shorter than 1e-6 of the votes'' weight is what is left of sums that cancel out, and of directions in single precision.';
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

create function roomtone.disclosed_reasons(p_player_id uuid) returns table (entry_id uuid, reason text)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_minimum constant int := (select i.disclosure_minimum from roomtone.installation i);
begin
  if not exists (select from roomtone.disclosable_rooms(array[p_player_id])) then
    return;
  end if;
  return query
    select picked.id, picked.reason
    from (
      select q.id, q.reason, q.listeners, q.wanted from public.player_queue q where q.player_id = p_player_id
      union all
      (select n.queue_id, n.reason, n.listeners, n.wanted from public.songs_playing n
       where n.player_id = p_player_id order by n.played_at desc, n.id limit 1)
    ) picked
    where picked.id is not null and case picked.reason
      when 'collective' then picked.listeners >= v_minimum
      when 'house' then v_minimum <= (
        select count(*)
        from (
          select distinct v.user_id from public.votes v
          where v.player_id = p_player_id and v.vote_value > 3 and v.weight is not null and not v.held and not v.excluded
            and v.embedding operator(extensions.<=>) picked.wanted < 1
          limit v_minimum
        ) likers)
      else false end;
end
$$;
comment on function roomtone.disclosed_reasons(uuid) is 'The reasons that speak of people, collective and house, as far as they may be disclosed at this moment: of the entries of a room''s queue and of its newest play. None while roomtone.disclosable_rooms does not name the room; collective only where as many known tastes as disclosure_minimum says picked the entry; house only where as many people have liked such sounds here. Everything else is told as rotation, house too: otherwise the change from house to rotation would tell that somebody has come.';

create function roomtone.disclosed_play_reasons(p_player_id uuid, p_plays uuid[]) returns table (play_id uuid, reason text)
language sql stable security definer set search_path = ''
as $$
  select played.id,
    case
      when played.reason = 'collective' and played.listeners >= (select i.disclosure_minimum from roomtone.installation i)
        and (played.id <> newest.id or exists (select from roomtone.disclosable_rooms(array[p_player_id])))
      then 'collective' else 'rotation' end
  from public.songs_playing played
  cross join (
    select n.id from public.songs_playing n where n.player_id = p_player_id order by n.played_at desc, n.id limit 1
  ) newest
  where played.player_id = p_player_id and played.id = any (p_plays) and played.reason is not null
$$;
comment on function roomtone.disclosed_play_reasons(uuid, uuid[]) is 'The reasons of these plays of a room as far as they may be disclosed; none for a play that was not from the queue. collective only where as many known tastes as disclosure_minimum says picked the entry; for the newest play as many such listeners have to be there at this moment, too, as roomtone.disclosed_reasons demands. Everything else is told as rotation, house too: it was picked while nobody of known taste was there.';

update roomtone.schema_version set version = 20261130090800;
