-- The queues of many rooms in a handful of statements: each gathers for all rooms of the batch what the next one needs. The
-- step between them, which song for which place, is reckoned from arrays and reads nothing.

alter table roomtone.collectives add column evenly extensions.vector(5);
comment on column roomtone.collectives.evenly is 'What vector would be with every listener counted alike (g = 1), unit length; null: as for vector, or the voices cancel out.';

-- Sessions without a player are looked up together.
create index sessions_anywhere_idx on public.sessions (expires_at) where status = 'active' and player_id is null;

create function roomtone.benched_songs(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, song_id uuid, embedding extensions.vector)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    select failing.player_id, s.id, s.embedding
    from (
      select distinct f.player_id, f.song_id from public.songs_playing f
      where f.player_id = any (p_players) and f.outcome = 'failed' and f.song_id is not null and f.played_at > p_now - interval '24 hours'
    ) failing
    cross join lateral (
      select count(*) filter (where last_three.outcome = 'failed') as failures
      from (
        select p.outcome from public.songs_playing p
        where p.player_id = failing.player_id and p.song_id = failing.song_id
        order by p.played_at desc, p.id limit 3
      ) last_three
    ) counted
    join public.songs s on s.id = failing.song_id and s.archived_at is null
    where counted.failures = 3
      and (
        not exists (select from roomtone.playable_sums l where l.player_id = failing.player_id)
        or exists (select from roomtone.library_directions d where d.player_id = failing.player_id and d.song_id = failing.song_id));
end
$$;
comment on function roomtone.benched_songs(uuid[], timestamptz) is 'Songs that players might play but for their last three plays there, which all failed, the last of them less than 24 hours ago. A player''s songs in use less these are what is playable.';

create or replace function roomtone.benched(p_player_id uuid, p_now timestamptz) returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(select b.song_id from roomtone.benched_songs(array[p_player_id], p_now) b);
end
$$;
comment on function roomtone.benched(uuid, timestamptz) is 'The songs of roomtone.benched_songs for one player.';

create or replace function roomtone.house_voices(p_players uuid[], p_now timestamptz) returns table (player_id uuid, house extensions.vector)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    with total as (
      select r.player_id, sum(r.sum_kw) / (sum(r.sum_k) + 5) as mean_vote
      from roomtone.song_reputations r where r.player_id = any (p_players) group by r.player_id
    ),
    lifted as (
      select r.player_id, r.sum_k as k, r.sum_kw - t.mean_vote * r.sum_k as lift, extensions.l2_normalize(s.embedding)::real[] as s
      from total t
      join roomtone.song_reputations r on r.player_id = t.player_id
      join public.songs s on s.id = r.song_id
      where s.embedding is not null
    ),
    voted as (
      select l.player_id, sum(l.k) as k, sum(l.lift) as lift,
        sum(l.lift * l.s[1]) as s1, sum(l.lift * l.s[2]) as s2, sum(l.lift * l.s[3]) as s3, sum(l.lift * l.s[4]) as s4, sum(l.lift * l.s[5]) as s5
      from lifted l group by l.player_id
    ),
    benched as (
      select b.player_id, count(*) as songs, sum(round(1e9 * b.u[1])) as sum_1, sum(round(1e9 * b.u[2])) as sum_2,
        sum(round(1e9 * b.u[3])) as sum_3, sum(round(1e9 * b.u[4])) as sum_4, sum(round(1e9 * b.u[5])) as sum_5
      from (
        select x.player_id, extensions.l2_normalize(x.embedding)::real[]::double precision[] as u
        from roomtone.benched_songs(p_players, p_now) x where x.embedding is not null
      ) b
      group by b.player_id
    ),
    compared as (
      select v.*, 1e9 * greatest(p.measured - coalesce(b.songs, 0), 1)::double precision as songs,
        p.sum_1 - coalesce(b.sum_1, 0) as m1, p.sum_2 - coalesce(b.sum_2, 0) as m2, p.sum_3 - coalesce(b.sum_3, 0) as m3,
        p.sum_4 - coalesce(b.sum_4, 0) as m4, p.sum_5 - coalesce(b.sum_5, 0) as m5
      from voted v
      left join roomtone.playable_sums l on l.player_id = v.player_id
      join roomtone.playable_sums p on p.player_id = coalesce(l.player_id, '00000000-0000-0000-0000-000000000000')
      left join benched b on b.player_id = v.player_id
    )
    select c.player_id, roomtone.unit(array[
        c.s1 - c.lift * c.m1 / c.songs, c.s2 - c.lift * c.m2 / c.songs, c.s3 - c.lift * c.m3 / c.songs,
        c.s4 - c.lift * c.m4 / c.songs, c.s5 - c.lift * c.m5 / c.songs], 1e-6 * c.k)
    from compared c;
end
$$;
comment on function roomtone.house_voices(uuid[], timestamptz) is 'h = unit(sum of k(w - mean w)(s - mean s)) over the votes cast at each player, from the running sums; mean s is the mean direction of its playable songs, from roomtone.playable_sums less what is benched. No row for a player without votes on songs that have an embedding; null where they say nothing: what is shorter than 1e-6 of the votes'' weight is what is left of sums that cancel out, and of directions in single precision.';

