-- The queue has two writers: the brain fills it by taste, the manager moves it on as songs are played. Both lock the room's row in
-- roomtone.collectives while they write.

create function roomtone.book_plays(p_players uuid[], p_now timestamptz) returns table (player_id uuid, plays int)
language plpgsql set search_path = ''
as $$
declare
  v_rooms uuid[];
  v_seen uuid[] := '{}';
  v_held uuid[] := '{}';
  v_new uuid[];
begin
  select array_agg(distinct p.player_id) into v_rooms
  from public.songs_playing p where p.player_id = any (p_players) and p.advanced_at is not null and p.booked_at is null;
  if v_rooms is null then
    return;
  end if;
  -- Whoever is in a room stays in that session until the play is booked. Those who are about to end theirs are waited for; if they
  -- began another, the next look sees it. When a look shows nobody new, all who are there are held.
  loop
    select array_agg(s.id) into v_new
    from public.sessions s
    where s.player_id = any (v_rooms) and s.status = 'active' and s.expires_at > p_now and s.id <> all (v_seen);
    exit when v_new is null;
    v_seen := v_seen || v_new;
    v_held := v_held || array(
      select s.id from public.sessions s
      where s.id = any (v_new) and s.status = 'active' and s.expires_at > p_now
      for share of s);
  end loop;
  return query
    with due as materialized (
      select p.id, p.player_id, p.played_at, s.embedding
      from public.songs_playing p left join public.songs s on s.id = p.song_id
      where p.player_id = any (v_rooms) and p.advanced_at is not null and p.booked_at is null
    ),
    -- A song without an embedding serves nobody.
    heard as materialized (
      select d.*, row_number() over (partition by d.player_id order by d.played_at desc, d.id desc) - 1 as later
      from due d where d.embedding is not null
    ),
    present as materialized (
      select s.id as session_id, s.player_id, p.preference_vector
      from public.sessions s join public.profiles p on p.id = s.user_id
      where s.id = any (v_held) and p.preference_vector is not null
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

create function roomtone.nearest_in_catalogue(p_vec extensions.vector, p_player_id uuid, p_fresh int, p_now timestamptz, out songs uuid[], out distances double precision[], out edge double precision)
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
comment on function roomtone.nearest_in_catalogue(extensions.vector, uuid, int, timestamptz) is 'The songs in use nearest to a taste, as many as it takes to have p_fresh among them that the player has not played for 96 hours, 2000 at most, by the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does. distances: of each of them, 0..2. edge: no other song is nearer than this; null: there is no other. Left out are those that their penalty moves beyond the edge: only a good reputation could bring them back, and songs that have one are looked at for that.';

create function roomtone.rotation(p_player_id uuid, p_without uuid[], p_limit bigint) returns uuid[]
language plpgsql stable
-- A custom plan knows the limit: a few songs are read from an index in order.
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
comment on function roomtone.rotation(uuid, uuid[], bigint) is 'The songs that a player may play, p_without left out, least recently played first.';

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
  set vector = t.vector, unweighted = t.unweighted, listeners = t.listeners, house = t.house, computed_at = v_now
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
comment on function roomtone.queue_fill(uuid[], interval) is 'The brain''s writer. For each player that no other transaction has locked, and whose queue was not filled for p_older_than: books the plays that moved its queue on, computes its collective, and fills the queue: all of it when a song has just started, else all behind the first entry. Returns a row for each player done; locked players are missing and have to be tried again.';

create function roomtone.fill_changed_rooms(p_players uuid[]) returns table (player_id uuid, changed int, listeners int, booked int)
language plpgsql
-- The table is mostly empty; a plan made for an empty table would read all of it ever after.
set search_path = '' set enable_seqscan = off
as $$
declare
  v_changes bigint[];
  v_rooms uuid[];
begin
  select array_agg(m.id), array_agg(distinct m.player_id) into v_changes, v_rooms
  from (
    select c.id, c.player_id from roomtone.room_changes c where c.player_id = any (p_players) for update skip locked
  ) m;
  if v_changes is null then
    return;
  end if;
  return query
    with filled as materialized (
      select f.player_id, f.changed, f.listeners, f.booked from roomtone.queue_fill(v_rooms) f
    ),
    followed as (
      delete from roomtone.room_changes c
      where c.id = any (v_changes) and c.player_id in (select f.player_id from filled f)
    )
    select f.player_id, f.changed, f.listeners, f.booked from filled f;
end
$$;
comment on function roomtone.fill_changed_rooms(uuid[]) is 'Fills the queues of those players that have rows in roomtone.room_changes, and deletes these rows, except for rows that another transaction has locked. Returns a row for each player done, as roomtone.queue_fill does; players that another replica fills, or that have no rows any more, are missing.';

create function roomtone.queue_advance(
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
         wanted, wanted_unweighted, song_vector, reputation)
      values (p_play_id, p_player_id, p_song_id, p_started_at,
        case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome,
        case when v_explains then v_entry.id end, case when v_moves then v_now end,
        case when v_explains then v_entry.distance end, case when v_explains then v_entry.penalty end,
        case when v_explains then v_entry.listeners end, case when v_explains then v_entry.reason end,
        case when v_explains then v_entry.wanted end, case when v_explains then v_entry.wanted_unweighted end,
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
        where s.player_id = p_player_id and s.song_id <> all (roomtone.suspended(p_player_id, v_now)));
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
comment on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text) is
'The manager''s writer. With a play: records a device''s report (result recorded, updated, duplicate, or rejected with the reason); a start that is the player''s latest and less than 10 minutes old moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it. Always: with fewer than two entries left, or without a play, tops up by rotation to min(5, playable).';

update roomtone.schema_version set version = 20261130090900;
