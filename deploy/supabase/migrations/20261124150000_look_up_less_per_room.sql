-- A room is filled with fewer lookups: what a statement has read is handed on instead of being read again, each row is asked for by its
-- key whatever the statistics say, and the rows of songs, which are wide and lie anywhere, are left alone.

-- What the pick asks of a song stands in the index by which it is found.
create index songs_lookup_idx on public.songs (id) include (embedding, type, duration, archived_at);
drop index public.songs_in_use_idx;
-- With the time in it this index is always the cheaper one for a few songs of one player, whose whole history is in the other.
alter table roomtone.last_plays drop constraint last_plays_pkey, add primary key (player_id, song_id) include (played_at);

-- A batch has a hundred rooms, not the thousand that the planner takes for granted: lookups by key are best.
alter function roomtone.benched_songs(uuid[], timestamptz) rows 20;
alter function roomtone.book_plays(uuid[], timestamptz) rows 20;

create or replace function roomtone.house_voices(p_players uuid[], p_now timestamptz) returns table (player_id uuid, house extensions.vector)
language plpgsql stable rows 20
set search_path = ''
as $$
begin
  return query
    with voted as materialized (
      select r.player_id, v.*
      from unnest(p_players) as r (player_id)
      cross join lateral (
        select count(e.s) as measured, sum(e.k) filter (where e.s is not null) as k, sum(e.kw) filter (where e.s is not null) as kw,
          sum(e.kw) / (sum(e.k) + 5) as mean_vote,
          sum(e.k * e.s[1]) as k1, sum(e.k * e.s[2]) as k2, sum(e.k * e.s[3]) as k3, sum(e.k * e.s[4]) as k4, sum(e.k * e.s[5]) as k5,
          sum(e.kw * e.s[1]) as w1, sum(e.kw * e.s[2]) as w2, sum(e.kw * e.s[3]) as w3, sum(e.kw * e.s[4]) as w4, sum(e.kw * e.s[5]) as w5
        from (
          -- Measured once: offset keeps the sums from asking for it again.
          select t.sum_k as k, t.sum_kw as kw,
            (select extensions.l2_normalize(s.embedding)::real[] from public.songs s where s.id = t.song_id) as s
          from roomtone.song_reputations t where t.player_id = r.player_id offset 0
        ) e
      ) v
      where v.measured > 0
    ),
    benched as materialized (
      select b.player_id, count(*) as songs, sum(round(1e9 * b.u[1])) as sum_1, sum(round(1e9 * b.u[2])) as sum_2,
        sum(round(1e9 * b.u[3])) as sum_3, sum(round(1e9 * b.u[4])) as sum_4, sum(round(1e9 * b.u[5])) as sum_5
      from (
        select x.player_id, extensions.l2_normalize(x.embedding)::real[]::double precision[] as u
        from roomtone.benched_songs(p_players, p_now) x where x.embedding is not null
      ) b
      group by b.player_id
    ),
    compared as (
      select v.*, v.kw - v.mean_vote * v.k as lift, 1e9 * greatest(p.measured - coalesce(b.songs, 0), 1)::double precision as songs,
        p.sum_1 - coalesce(b.sum_1, 0) as m1, p.sum_2 - coalesce(b.sum_2, 0) as m2, p.sum_3 - coalesce(b.sum_3, 0) as m3,
        p.sum_4 - coalesce(b.sum_4, 0) as m4, p.sum_5 - coalesce(b.sum_5, 0) as m5
      from voted v
      left join roomtone.playable_sums l on l.player_id = v.player_id
      join roomtone.playable_sums p on p.player_id = coalesce(l.player_id, '00000000-0000-0000-0000-000000000000')
      left join benched b on b.player_id = v.player_id
    )
    select c.player_id, roomtone.unit(array[
        c.w1 - c.mean_vote * c.k1 - c.lift * c.m1 / c.songs, c.w2 - c.mean_vote * c.k2 - c.lift * c.m2 / c.songs,
        c.w3 - c.mean_vote * c.k3 - c.lift * c.m3 / c.songs, c.w4 - c.mean_vote * c.k4 - c.lift * c.m4 / c.songs,
        c.w5 - c.mean_vote * c.k5 - c.lift * c.m5 / c.songs], 1e-6 * c.k)
    from compared c;
end
$$;