create or replace function roomtone.collective_tastes(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, vector extensions.vector, evenly extensions.vector, listeners int, house extensions.vector)
language plpgsql stable
set search_path = ''
as $$
declare
  v_settings roomtone.installation;
begin
  select * into v_settings from roomtone.installation;
  return query
    with present as materialized (
      select s.player_id, extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u,
        least(greatest(exp(-v_settings.catch_up * coalesce(l.balance, 0)), 1 / 3.0::double precision), 3) as g
      from public.sessions s
      join public.profiles p on p.id = s.user_id
      left join roomtone.ledgers l on l.session_id = s.id and l.player_id = s.player_id
      where s.status = 'active' and s.expires_at > p_now and s.player_id = any (p_players)
    ),
    own as materialized (
      select pr.player_id, count(pr.u)::int as listeners,
        array[sum(pr.g * pr.u[1]), sum(pr.g * pr.u[2]), sum(pr.g * pr.u[3]), sum(pr.g * pr.u[4]), sum(pr.g * pr.u[5])] as tastes,
        array[sum(pr.u[1]), sum(pr.u[2]), sum(pr.u[3]), sum(pr.u[4]), sum(pr.u[5])] as even_tastes
      from present pr group by pr.player_id
    ),
    -- Those who are nowhere in particular are heard together in rooms that nobody has checked into; only then are they asked.
    anywhere as materialized (
      select count(u.u)::int as listeners, array[sum(u.u[1]), sum(u.u[2]), sum(u.u[3]), sum(u.u[4]), sum(u.u[5])] as tastes
      from (
        select extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u
        from public.sessions s join public.profiles p on p.id = s.user_id
        where (select count(*) from own) < cardinality(p_players)
          and s.status = 'active' and s.expires_at > p_now and s.player_id is null
      ) u
    ),
    voices as (
      select r.player_id,
        case when o.player_id is null then a.listeners else o.listeners end as listeners,
        case when o.player_id is null then a.tastes else o.tastes end as tastes,
        case when o.player_id is null then a.tastes else o.even_tastes end as even_tastes,
        h.house, h.house::real[]::double precision[] as h
      from unnest(p_players) as r (player_id)
      cross join anywhere a
      left join own o on o.player_id = r.player_id
      left join roomtone.house_voices(case when v_settings.house_votes > 0 then p_players else '{}' end, p_now) h
        on h.player_id = r.player_id
    )
    select v.player_id,
      case when v.tastes[1] is not null or v.h is not null then roomtone.unit(array[
        coalesce(v.tastes[1], 0) + coalesce(v.h[1], 0), coalesce(v.tastes[2], 0) + coalesce(v.h[2], 0),
        coalesce(v.tastes[3], 0) + coalesce(v.h[3], 0), coalesce(v.tastes[4], 0) + coalesce(v.h[4], 0),
        coalesce(v.tastes[5], 0) + coalesce(v.h[5], 0)], 1e-6) end,
      case when v.even_tastes[1] is not null or v.h is not null then roomtone.unit(array[
        coalesce(v.even_tastes[1], 0) + coalesce(v.h[1], 0), coalesce(v.even_tastes[2], 0) + coalesce(v.h[2], 0),
        coalesce(v.even_tastes[3], 0) + coalesce(v.h[3], 0), coalesce(v.even_tastes[4], 0) + coalesce(v.h[4], 0),
        coalesce(v.even_tastes[5], 0) + coalesce(v.h[5], 0)], 1e-6) end,
      v.listeners, v.house
    from voices v;
end
$$;

drop function roomtone.book_play(uuid, timestamptz);
create function roomtone.book_plays(p_players uuid[], p_now timestamptz) returns table (player_id uuid, plays int)
language plpgsql
set search_path = ''
as $$
begin
  return query
    with due as materialized (
      select p.id, p.player_id, p.played_at, s.embedding
      from public.songs_playing p left join public.songs s on s.id = p.song_id
      where p.player_id = any (p_players) and p.advanced_at is not null and p.booked_at is null
    ),
    -- A song without an embedding serves nobody.
    heard as materialized (
      select d.*, row_number() over (partition by d.player_id order by d.played_at desc, d.id desc) - 1 as later
      from due d where d.embedding is not null
    ),
    present as materialized (
      select s.id as session_id, s.player_id, p.preference_vector
      from public.sessions s join public.profiles p on p.id = s.user_id
      where s.player_id in (select h.player_id from heard h) and s.status = 'active' and s.expires_at > p_now
        and p.preference_vector is not null
      -- Who erases a session waits until it is booked, or is waited for and left out.
      for key share of s
    ),
    served as materialized (
      select c.*, avg(c.cosine) over (partition by c.play_id) as mean
      from (
        select h.id as play_id, h.player_id, h.played_at, h.later, p.session_id,
          1 - (p.preference_vector operator(extensions.<=>) h.embedding) as cosine
        from heard h join present p on p.player_id = h.player_id
      ) c
    ),
    booked as (
      insert into roomtone.ledger_bookings (play_id, session_id, cosine, mean)
      select v.play_id, v.session_id, v.cosine, v.mean from served v order by v.player_id, v.played_at, v.play_id, v.session_id
    ),
    kept as (
      insert into roomtone.ledgers as known (session_id, player_id, balance)
      select v.session_id, v.player_id, sum(0.1 * (v.cosine - v.mean) * power(0.9::double precision, v.later))
      from served v group by v.session_id, v.player_id order by v.session_id
      on conflict (session_id) do update
      set balance = excluded.balance
        + known.balance * power(0.9::double precision, (select count(*) from heard h where h.player_id = excluded.player_id))
    ),
    done as (
      update public.songs_playing p set booked_at = p_now from due d where p.id = d.id returning p.player_id
    )
    select d.player_id, count(*)::int from done d group by d.player_id;
