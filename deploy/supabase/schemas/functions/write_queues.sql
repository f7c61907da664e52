create function roomtone.write_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns table (player_id uuid, changed int)
language plpgsql rows 20 set search_path = ''
as $$
declare
  v_places constant int := 5;
  v_hour constant interval := '1 hour';
  v_suspended_players uuid[];
  v_suspended_songs uuid[];
  v_room record;
  -- The queue of one room as it is planned.
  v_songs uuid[];
  v_starts timestamptz[];
  v_at timestamptz;
  v_kept int;
  v_cooling_down uuid[];
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
  select array_agg(b.player_id), array_agg(b.song_id) into v_suspended_players, v_suspended_songs
  from roomtone.suspended_songs(p_players, p_now) b;
  for v_room in
    select r.player_id, r.keep, p.soundscape_seconds, case when p_by_taste then c.vector end as vec,
      standing.songs as standing, standing.seconds,
      greatest(running.ends_at, p_now) as ends_at, heard.songs as heard, heard.starts as heard_starts, heard.plays,
      coalesce(heard.newest > p_now, false) as ahead,
      suspended.songs as suspended, coalesce(l.songs, catalogue.songs) - cardinality(suspended.songs) as playable,
      near.edge, best.songs as best, best.distances, best.penalties, best.lasts, best.reputations,
      described.directions, described.types, described.durations
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
      from unnest(v_suspended_players, v_suspended_songs) as b (player_id, song_id) where b.player_id = r.player_id
    ) suspended
    -- The best candidates. Why these suffice: a song outside of near is no nearer to the taste than its edge, and unless it
    -- is loved here, neither a penalty nor a reputation moves it nearer. So whatever is measured below the edge is better than
    -- all that was not looked at; what lies beyond is dropped, and should the others run out, everything is measured.
    left join lateral (
      select n.songs, n.distances, n.edge from roomtone.nearest_in_catalogue(c.vector, r.player_id, 2 * v_places, p_now) n
      where l.player_id is null and p_by_taste and c.vector is not null
      union all
      select coalesce(array_agg(n.song_id), '{}'), array_agg(n.distance),
        case when count(*) = 3 * v_places + heard.plays + cardinality(suspended.songs) then max(n.distance) end
      from (
        select d.song_id, d.direction operator(extensions.<=>) c.vector as distance
        from roomtone.library_directions d where d.player_id = r.player_id and d.direction is not null
          and l.player_id is not null and p_by_taste and c.vector is not null
        order by distance limit 3 * v_places + heard.plays + cardinality(suspended.songs)
      ) n
      having l.player_id is not null
    ) near on true
    left join lateral (
      select array_agg(m.song_id) as songs, array_agg(m.distance) as distances, array_agg(m.penalty) as penalties,
        array_agg(m.played_at) as lasts, array_agg(m.reputation) as reputations
      from (
        select measured.*, round((measured.distance + measured.penalty - 0.3 * measured.reputation) * 1000000) / 1000000 as adjusted
        from (
          with votes as materialized (
            select v.song_id, v.sum_k, v.sum_kw, v.direction from roomtone.song_reputations v
            where v.player_id = r.player_id and p_by_taste and c.vector is not null
          ),
          voted as materialized (
            select v.song_id, v.direction, (v.sum_kw - mean.vote * v.sum_k) / (v.sum_k + 5) as reputation
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
              -- Most are too far away to matter. Their directions are in single precision, so that what is near the edge is looked up.
              where v.reputation > 0 and (v.direction operator(extensions.<=>) c.vector) - 0.3 * v.reputation < near.edge + 1e-5
                and v.song_id <> all (near.songs)
            ) loved
            where loved.distance - 0.3 * loved.reputation < near.edge
              and (
                l.player_id is null
                or exists (select from roomtone.library_directions d where d.player_id = r.player_id and d.song_id = loved.song_id))
          ) candidate
          left join lateral (
            select p.played_at from roomtone.last_plays p where p.player_id = r.player_id and p.song_id = candidate.song_id offset 0
          ) last on true
          where candidate.song_id <> all (suspended.songs)
        ) measured
        order by adjusted, measured.played_at nulls first, measured.song_id
        -- Whatever rests was heard within the hour or is queued, and one more is left.
        limit 2 * v_places + heard.plays
      ) m
      where near.edge is null or m.adjusted < near.edge - 2e-6
    ) best on true
    -- Most rooms take the first of them. The others are described when it comes to that.
    cross join lateral (
      select coalesce(array_agg(d.direction), '{}') as directions, array_agg(d.type) as types, array_agg(d.duration) as durations
      from (
        select extensions.l2_normalize(s.embedding) as direction, s.type, s.duration
        from unnest(best.songs[1:v_places + 1]) with ordinality as b (song_id, place) join public.songs s on s.id = b.song_id order by b.place
      ) d
    ) described
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
        v_cooling_down := roomtone.latest_songs(v_room.heard || v_songs, v_room.heard_starts || v_starts, v_at, v_room.playable / 2);
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
          from roomtone.rank_songs(v_room.vec, v_room.player_id, p_now, v_room.suspended, 2 * v_places + v_room.plays)
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
            v_found := v_best[v_index] <> all (v_cooling_down);
          end if;
          exit when v_found;
        end if;
        v_index := v_index + 1;
      end loop;
      if v_found then
        if v_index > cardinality(v_directions) then
          select array_agg(extensions.l2_normalize(s.embedding) order by b.place), array_agg(s.type order by b.place),
            array_agg(s.duration order by b.place)
          into v_directions, v_types, v_durations
          from unnest(v_best) with ordinality as b (song_id, place) left join public.songs s on s.id = b.song_id;
        end if;
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
          from unnest(roomtone.rotation(v_room.player_id, v_room.suspended, 2 * v_places + v_room.plays))
            with ordinality as r (song_id, place)
          join public.songs s on s.id = r.song_id;
        end if;
        v_cooling_down := roomtone.latest_songs(v_room.heard || v_songs, v_room.heard_starts || v_starts, v_at, v_room.playable / 2);
        -- When all that is left should rest, sound goes before rest.
        select min(i) filter (where v_rotation[i] <> all (v_cooling_down)) into v_index
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
    select c.player_id, c.vector, c.unweighted, c.listeners, case when c.listeners > 0 then 'collective' else 'house' end as reason
    from roomtone.collectives c where c.player_id = any (p_players)
  ),
  old as materialized (
    select q.id, q.player_id, q.song_id, q.position, q.reason, q.listeners from public.player_queue q where q.player_id = any (p_players)
  ),
  planned as materialized (
    select p.player_id, p.song_id, p.place, p.kept, p.distance, p.penalty, p.reputation, p.direction as song_vector,
      r.vector as wanted, r.unweighted as wanted_unweighted,
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
      wanted = p.wanted, wanted_unweighted = p.wanted_unweighted, song_vector = p.song_vector, reputation = p.reputation, picked_at = p_now
    from planned p
    where q.id = p.entry and not p.kept
      and (q.position, q.reason, q.listeners, round(q.distance * 1000000), q.reputation, q.wanted::real[], q.wanted_unweighted::real[], q.song_vector::real[])
        is distinct from
        (p.place, p.reason, p.listeners, round(p.distance * 1000000), p.reputation, p.wanted::real[], p.wanted_unweighted::real[], p.song_vector::real[])
  ),
  came as (
    insert into public.player_queue
      (player_id, song_id, position, added_at, distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation, picked_at)
    select p.player_id, p.song_id, p.place, p_now, p.distance, p.penalty, p.listeners, p.reason,
      p.wanted, p.wanted_unweighted, p.song_vector, p.reputation, p_now
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