create or replace function roomtone.collective_tastes(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, vector extensions.vector, evenly extensions.vector, listeners int, house extensions.vector)
language plpgsql stable rows 20
set search_path = ''
as $$
declare
  v_settings roomtone.installation;
begin
  select * into v_settings from roomtone.installation;
  return query
    with own as materialized (
      select r.player_id, present.*
      from unnest(p_players) as r (player_id)
      cross join lateral (
        select count(*) as sessions, count(e.u)::int as listeners,
          array[sum(e.g * e.u[1]), sum(e.g * e.u[2]), sum(e.g * e.u[3]), sum(e.g * e.u[4]), sum(e.g * e.u[5])] as tastes,
          array[sum(e.u[1]), sum(e.u[2]), sum(e.u[3]), sum(e.u[4]), sum(e.u[5])] as even_tastes
        from (
          select extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u,
            least(greatest(exp(-v_settings.catch_up * coalesce(l.balance, 0)), 1 / 3.0::double precision), 3) as g
          from public.sessions s
          join public.profiles p on p.id = s.user_id
          left join lateral (
            select k.balance from roomtone.ledgers k where k.session_id = s.id and k.player_id = s.player_id offset 0
          ) l on true
          where s.player_id = r.player_id and s.status = 'active' and s.expires_at > p_now offset 0
        ) e
      ) present
    ),
    -- Those who are nowhere in particular are heard together in rooms that nobody has checked into; only then are they asked.
    anywhere as materialized (
      select count(e.u)::int as listeners, array[sum(e.u[1]), sum(e.u[2]), sum(e.u[3]), sum(e.u[4]), sum(e.u[5])] as tastes
      from (
        select extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u
        from public.sessions s join public.profiles p on p.id = s.user_id
        where exists (select from own where own.sessions = 0) and s.status = 'active' and s.expires_at > p_now and s.player_id is null offset 0
      ) e
    ),
    voices as (
      select o.player_id,
        case when o.sessions = 0 then a.listeners else o.listeners end as listeners,
        case when o.sessions = 0 then a.tastes else o.tastes end as tastes,
        case when o.sessions = 0 then a.tastes else o.even_tastes end as even_tastes,
        h.house, h.house::real[]::double precision[] as h
      from own o
      cross join anywhere a
      left join roomtone.house_voices(case when v_settings.house_votes > 0 then p_players else '{}' end, p_now) h
        on h.player_id = o.player_id
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

drop function roomtone.nearest_of_catalogue(extensions.vector, uuid, int, timestamptz);
create function roomtone.nearest_of_catalogue(p_vec extensions.vector, p_player_id uuid, p_fresh int, p_now timestamptz, out songs uuid[], out distances double precision[], out edge double precision)
language plpgsql stable
-- The index yields the songs in order, and the loop stops when it has enough.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
  v_song record;
  v_fresh int := 0;
begin
  songs := '{}';
  distances := '{}';
  for v_song in
    select s.id, s.embedding operator(extensions.<=>) p_vec as distance,
      s.id in (
        select l.song_id from roomtone.last_plays l
        where l.player_id = p_player_id and l.played_at >= p_now - interval '96 hours') as played
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit 2000
  loop
    songs := songs || v_song.id;
    edge := greatest(edge, v_song.distance);
    distances := distances || v_song.distance;
    if not v_song.played then
      v_fresh := v_fresh + 1;
      exit when v_fresh = p_fresh;
    end if;
  end loop;
  if v_fresh < p_fresh and cardinality(songs) < 2000 then
    edge := null;
  else
    -- A room that has played what it likes for days has hundreds of songs behind their own penalty: they are beyond the edge.
    select coalesce(array_agg(s.song_id), '{}'), coalesce(array_agg(s.distance), '{}') into songs, distances
    from unnest(songs, distances) as s (song_id, distance)
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    where coalesce(s.distance + roomtone.recency_penalty(l.played_at, p_now), s.distance) < edge;
  end if;
end
$$;
comment on function roomtone.nearest_of_catalogue(extensions.vector, uuid, int, timestamptz) is 'The songs in use nearest to a taste, as many as it takes to have p_fresh among them that the player has not played for 96 hours, 2000 at most, by the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does. distances: of each of them, 0..2. edge: no other song is nearer than this; null: there is no other. Left out are those that their penalty moves beyond the edge: only a good reputation could bring them back, and songs that have one are looked at for that.';
revoke execute on function roomtone.nearest_of_catalogue(extensions.vector, uuid, int, timestamptz) from public;

create or replace function roomtone.write_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns table (player_id uuid, changed int)
language plpgsql rows 20
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
  v_reputations double precision[];
  v_directions extensions.vector[];
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
  v_planned_reputations double precision[] := '{}';
  v_planned_directions extensions.vector[] := '{}';
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
      near.edge, best.songs as best, best.distances, best.penalties, best.lasts, best.reputations, best.directions, best.types, best.durations
    from unnest(p_players, p_keep) as r (player_id, keep)
    join public.players p on p.id = r.player_id
    join roomtone.collectives c on c.player_id = r.player_id
    left join roomtone.playable_sums l on l.player_id = r.player_id
    join roomtone.playable_sums catalogue on catalogue.player_id = '00000000-0000-0000-0000-000000000000'
    -- What stands, in order.
    cross join lateral (
      select coalesce(array_agg(q.song_id order by q.position), '{}') as songs,
        array_agg(roomtone.play_seconds(q.type, q.duration, p.soundscape_seconds) order by q.position) as seconds
      from (
        select e.song_id, e.position, s.type, s.duration from public.player_queue e join public.songs s on s.id = e.song_id
        where e.player_id = r.player_id and s.archived_at is null order by e.position limit least(r.keep, v_places)
      ) q
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
      select n.songs, n.distances, n.edge from roomtone.nearest_of_catalogue(c.vector, r.player_id, 2 * v_places, p_now) n
      where l.player_id is null and p_by_taste and c.vector is not null
      union all
      select coalesce(array_agg(n.song_id), '{}'), array_agg(n.distance),
        case when count(*) = 3 * v_places + heard.plays + cardinality(benched.songs) then max(n.distance) end
      from (
        select d.song_id, d.direction operator(extensions.<=>) c.vector as distance
        from roomtone.library_directions d where d.player_id = r.player_id and d.direction is not null
          and l.player_id is not null and p_by_taste and c.vector is not null
        order by distance limit 3 * v_places + heard.plays + cardinality(benched.songs)
      ) n
      having l.player_id is not null
    ) near on true
    left join lateral (
      select array_agg(m.song_id) as songs, array_agg(m.distance) as distances, array_agg(m.penalty) as penalties,
        array_agg(m.played_at) as lasts, array_agg(m.reputation) as reputations, array_agg(extensions.l2_normalize(s.embedding)) as directions,
        array_agg(s.type) as types, array_agg(s.duration) as durations
      from (
        select measured.*, round((measured.distance + measured.penalty - 0.3 * measured.reputation) * 1000000) / 1000000 as adjusted
        from (
          with votes as materialized (
            select v.song_id, v.sum_k, v.sum_kw from roomtone.song_reputations v
            where v.player_id = r.player_id and p_by_taste and c.vector is not null
          ),
          voted as materialized (
            select v.song_id, (v.sum_kw - mean.vote * v.sum_k) / (v.sum_k + 5) as reputation
            from votes v cross join (select sum(m.sum_kw) / (sum(m.sum_k) + 5) as vote from votes m) mean
          )
          select candidate.*, last.played_at,
            case when last.played_at >= p_now - interval '96 hours' then roomtone.recency_penalty(last.played_at, p_now) else 0 end as penalty
          from (
            select n.song_id, n.distance, coalesce(v.reputation, 0) as reputation
            from unnest(near.songs, near.distances) as n (song_id, distance) left join voted v on v.song_id = n.song_id
            union all
            select loved.song_id, loved.distance, loved.reputation
            from (
              select v.song_id, v.reputation, s.embedding operator(extensions.<=>) c.vector as distance
              from voted v join public.songs s on s.id = v.song_id and s.archived_at is null and s.embedding is not null
              where v.reputation > 0 and v.song_id <> all (near.songs)
            ) loved
            -- Even so it may be too far away to matter.
            where loved.distance - 0.3 * loved.reputation < near.edge
              and (
                l.player_id is null
                or exists (select from roomtone.library_directions d where d.player_id = r.player_id and d.song_id = loved.song_id))
          ) candidate
          left join lateral (
            select p.played_at from roomtone.last_plays p where p.player_id = r.player_id and p.song_id = candidate.song_id offset 0
          ) last on true
          where candidate.song_id <> all (benched.songs)
        ) measured
        order by adjusted, measured.played_at nulls first, measured.song_id
        -- Whatever rests was heard within the hour or is queued, and one more is left.
        limit 2 * v_places + heard.plays
      ) m
      join public.songs s on s.id = m.song_id
      where near.edge is null or m.adjusted < near.edge - 2e-6
    ) best on true
  loop
    v_best := v_room.best;
    v_distances := v_room.distances;
    v_penalties := v_room.penalties;
    v_lasts := v_room.lasts;
    v_reputations := v_room.reputations;
    v_directions := v_room.directions;
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
      v_planned_reputations := v_planned_reputations || null::double precision;
      v_planned_directions := v_planned_directions || null::extensions.vector;
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
            array_agg(r.last_played order by r.place),
            array_agg(coalesce((k.sum_kw - votes.mean_vote * k.sum_k) / (k.sum_k + 5), 0) order by r.place),
            array_agg(extensions.l2_normalize(s.embedding) order by r.place),
            array_agg(s.type order by r.place), array_agg(s.duration order by r.place)
          into v_best, v_distances, v_penalties, v_lasts, v_reputations, v_directions, v_types, v_durations
          from roomtone.ranked(v_room.vec, v_room.player_id, p_now, v_room.benched, 2 * v_places + v_room.plays)
            with ordinality as r (song_id, title, distance, penalty, adjusted_distance, last_played, place)
          join public.songs s on s.id = r.song_id
          cross join (
            select sum(v.sum_kw) / (sum(v.sum_k) + 5) as mean_vote from roomtone.song_reputations v where v.player_id = v_room.player_id
          ) votes
          left join roomtone.song_reputations k on k.player_id = v_room.player_id and k.song_id = r.song_id;
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
        v_planned_reputations := v_planned_reputations || v_reputations[v_index];
        v_planned_directions := v_planned_directions || v_directions[v_index];
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
        v_planned_reputations := v_planned_reputations || null::double precision;
        v_planned_directions := v_planned_directions || null::extensions.vector;
      end if;
      v_planned_players := v_planned_players || v_room.player_id;
      v_planned_songs := v_planned_songs || v_songs[cardinality(v_songs)];
      v_planned_places := v_planned_places || cardinality(v_songs);
      v_planned_kept := v_planned_kept || false;
    end loop;
  end loop;

  -- One statement, in which every part sees the queues as they were before.
  with room as materialized (
    select c.player_id, c.vector, c.evenly, c.listeners, case when c.listeners > 0 then 'collective' else 'house' end as reason
    from roomtone.collectives c where c.player_id = any (p_players)
  ),
  old as materialized (
    select q.id, q.player_id, q.song_id, q.position, q.reason, q.listeners from public.player_queue q where q.player_id = any (p_players)
  ),
  planned as materialized (
    select p.player_id, p.song_id, p.place, p.kept, p.distance, p.penalty, p.reputation, p.direction as song_vector,
      r.vector as wanted, r.evenly as wanted_evenly,
      case when p.kept then o.listeners else r.listeners end as listeners,
      case when p.kept then o.reason else coalesce(r.reason, 'rotation') end as reason,
      o.id as entry, o.position as old_place, o.reason as old_reason, o.listeners as old_listeners
    from unnest(
        v_planned_players, v_planned_songs, v_planned_places, v_planned_kept, v_planned_distances, v_planned_penalties,
        v_planned_reputations, v_planned_directions)
      as p (player_id, song_id, place, kept, distance, penalty, reputation, direction)
    left join room r on r.player_id = p.player_id and p.distance is not null
    left join old o on o.player_id = p.player_id and o.song_id = p.song_id
  ),
  gone as (
    delete from public.player_queue q
    where q.id in (select o.id from old o except select p.entry from planned p)
    returning q.player_id
  ),
  moved as (
    update public.player_queue q set position = p.place
    from planned p where q.id = p.entry and p.kept and p.old_place <> p.place
  ),
  stayed as (
    update public.player_queue q
    set position = p.place, distance = p.distance, penalty = p.penalty, listeners = p.listeners, reason = p.reason,
      wanted = p.wanted, wanted_evenly = p.wanted_evenly, song_vector = p.song_vector, reputation = p.reputation, picked_at = p_now
    from planned p
    where q.id = p.entry and not p.kept
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

drop function roomtone.nearest_of_library(extensions.vector, uuid, bigint);

update roomtone.schema_version set version = 20261124150000;