end
$$;
comment on function roomtone.book_plays(uuid[], timestamptz) is 'Books the plays that moved the queues of players on into the ledgers of those who are in the room, in the order of the plays: d <- 0.9*d + 0.1*(cos(u, s) - mean). A row for each player that had any.';

create function roomtone.nearest_of_catalogue(p_vec extensions.vector, p_player_id uuid, p_fresh int, p_now timestamptz, out songs uuid[], out edge double precision)
language plpgsql stable
-- The index yields the songs in order, and the loop stops when it has enough.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off set enable_hashjoin = off
set enable_mergejoin = off set enable_bitmapscan = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
  v_song record;
  v_fresh int := 0;
begin
  songs := '{}';
  for v_song in
    select s.id, s.embedding operator(extensions.<=>) p_vec as distance,
      (select l.played_at from roomtone.last_plays l where l.player_id = p_player_id and l.song_id = s.id) as played_at
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit 2000
  loop
    songs := songs || v_song.id;
    edge := greatest(edge, v_song.distance);
    if v_song.played_at is null or v_song.played_at < p_now - interval '96 hours' then
      v_fresh := v_fresh + 1;
      exit when v_fresh = p_fresh;
    end if;
  end loop;
  if v_fresh < p_fresh and cardinality(songs) < 2000 then
    edge := null;
  end if;
end
$$;
comment on function roomtone.nearest_of_catalogue(extensions.vector, uuid, int, timestamptz) is 'The songs in use nearest to a taste, as many as it takes to have p_fresh among them that the player has not played for 96 hours, 2000 at most, by the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does. edge: no other song is nearer than this; null: there is no other.';

create function roomtone.nearest_of_library(p_vec extensions.vector, p_player_id uuid, p_limit bigint, out songs uuid[], out edge double precision)
language plpgsql stable
set search_path = ''
as $$
begin
  select coalesce(array_agg(n.song_id), '{}'), case when count(*) = p_limit then max(n.distance) end into songs, edge
  from (
    select d.song_id, d.direction operator(extensions.<=>) p_vec as distance
    from roomtone.library_directions d where d.player_id = p_player_id and d.direction is not null
    order by distance limit p_limit
  ) n;
end
$$;
comment on function roomtone.nearest_of_library(extensions.vector, uuid, bigint) is 'The songs of a library nearest to a taste. edge: no other song of it is nearer than this; null: there is no other.';

create or replace function roomtone.rotation(p_player_id uuid, p_without uuid[], p_limit bigint) returns uuid[]
language plpgsql stable
-- Planned for the limit at hand: a few songs come straight from an index.
set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_never uuid[];
begin
  if exists (select from public.player_library l where l.player_id = p_player_id)
    or (select count(*) from (select from roomtone.last_plays l where l.player_id = p_player_id limit 2001) many) > 2000
  then
    return array(
      select s.song_id
      from roomtone.library_songs s
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
      where s.player_id = p_player_id and s.song_id <> all (p_without)
      order by l.played_at nulls first, s.song_id
      limit p_limit);
  end if;
  -- The same for a large catalogue and a short history: first what was never played, then what was.
  v_never := array(
    select s.id from public.songs s
    where s.archived_at is null and s.id <> all (p_without)
      -- In this form it is looked up in the player's own history, never merged with everybody's.
      and s.id not in (select l.song_id from roomtone.last_plays l where l.player_id = p_player_id)
    order by s.id
    limit p_limit);
  return v_never || array(
    select l.song_id from roomtone.last_plays l join public.songs s on s.id = l.song_id
    where l.player_id = p_player_id and s.archived_at is null and l.song_id <> all (p_without)
    order by l.played_at, l.song_id
    limit p_limit - cardinality(v_never));
end
$$;

create function roomtone.write_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns table (player_id uuid, changed int)
language plpgsql
set search_path = ''
as $$
declare
  v_places constant int := 5;
  v_hour constant interval := '1 hour';
  v_benched_players uuid[];
  v_benched_songs uuid[];
  v_room record;
  -- The queue of one room as it is planned.
  v_songs uuid[];
  v_starts timestamptz[];
  v_at timestamptz;
  v_kept int;
  v_resting uuid[];
  v_simple boolean;
  v_best uuid[];
  v_distances double precision[];
  v_penalties double precision[];
  v_lasts timestamptz[];
  v_types text[];
  v_durations int[];
  v_all_known boolean;
  v_rotation uuid[];
  v_rotation_types text[];
  v_rotation_durations int[];
  v_index int;
  v_found boolean;
  -- All that is planned, one element per entry.
  v_planned_players uuid[] := '{}';
  v_planned_songs uuid[] := '{}';
  v_planned_places int[] := '{}';
  v_planned_kept boolean[] := '{}';
  v_planned_distances double precision[] := '{}';
  v_planned_penalties double precision[] := '{}';
  v_news_players uuid[];
  v_news int[];
begin
  select array_agg(b.player_id), array_agg(b.song_id) into v_benched_players, v_benched_songs
  from roomtone.benched_songs(p_players, p_now) b;
  for v_room in
    select r.player_id, r.keep, p.soundscape_seconds, case when p_by_taste then c.vector end as vec,
      standing.songs as standing, standing.seconds,
      greatest(running.ends_at, p_now) as ends_at, heard.songs as heard, heard.starts as heard_starts, heard.plays,
      coalesce(heard.newest > p_now, false) as ahead,
      benched.songs as benched, coalesce(l.songs, catalogue.songs) - cardinality(benched.songs) as playable,
      near.edge, best.songs as best, best.distances, best.penalties, best.lasts, best.types, best.durations
    from unnest(p_players, p_keep) as r (player_id, keep)
    join public.players p on p.id = r.player_id
    join roomtone.collectives c on c.player_id = r.player_id
    left join roomtone.playable_sums l on l.player_id = r.player_id
    join roomtone.playable_sums catalogue on catalogue.player_id = '00000000-0000-0000-0000-000000000000'
    -- What stands, in order.
    cross join lateral (
      select coalesce(array_agg(q.song_id order by q.position), '{}') as songs,
        array_agg(roomtone.play_seconds(s.type, s.duration, p.soundscape_seconds) order by q.position) as seconds
      from public.player_queue q join public.songs s on s.id = q.song_id
      where q.player_id = r.player_id and s.archived_at is null
    ) standing
    -- What plays is the newest play, while nobody said that it ended. It may be over by now, but nothing starts in the past.
    left join lateral (
      select newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, p.soundscape_seconds)) as ends_at
      from (
        select n.song_id, n.played_at, n.ended_at, n.outcome from public.songs_playing n
        where n.player_id = r.player_id order by n.played_at desc, n.id limit 1
      ) newest
      join public.songs s on s.id = newest.song_id
      where newest.ended_at is null and newest.outcome is null
    ) running on true
    cross join lateral (
      select coalesce(array_agg(h.song_id), '{}') as songs, coalesce(array_agg(h.played_at), '{}') as starts, count(*) as plays,
        max(h.played_at) as newest
      from public.songs_playing h
      where h.player_id = r.player_id and h.played_at >= p_now - v_hour and h.song_id is not null
    ) heard
    cross join lateral (
      select coalesce(array_agg(b.song_id), '{}') as songs
      from unnest(v_benched_players, v_benched_songs) as b (player_id, song_id) where b.player_id = r.player_id
    ) benched
    -- The best candidates. Why these suffice: a song outside of near is no nearer to the taste than its edge, and unless it
    -- is loved here, neither a penalty nor a reputation moves it nearer. So whatever is measured below the edge is better than
    -- all that was not looked at; what lies beyond is dropped, and should the others run out, everything is measured.
    left join lateral (
      select n.songs, n.edge from roomtone.nearest_of_catalogue(c.vector, r.player_id, 2 * v_places, p_now) n
      where l.player_id is null
      union all
      select n.songs, n.edge from roomtone.nearest_of_library(c.vector, r.player_id, 3 * v_places + heard.plays + cardinality(benched.songs)) n
      where l.player_id is not null
    ) near on p_by_taste and c.vector is not null
    left join lateral (
      select sum(v.sum_kw) / (sum(v.sum_k) + 5) as mean_vote from roomtone.song_reputations v where v.player_id = r.player_id
    ) votes on p_by_taste and c.vector is not null
    left join lateral (
      select array_agg(m.song_id) as songs, array_agg(m.distance) as distances, array_agg(m.penalty) as penalties,
        array_agg(m.played_at) as lasts, array_agg(m.type) as types, array_agg(m.duration) as durations
      from (
        select measured.*, round((measured.distance + measured.penalty - 0.3 * measured.reputation) * 1000000) / 1000000 as adjusted
        from (
          select s.id as song_id, s.type, s.duration, s.embedding operator(extensions.<=>) c.vector as distance, last.played_at,
            case when last.played_at >= p_now - interval '96 hours' then roomtone.recency_penalty(last.played_at, p_now) else 0 end as penalty,
            coalesce((k.sum_kw - votes.mean_vote * k.sum_k) / (k.sum_k + 5), 0) as reputation
          from (
            select unnest(near.songs) as song_id
            union
            select loved.song_id from roomtone.song_reputations loved
            where loved.player_id = r.player_id and loved.sum_kw > votes.mean_vote * loved.sum_k
              and (
                l.player_id is null
                or (select true from roomtone.library_directions d where d.player_id = r.player_id and d.song_id = loved.song_id))
          ) candidate
          join public.songs s on s.id = candidate.song_id and s.archived_at is null and s.embedding is not null
          left join roomtone.last_plays last on last.player_id = r.player_id and last.song_id = s.id
          left join roomtone.song_reputations k on k.player_id = r.player_id and k.song_id = s.id
          where s.id <> all (benched.songs)
        ) measured
        order by adjusted, measured.played_at nulls first, measured.song_id
        -- Whatever rests was heard within the hour or is queued, and one more is left.
        limit 2 * v_places + heard.plays
      ) m
      where near.edge is null or m.adjusted < near.edge - 2e-6
    ) best on p_by_taste and c.vector is not null
  loop
    v_best := v_room.best;
    v_distances := v_room.distances;
    v_penalties := v_room.penalties;
    v_lasts := v_room.lasts;
    v_types := v_room.types;
    v_durations := v_room.durations;
    v_all_known := v_room.edge is null;
    v_rotation := null;
    v_kept := least(v_room.keep, cardinality(v_room.standing), v_places);
    v_songs := v_room.standing[1:v_kept];
    v_starts := '{}';
    v_at := v_room.ends_at;
    for i in 1..v_kept loop
      v_starts := v_starts || v_at;
      v_at := v_at + make_interval(secs => v_room.seconds[i]);
      v_planned_players := v_planned_players || v_room.player_id;
      v_planned_songs := v_planned_songs || v_songs[i];
      v_planned_places := v_planned_places || i;
      v_planned_kept := v_planned_kept || true;
      v_planned_distances := v_planned_distances || null::double precision;
      v_planned_penalties := v_planned_penalties || null::double precision;
    end loop;
    -- Where half of what is playable is more than can have been heard or planned, a song rests for an hour, simply.
    v_simple := v_room.playable / 2 >= v_room.plays + v_places and not v_room.ahead;
    while cardinality(v_songs) < least(v_places, v_room.playable) loop
      if not v_simple then
        v_resting := roomtone.last_different(v_room.heard || v_songs, v_room.heard_starts || v_starts, v_at, v_room.playable / 2);
      end if;
      v_index := 1;
      v_found := false;
      loop
        if v_index > coalesce(cardinality(v_best), 0) then
          exit when v_all_known;
          select array_agg(r.song_id order by r.place), array_agg(r.distance order by r.place), array_agg(r.penalty order by r.place),
            array_agg(r.last_played order by r.place), array_agg(s.type order by r.place), array_agg(s.duration order by r.place)
          into v_best, v_distances, v_penalties, v_lasts, v_types, v_durations
          from roomtone.ranked(v_room.vec, v_room.player_id, p_now, v_room.benched, 2 * v_places + v_room.plays)
            with ordinality as r (song_id, title, distance, penalty, adjusted_distance, last_played, place)
          join public.songs s on s.id = r.song_id;
          v_all_known := true;
          v_index := 0;
        elsif v_best[v_index] <> all (v_songs) then
          if v_simple then
            v_found := v_lasts[v_index] is null or v_lasts[v_index] < v_at - v_hour;
          else
            v_found := v_best[v_index] <> all (v_resting);
          end if;
          exit when v_found;
        end if;
        v_index := v_index + 1;
      end loop;
      if v_found then
        v_songs := v_songs || v_best[v_index];
        v_starts := v_starts || v_at;
        v_at := v_at + make_interval(secs => roomtone.play_seconds(
          v_types[v_index], v_durations[v_index], v_room.soundscape_seconds));
        v_planned_distances := v_planned_distances || v_distances[v_index];
        v_planned_penalties := v_planned_penalties || v_penalties[v_index];
      else
        if v_rotation is null then
          select coalesce(array_agg(r.song_id order by r.place), '{}'), array_agg(s.type order by r.place), array_agg(s.duration order by r.place)
          into v_rotation, v_rotation_types, v_rotation_durations
          from unnest(roomtone.rotation(v_room.player_id, v_room.benched, 2 * v_places + v_room.plays))
            with ordinality as r (song_id, place)
          join public.songs s on s.id = r.song_id;
        end if;
        v_resting := roomtone.last_different(v_room.heard || v_songs, v_room.heard_starts || v_starts, v_at, v_room.playable / 2);
        -- When all that is left should rest, sound goes before rest.
        select min(i) filter (where v_rotation[i] <> all (v_resting)) into v_index
        from generate_subscripts(v_rotation, 1) i where v_rotation[i] <> all (v_songs);
        if v_index is null then
          select min(i) into v_index
          from generate_subscripts(v_rotation, 1) i where v_rotation[i] <> all (v_songs);
        end if;
        exit when v_index is null;
        v_songs := v_songs || v_rotation[v_index];
        v_starts := v_starts || v_at;
        v_at := v_at + make_interval(secs => roomtone.play_seconds(
          v_rotation_types[v_index], v_rotation_durations[v_index], v_room.soundscape_seconds));
        v_planned_distances := v_planned_distances || null::double precision;
        v_planned_penalties := v_planned_penalties || null::double precision;
      end if;
      v_planned_players := v_planned_players || v_room.player_id;
      v_planned_songs := v_planned_songs || v_songs[cardinality(v_songs)];
      v_planned_places := v_planned_places || cardinality(v_songs);
      v_planned_kept := v_planned_kept || false;
    end loop;
  end loop;

  -- One statement, in which every part sees the queues as they were before.
  with votes as materialized (
    select v.player_id, sum(v.sum_kw) / (sum(v.sum_k) + 5) as mean_vote
    from roomtone.song_reputations v where v.player_id = any (p_players) group by v.player_id
  ),
  planned as materialized (
    select p.player_id, p.song_id, p.place, p.kept, q.id as entry,
      q.position as old_place, q.reason as old_reason, q.listeners as old_listeners, v.*
    from unnest(v_planned_players, v_planned_songs, v_planned_places, v_planned_kept, v_planned_distances, v_planned_penalties)
      as p (player_id, song_id, place, kept, distance, penalty)
    join public.songs s on s.id = p.song_id
    join roomtone.collectives c on c.player_id = p.player_id
    left join public.player_queue q on q.player_id = p.player_id and q.song_id = p.song_id
    left join roomtone.song_reputations k on k.player_id = p.player_id and k.song_id = p.song_id
    left join votes on votes.player_id = p.player_id
    cross join lateral (
      select q.distance, q.penalty, q.listeners, q.reason, q.wanted, q.wanted_evenly, q.song_vector, q.reputation where p.kept
      union all
      select p.distance, p.penalty, c.listeners, case when c.listeners > 0 then 'collective' else 'house' end,
        c.vector, c.evenly, extensions.l2_normalize(s.embedding),
        coalesce((k.sum_kw - votes.mean_vote * k.sum_k) / (k.sum_k + 5), 0)
      where not p.kept and p.distance is not null
      union all
      select null, null, null, 'rotation', null, null, null, null where not p.kept and p.distance is null
    ) v
  ),
  gone as (
    delete from public.player_queue q
    where q.player_id = any (p_players)
      and (q.player_id, q.song_id) not in (select p.player_id, p.song_id from planned p)
    returning q.player_id
  ),
  stayed as (
    update public.player_queue q
    set position = p.place, distance = p.distance, penalty = p.penalty, listeners = p.listeners, reason = p.reason,
      wanted = p.wanted, wanted_evenly = p.wanted_evenly, song_vector = p.song_vector, reputation = p.reputation,
      picked_at = case when p.kept then q.picked_at else p_now end
    from planned p
    where q.id = p.entry
      and (q.position, q.reason, q.listeners, round(q.distance * 1000000), q.reputation, q.wanted::real[], q.wanted_evenly::real[], q.song_vector::real[])
        is distinct from
        (p.place, p.reason, p.listeners, round(p.distance * 1000000), p.reputation, p.wanted::real[], p.wanted_evenly::real[], p.song_vector::real[])
  ),
  came as (
    insert into public.player_queue
      (player_id, song_id, position, added_at, distance, penalty, listeners, reason, wanted, wanted_evenly, song_vector, reputation, picked_at)
    select p.player_id, p.song_id, p.place, p_now, p.distance, p.penalty, p.listeners, p.reason,
      p.wanted, p.wanted_evenly, p.song_vector, p.reputation, p_now
    from planned p where p.entry is null
    returning player_queue.player_id
  ),
  news as (
    select g.player_id from gone g
    union all
    select n.player_id from came n
    union all
    -- Of those that stayed, what people see has changed: the reason is told where three are listening.
    select p.player_id from planned p
    where (p.old_place, p.old_reason, coalesce(p.old_listeners, 0) >= 3) <> (p.place, p.reason, coalesce(p.listeners, 0) >= 3)
  )
  select array_agg(counted.player_id), array_agg(counted.news) into v_news_players, v_news
  from (select n.player_id, count(*)::int as news from news n group by n.player_id) counted;
  perform pg_notify('roomtone_player', n.player_id::text) from unnest(v_news_players) as n (player_id);
  return query
    select r.player_id, coalesce(n.news, 0)
    from unnest(p_players) as r (player_id)
    left join unnest(v_news_players, v_news) as n (player_id, news) on n.player_id = r.player_id;
end
$$;
comment on function roomtone.write_queues(uuid[], int[], boolean, timestamptz) is 'Plans and writes the queues of players, each of which keeps its first p_keep entries: behind them the best for its collective that need not rest, then rotation; without p_by_taste rotation alone. Returns for each how many entries came, went or changed what is shown of them, and tells roomtone_player if any did. The caller owns the rooms'' rows in collectives.';

create function roomtone.last_different(p_songs uuid[], p_starts timestamptz[], p_at timestamptz, p_limit bigint) returns uuid[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return array(
    select heard.song_id
    from unnest(p_songs, p_starts) as heard (song_id, start)
    where heard.start >= p_at - interval '1 hour' and heard.start < p_at
    group by heard.song_id
    order by max(heard.start) desc, heard.song_id
    limit p_limit);
end
$$;
comment on function roomtone.last_different(uuid[], timestamptz[], timestamptz, bigint) is 'Of the different songs that start in the hour before p_at those that start last, p_limit at most. p_songs and p_starts: one element per start, in any order.';

create or replace function roomtone.resting(p_player_id uuid, p_songs uuid[], p_starts timestamptz[], p_at timestamptz, p_playable bigint)
returns uuid[]
language plpgsql stable
set search_path = ''
as $$
declare
  v_songs uuid[];
  v_starts timestamptz[];
begin
  select array_agg(p.song_id), array_agg(p.played_at) into v_songs, v_starts from public.songs_playing p
  where p.player_id = p_player_id and p.played_at >= p_at - interval '1 hour' and p.played_at < p_at and p.song_id is not null;
  return roomtone.last_different(p_songs || v_songs, p_starts || v_starts, p_at, p_playable / 2);
end
$$;

drop function roomtone.queue_fill(uuid[]);
create function roomtone.queue_fill(p_players uuid[], p_older_than interval default null)
returns table (player_id uuid, changed int, listeners int, booked int)
language plpgsql security definer
-- To compile a statement, or to share it out among processes, would take longer than to run it; and whatever the fleet, a batch
-- looks up its own rows.
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0 set enable_seqscan = off set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := roomtone.now();
  v_rooms uuid[];
  v_booked_rooms uuid[];
  v_booked_plays int[];
  v_keep int[];
begin
  select array_agg(owned.player_id) into v_rooms
  from (
    select c.player_id from roomtone.collectives c join public.players p on p.id = c.player_id
    where c.player_id = any (p_players) and p.archived_at is null
      and (p_older_than is null or c.computed_at <= v_now - p_older_than)
    order by c.player_id
    for update of c skip locked
  ) owned;
  if v_rooms is null then
    return;
  end if;
  select array_agg(b.player_id), array_agg(b.plays) into v_booked_rooms, v_booked_plays
  from roomtone.book_plays(v_rooms, v_now) b;
  update roomtone.collectives c
  set vector = t.vector, evenly = t.evenly, listeners = t.listeners, house = t.house, computed_at = v_now
  from roomtone.collective_tastes(v_rooms, v_now) t
  where c.player_id = t.player_id;
  -- When a song has just started all is planned anew, else the first entry stands.
  v_keep := array(
    select case when r.player_id = any (v_booked_rooms) then 0 else 1 end
    from unnest(v_rooms) with ordinality as r (player_id, place) order by r.place);
  return query
    select w.player_id, w.changed, c.listeners, coalesce(b.plays, 0)
    from roomtone.write_queues(v_rooms, v_keep, true, v_now) w
    join roomtone.collectives c on c.player_id = w.player_id
    left join unnest(v_booked_rooms, v_booked_plays) as b (player_id, plays) on b.player_id = w.player_id;
end
$$;
comment on function roomtone.queue_fill(uuid[], interval) is 'The brain''s writer. For each player that nobody else owns at the moment, and whose queue nobody has filled for p_older_than: books the plays that moved its queue on, computes its collective, and fills the queue: all of it when a song has just started, else all behind the first entry. Returns a row for each player done; those that were owned by another are missing and want another try.';

create or replace function roomtone.queue_advance(
  p_player_id uuid, p_play_id uuid default null, p_song_id uuid default null, p_queue_id uuid default null,
  p_started_at timestamptz default null, p_ended_at timestamptz default null, p_outcome text default null)
returns table (result text, reason text)
language plpgsql security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  v_known public.songs_playing;
  v_newest timestamptz;
  v_entry public.player_queue;
  v_moves boolean := false;
  v_explains boolean;
begin
  perform from roomtone.collectives c where c.player_id = p_player_id for update;
  if not found then
    return query select 'rejected', 'unknown-player';
    return;
  end if;
  result := 'filled';
  if p_play_id is not null then
    select * into v_known from public.songs_playing p where p.id = p_play_id;
    if v_known.id is not null and v_known.player_id is distinct from p_player_id then
      return query select 'rejected', 'play-of-another-player';
      return;
    elsif v_known.id is not null and v_known.song_id is distinct from p_song_id then
      return query select 'rejected', 'play-of-another-song';
      return;
    elsif v_known.id is not null
      and (p_ended_at is null or v_known.ended_at is not null) and (p_outcome is null or v_known.outcome is not null) then
      return query select 'duplicate', null::text;
      return;
    -- Times of two reports are corrected apart, so that a song that failed at once may seem to end before it began.
    elsif p_ended_at < coalesce(v_known.played_at, p_started_at) - interval '2 seconds' then
      return query select 'rejected', 'ends-before-it-starts';
      return;
    elsif p_ended_at > v_now + interval '60 seconds' then
      return query select 'rejected', 'ends-in-the-future';
      return;
    end if;
    if v_known.id is null then
      if not exists (select from public.songs s where s.id = p_song_id) then
        return query select 'rejected', 'unknown-song';
        return;
      elsif p_started_at is null then
        return query select 'rejected', 'starts-never';
        return;
      elsif p_started_at > v_now + interval '60 seconds' then
        return query select 'rejected', 'starts-in-the-future';
        return;
      elsif p_started_at < v_now - interval '7 days' then
        return query select 'rejected', 'too-old';
        return;
      end if;
      select max(p.played_at) into v_newest from public.songs_playing p where p.player_id = p_player_id;
      v_moves := p_started_at > v_now - interval '10 minutes' and (v_newest is null or p_started_at > v_newest);
      select * into v_entry from public.player_queue q
      where q.player_id = p_player_id and (q.id = p_queue_id or q.song_id = p_song_id)
      order by q.id = p_queue_id desc nulls last, q.position limit 1;
      -- The entry explains the play if it is its song, and if it was taken from there: named, or leaving now.
      v_explains := v_entry.song_id = p_song_id and (v_moves or v_entry.id = p_queue_id);
      insert into public.songs_playing
        (id, player_id, song_id, played_at, ended_at, outcome, queue_id, advanced_at, distance, penalty, listeners, reason,
         wanted, wanted_evenly, song_vector, reputation)
      values (p_play_id, p_player_id, p_song_id, p_started_at,
        case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome,
        case when v_explains then v_entry.id end, case when v_moves then v_now end,
        case when v_explains then v_entry.distance end, case when v_explains then v_entry.penalty end,
        case when v_explains then v_entry.listeners end, case when v_explains then v_entry.reason end,
        case when v_explains then v_entry.wanted end, case when v_explains then v_entry.wanted_evenly end,
        case when v_explains then v_entry.song_vector end, case when v_explains then v_entry.reputation end);
      result := 'recorded';
      if v_moves then
        delete from public.player_queue q where q.player_id = p_player_id and q.position <= v_entry.position;
        update public.player_queue q set position = q.position - v_entry.position where q.player_id = p_player_id and v_entry.position is not null;
        insert into roomtone.room_changes (player_id) values (p_player_id);
      end if;
    else
      update public.songs_playing p
      set ended_at = coalesce(p.ended_at, greatest(coalesce(p_ended_at, v_now), p.played_at)), outcome = coalesce(p.outcome, p_outcome)
      where p.id = p_play_id;
      result := 'updated';
    end if;
    -- Of the plays that moved the queue on the newest says what the room hears.
    if v_moves or result = 'updated' then
      update public.players pl
      set current_song_id = case when newest.runs then newest.song_id end,
          status = case when newest.runs then 'playing' else 'idle' end,
          skip_play_id = case when newest.runs and pl.skip_play_id = newest.id then pl.skip_play_id end
      from (
        select p.id, p.song_id, p.ended_at is null and p.outcome is null as runs from public.songs_playing p
        where p.player_id = p_player_id and p.advanced_at is not null order by p.played_at desc, p.id limit 1
      ) newest
      where pl.id = p_player_id;
    end if;
    if v_moves then
      perform pg_notify('roomtone_player', p_player_id::text);
    end if;
  end if;
  if p_play_id is null then
    -- What left the library leaves the queue; what is next stands.
    delete from public.player_queue q
    where q.player_id = p_player_id and q.position > 1
      and q.song_id not in (
        select s.song_id from roomtone.library_songs s
        where s.player_id = p_player_id and s.song_id <> all (roomtone.benched(p_player_id, v_now)));
    if found then
      perform pg_notify('roomtone_player', p_player_id::text);
    end if;
  end if;
  if (select count(*) from public.player_queue q where q.player_id = p_player_id) < 2 or p_play_id is null then
    perform roomtone.write_queues(array[p_player_id], array[5], false, v_now);
  end if;
  return next;
end
$$;

drop function roomtone.write_queue(uuid, extensions.vector, extensions.vector, int, int, timestamptz);

revoke execute on function roomtone.queue_fill(uuid[], interval) from public;
grant execute on function roomtone.queue_fill(uuid[], interval) to brain_service;
revoke execute on function roomtone.benched_songs(uuid[], timestamptz) from public;
revoke execute on function roomtone.book_plays(uuid[], timestamptz) from public;
revoke execute on function roomtone.nearest_of_catalogue(extensions.vector, uuid, int, timestamptz) from public;
revoke execute on function roomtone.nearest_of_library(extensions.vector, uuid, bigint) from public;
revoke execute on function roomtone.write_queues(uuid[], int[], boolean, timestamptz) from public;
revoke execute on function roomtone.last_different(uuid[], timestamptz[], timestamptz, bigint) from public;

update roomtone.schema_version set version = 20261124102000;
