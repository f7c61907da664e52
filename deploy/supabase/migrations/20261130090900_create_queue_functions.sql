-- The queue has two writers: the brain fills it by taste, the manager moves it on as songs are played. Both lock the room's row in
-- roomtone.collectives while they write.
set local lock_timeout = '4s';

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
      select v.session_id, v.player_id, sum((roomtone.rules()).ledger_gain * (v.cosine - v.mean) * power((roomtone.rules()).ledger_decay, v.later))
      from served v group by v.session_id, v.player_id order by v.session_id
      on conflict (session_id) do update
      set balance = excluded.balance
        + known.balance * power((roomtone.rules()).ledger_decay, (select count(*) from heard h where h.player_id = excluded.player_id))
    ),
    done as (
      update public.songs_playing p set booked_at = p_now from due d where p.id = d.id returning p.player_id
    )
    select d.player_id, count(*)::int from done d group by d.player_id;
end
$$;
comment on function roomtone.book_plays(uuid[], timestamptz) is 'Books the plays that moved the queues of players on into the ledgers of those who are in the room, in the order of the plays: d <- 0.9*d + 0.1*(cos(u, s) - mean). A row for each player that had any.';
create function roomtone.nearest_in_catalogue(
  p_vec extensions.vector, p_player_id uuid, p_penalties roomtone.song_penalty[], p_fresh int, out songs roomtone.candidate[], out edge double precision)
language plpgsql stable
-- The index yields the songs in order, and the loop stops when it has enough.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
  v_song record;
  v_songs uuid[] := '{}';
  v_distances double precision[] := '{}';
  v_fresh int := 0;
begin
  for v_song in
    select s.id, s.embedding operator(extensions.<=>) p_vec as distance,
      s.id in (select p.song_id from unnest(p_penalties) p) as played
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit (roomtone.rules()).search_width
  loop
    v_songs := v_songs || v_song.id;
    v_distances := v_distances || v_song.distance;
    edge := greatest(edge, v_song.distance);
    if not v_song.played then
      v_fresh := v_fresh + 1;
      exit when v_fresh = p_fresh;
    end if;
  end loop;
  if v_fresh < p_fresh and cardinality(v_songs) < (roomtone.rules()).search_width then
    edge := null;
  end if;
  songs := array(
    select row(s.song_id, s.distance, coalesce(p.penalty, 0), null, l.played_at, null, null, null)::roomtone.candidate
    from unnest(v_songs, v_distances) as s (song_id, distance)
    left join unnest(p_penalties) p on p.song_id = s.song_id
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    -- A room that has played what it likes for a day has many songs whose penalty moves them beyond the edge.
    where edge is null or s.distance + coalesce(p.penalty, 0) < edge);
end
$$;
comment on function roomtone.nearest_in_catalogue(extensions.vector, uuid, roomtone.song_penalty[], int) is 'The songs in use nearest to a taste, as many as it takes to have p_fresh among them that are not in p_penalties, the recency penalties of the player, within the search width, by the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does. songs: with distance, penalty and last_played. edge: no other song is nearer than this; null: there is no other. Songs that their penalty moves beyond the edge are left out: only a good reputation could bring them back, and songs that have one are looked at for that.';
create function roomtone.candidate_lists(p_rooms roomtone.room_state[], p_now timestamptz)
returns table (room roomtone.room_state, candidates roomtone.candidate[], complete boolean)
language plpgsql stable rows 20
set search_path = '' set enable_seqscan = off set random_page_cost = 1.1 set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with recent as materialized (
      select p.player_id, p.penalties
      from roomtone.recency_penalties(
        array(select r.player_id from unnest(p_rooms) r where r.vector is not null),
        array(select r.playable from unnest(p_rooms) r where r.vector is not null), p_now) p
    )
    select r, best.candidates, near.edge is null
    from unnest(p_rooms) r
    left join recent on recent.player_id = r.player_id
    -- The nearest songs, with distance, penalty and last_played.
    left join lateral (
      select n.songs, n.edge from roomtone.nearest_in_catalogue(r.vector, r.player_id, recent.penalties, 2 * (roomtone.rules()).queue_length) n
      where not r.has_library and r.vector is not null
      union all
      select array_agg(row(n.song_id, n.distance, coalesce(p.penalty, 0), null, l.played_at, null, null, null)::roomtone.candidate),
        case when count(*) = size.songs then max(n.distance) end
      from (
        -- Enough for a queue twice over besides those that were played or are suspended.
        select 2 * (roomtone.rules()).queue_length + cardinality(recent.penalties) + cardinality(r.suspended) as songs
        where r.has_library and r.vector is not null
      ) size
      cross join lateral (
        select d.song_id, d.distance
        from (
          -- Measured once: offset keeps the order from asking for it again.
          select l.song_id, l.direction operator(extensions.<=>) r.vector as distance
          from roomtone.library_directions l
          where l.player_id = r.player_id and l.direction is not null offset 0
        ) d
        order by d.distance
        limit size.songs
      ) n
      left join unnest(recent.penalties) p on p.song_id = n.song_id
      left join lateral (
        select p.played_at from roomtone.last_plays p where p.player_id = r.player_id and p.song_id = n.song_id offset 0
      ) l on true
      group by size.songs
    ) near on true
    left join lateral (
      select array_agg(row(m.song_id, m.distance, m.penalty, m.reputation, m.last_played, d.direction, d.type, d.duration)::roomtone.candidate
        order by m.place) as candidates
      from (
        select ranked.*, row_number() over () as place
        from (
          with votes as materialized (
            select v.song_id, v.sum_k, v.sum_kw, v.direction from roomtone.song_reputations v
            where v.player_id = r.player_id and r.vector is not null
          ),
          voted as materialized (
            select v.song_id, v.direction, (v.sum_kw - mean.vote * v.sum_k) / (v.sum_k + (roomtone.rules()).prior_votes) as reputation
            from votes v
            cross join (select sum(m.sum_kw) / (sum(m.sum_k) + (roomtone.rules()).prior_votes) as vote from votes m) mean
          ),
          -- Songs with a good reputation, unless they are too far away to matter. Their directions are in single precision, so that
          -- the distance of those near the edge is computed from the embedding.
          liked as (
            select v.song_id, v.reputation, s.embedding operator(extensions.<=>) r.vector as distance
            from voted v join public.songs s on s.id = v.song_id and s.archived_at is null and s.embedding is not null
            where v.reputation > 0
              and (v.direction operator(extensions.<=>) r.vector) - (roomtone.rules()).reputation_weight * v.reputation < near.edge + (roomtone.rules()).direction_tolerance
              and v.song_id not in (select n.song_id from unnest(near.songs) n)
          )
          select c.*, round((c.distance + c.penalty - (roomtone.rules()).reputation_weight * c.reputation) * 1000000) / 1000000 as adjusted
          from (
            select n.song_id, n.distance, n.penalty, coalesce(v.reputation, 0) as reputation, n.last_played
            from unnest(near.songs) n left join voted v on v.song_id = n.song_id
            union all
            select s.song_id, s.distance, coalesce(p.penalty, 0), s.reputation, l.played_at
            from liked s
            left join unnest(recent.penalties) p on p.song_id = s.song_id
            left join lateral (
              select p.played_at from roomtone.last_plays p where p.player_id = r.player_id and p.song_id = s.song_id offset 0
            ) l on true
            where s.distance - (roomtone.rules()).reputation_weight * s.reputation < near.edge
              and (
                not r.has_library
                or exists (select from roomtone.library_directions d where d.player_id = r.player_id and d.song_id = s.song_id))
          ) c
          where c.song_id <> all (r.suspended)
          order by adjusted, c.last_played nulls first, c.song_id
          -- Songs that are cooling down were heard recently or are queued, so that one more than these is left.
          limit 2 * (roomtone.rules()).queue_length + r.recent_plays
        ) ranked
      ) m
      -- Most rooms take the first of them; the others are looked up when a plan takes them.
      left join lateral (
        select extensions.l2_normalize(s.embedding) as direction, s.type, s.duration
        from public.songs s where s.id = m.song_id and m.place <= (roomtone.rules()).queue_length + 1 offset 0
      ) d on true
      where near.edge is null or m.adjusted < near.edge - (roomtone.rules()).rank_tolerance
    ) best on true;
end
$$;
comment on function roomtone.candidate_lists(roomtone.room_state[], timestamptz) is 'The songs that rank best for what each room wants, best first, suspended songs left out: adjusted = distance + penalty - weight * reputation, to 6 decimals, ties by last_played nulls first, then id. complete: no other song can be picked by taste. Why few songs suffice: the distance and penalty of a song that is not among them come to no less than the edge, and only a good reputation moves it nearer. So what ranks below the edge is better than all that was not looked at; what ranks beyond it is left out.';
create function roomtone.all_candidates(p_room roomtone.room_state, p_now timestamptz) returns roomtone.candidate[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select row(r.song_id, r.distance, r.penalty, r.reputation, r.last_played, extensions.l2_normalize(s.embedding), s.type, s.duration)::roomtone.candidate
    from roomtone.rank_songs(p_room.vector, p_room.player_id, p_room.playable, p_now, p_room.suspended, 2 * (roomtone.rules()).queue_length + p_room.recent_plays)
      with ordinality as r (song_id, title, distance, penalty, reputation, adjusted_distance, last_played, place)
    join public.songs s on s.id = r.song_id
    order by r.place);
end
$$;
comment on function roomtone.all_candidates(roomtone.room_state, timestamptz) is 'As many of the best songs of all as a plan can need, best first, as roomtone.candidate_lists would yield them had it looked at all songs.';
create function roomtone.rotation(p_player_id uuid, p_without uuid[], p_limit bigint) returns uuid[]
language plpgsql stable
-- A custom plan knows the limit: a few songs are read from an index in order.
set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_never uuid[];
begin
  if exists (select from public.player_library l where l.player_id = p_player_id)
    or (select count(*) from (select from roomtone.last_plays l where l.player_id = p_player_id limit (roomtone.rules()).search_width + 1) many) > (roomtone.rules()).search_width
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
create function roomtone.rotation_candidates(p_room roomtone.room_state) returns roomtone.candidate[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select row(r.song_id, null, null, null, null, null, s.type, s.duration)::roomtone.candidate
    from unnest(roomtone.rotation(p_room.player_id, p_room.suspended, 2 * (roomtone.rules()).queue_length + p_room.recent_plays))
      with ordinality as r (song_id, place)
    join public.songs s on s.id = r.song_id
    order by r.place);
end
$$;
comment on function roomtone.rotation_candidates(roomtone.room_state) is 'As many playable songs as a plan can need, least recently played first.';
create type roomtone.planned_entry as (
  player_id uuid, -- the room
  place int, -- 1 is what plays next
  kept boolean, -- whether the entry stands as it was picked before; of its song only the id is known then
  song roomtone.candidate -- the song, with what it was picked for
);
comment on type roomtone.planned_entry is 'An entry of a queue as planned.';
create function roomtone.plan_queue(p_room roomtone.room_state, p_candidates roomtone.candidate[], p_complete boolean, p_now timestamptz)
returns setof roomtone.planned_entry
language plpgsql stable rows 5 set search_path = ''
as $$
declare
  v_cool_down constant interval := (roomtone.rules()).cool_down;
  v_length constant int := least((roomtone.rules()).queue_length, p_room.playable);
  v_candidates roomtone.candidate[] := coalesce(p_candidates, '{}');
  v_complete boolean := p_complete;
  v_rotation roomtone.candidate[];
  v_heard roomtone.song_start[];
  v_starts roomtone.song_start[] := p_room.kept;
  v_start roomtone.song_start;
  v_taken uuid[] := '{}';
  v_at timestamptz := p_room.next_at;
  v_cooling_down uuid[];
  v_candidate roomtone.candidate;
  v_chosen roomtone.candidate;
begin
  foreach v_start in array p_room.kept loop
    v_taken := v_taken || v_start.song_id;
    return next row(p_room.player_id, cardinality(v_taken), true, row(v_start.song_id, null, null, null, null, null, null, null)::roomtone.candidate)::roomtone.planned_entry;
  end loop;
  while cardinality(v_taken) < v_length loop
    v_chosen := null;
    v_cooling_down := null;
    if not p_room.full_cool_down then
      v_heard := coalesce(v_heard, roomtone.recent_starts(p_room.player_id, p_now));
      v_cooling_down := roomtone.cooling_down(v_heard || v_starts, v_at, p_room.playable);
    end if;
    loop
      foreach v_candidate in array v_candidates loop
        if v_candidate.song_id <> all (v_taken)
          and coalesce(v_candidate.song_id <> all (v_cooling_down), v_candidate.last_played < v_at - v_cool_down, true)
        then
          v_chosen := v_candidate;
          exit;
        end if;
      end loop;
      exit when v_complete or v_chosen.song_id is not null;
      v_candidates := roomtone.all_candidates(p_room, p_now);
      v_complete := true;
    end loop;
    if v_chosen.song_id is null then
      v_rotation := coalesce(v_rotation, roomtone.rotation_candidates(p_room));
      v_heard := coalesce(v_heard, roomtone.recent_starts(p_room.player_id, p_now));
      v_cooling_down := roomtone.cooling_down(v_heard || v_starts, v_at, p_room.playable);
      -- When all songs left are cooling down the first of them is taken: a room does not fall silent.
      foreach v_candidate in array v_rotation loop
        if v_candidate.song_id <> all (v_taken) then
          if v_candidate.song_id <> all (v_cooling_down) then
            v_chosen := v_candidate;
            exit;
          elsif v_chosen.song_id is null then
            v_chosen := v_candidate;
          end if;
        end if;
      end loop;
      exit when v_chosen.song_id is null;
    elsif v_chosen.type is null then
      select extensions.l2_normalize(s.embedding), s.type, s.duration into v_chosen.direction, v_chosen.type, v_chosen.duration
      from public.songs s where s.id = v_chosen.song_id;
    end if;
    v_taken := v_taken || v_chosen.song_id;
    v_starts := v_starts || row(v_chosen.song_id, v_at)::roomtone.song_start;
    v_at := v_at + make_interval(secs => roomtone.play_seconds(v_chosen.type, v_chosen.duration, p_room.soundscape_seconds));
    return next row(p_room.player_id, cardinality(v_taken), false, v_chosen)::roomtone.planned_entry;
  end loop;
end
$$;
comment on function roomtone.plan_queue(roomtone.room_state, roomtone.candidate[], boolean, timestamptz) is 'The queue of a room, entry by entry: those that stand; then for each place the best candidate that does not cool down when it would start; where there is none, the song that was played least recently. At most as many entries as songs are playable.';
create function roomtone.plan_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns setof roomtone.planned_entry
language plpgsql stable rows 100 set search_path = ''
as $$
declare
  v_rooms constant roomtone.room_state[] := array(select s from roomtone.room_states(p_players, p_keep, p_by_taste, p_now) s);
begin
  return query
    select e.*
    from roomtone.candidate_lists(v_rooms, p_now) c
    cross join lateral roomtone.plan_queue(c.room, c.candidates, c.complete, p_now) e;
end
$$;
comment on function roomtone.plan_queues(uuid[], int[], boolean, timestamptz) is 'The queues of players as they should be, each with its first p_keep entries as they are: the rooms, the candidates of each, and the plan made of them. Without p_by_taste rotation alone. Writes nothing.';
create function roomtone.write_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns table (player_id uuid, changed int)
language plpgsql rows 20 set search_path = ''
as $$
declare
  v_news_players uuid[];
  v_news int[];
  v_minimum constant int := (select i.disclosure_minimum from roomtone.installation i);
begin
  -- One statement, in which every part sees the queues as they were before.
  with room as materialized (
    select c.player_id, c.vector, c.unweighted, c.listeners, case when c.listeners > 0 then 'collective' else 'house' end as reason
    from roomtone.collectives c where c.player_id = any (p_players)
  ),
  old as materialized (
    select q.id, q.player_id, q.song_id, q.position, q.reason, q.listeners from public.player_queue q where q.player_id = any (p_players)
  ),
  planned as materialized (
    select p.player_id, p.place, p.kept, (p.song).song_id, (p.song).distance, (p.song).penalty, (p.song).reputation,
      (p.song).direction as song_vector, r.vector as wanted, r.unweighted as wanted_unweighted,
      case when p.kept then o.listeners else r.listeners end as listeners,
      case when p.kept then o.reason else coalesce(r.reason, 'rotation') end as reason,
      case when r.player_id is null and not p.kept then exists (
        select from roomtone.last_plays l where l.player_id = p.player_id and l.song_id = (p.song).song_id) end as heard_before,
      o.id as entry, o.position as old_place, o.reason as old_reason, o.listeners as old_listeners
    from roomtone.plan_queues(p_players, p_keep, p_by_taste, p_now) p
    left join room r on r.player_id = p.player_id and (p.song).distance is not null
    left join old o on o.player_id = p.player_id and o.song_id = (p.song).song_id
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
      wanted = p.wanted, wanted_unweighted = p.wanted_unweighted, song_vector = p.song_vector, reputation = p.reputation,
      heard_before = p.heard_before, picked_at = p_now
    from planned p
    where q.id = p.entry and not p.kept
      and (q.position, q.reason, q.listeners, round(q.distance * 1000000), q.reputation, q.heard_before, q.wanted::real[], q.wanted_unweighted::real[], q.song_vector::real[])
        is distinct from
        (p.place, p.reason, p.listeners, round(p.distance * 1000000), p.reputation, p.heard_before, p.wanted::real[], p.wanted_unweighted::real[], p.song_vector::real[])
  ),
  came as (
    insert into public.player_queue
      (player_id, song_id, position, added_at, distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at)
    select p.player_id, p.song_id, p.place, p_now, p.distance, p.penalty, p.listeners, p.reason,
      p.wanted, p.wanted_unweighted, p.song_vector, p.reputation, p.heard_before, p_now
    from planned p where p.entry is null
    returning player_queue.player_id
  ),
  news as (
    select g.player_id from gone g
    union all
    select n.player_id from came n
    union all
    -- Of the entries that stayed those count of which something else is shown. The reason is shown from disclosure_minimum listeners on.
    select p.player_id from planned p
    where (p.old_place, p.old_reason, coalesce(p.old_listeners, 0) >= v_minimum)
      <> (p.place, p.reason, coalesce(p.listeners, 0) >= v_minimum)
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
comment on function roomtone.write_queues(uuid[], int[], boolean, timestamptz) is 'Writes the queues of players as roomtone.plan_queues plans them, and only what differs. Returns for each how many entries came, went or changed what is shown of them, and notifies channel roomtone_player if any did. The caller has locked the rooms'' rows in collectives.';
create function roomtone.remove_entries(p_entries uuid[]) returns void
language plpgsql
-- Whatever the statistics say, the rows of the rooms are read by index.
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_players uuid[];
  v_positions int[];
begin
  with gone as (
    delete from public.player_queue q where q.id = any (p_entries) returning q.player_id, q.position
  )
  select array_agg(g.player_id), array_agg(g.position) into v_players, v_positions from gone g;
  update public.player_queue q
  set position = q.position - (
    select count(*) from unnest(v_players, v_positions) as g (player_id, position) where g.player_id = q.player_id and g.position < q.position)
  where q.player_id = any (v_players);
  update roomtone.dropped_entries d
  set position = d.position - (
    select count(*) from unnest(v_players, v_positions) as g (player_id, position) where g.player_id = d.player_id and g.position < d.position)
  where d.player_id = any (v_players);
end
$$;
comment on function roomtone.remove_entries(uuid[]) is 'Removes entries from queues, any number of any players: the entries behind them move up, and so do the places of dropped entries. The caller has locked the rooms'' rows in collectives.';
create function roomtone.drop_unplayable_entries(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, dropped int)
language plpgsql rows 1
-- Whatever the statistics say, a batch reads the rows of its own rooms by index.
set search_path = '' set enable_seqscan = off set random_page_cost = 1.1 set plan_cache_mode = force_generic_plan
as $$
declare
  v_entries uuid[];
begin
  select array_agg(q.id) into v_entries
  from unnest(p_players) as r (player_id)
  left join roomtone.playable_sums l on l.player_id = r.player_id
  join public.player_queue q on q.player_id = r.player_id
  where (q.player_id, q.song_id) in (select f.player_id, f.song_id from roomtone.suspended_songs(p_players, p_now) f)
    or case when l.player_id is null
      then not exists (select from public.songs s where s.id = q.song_id and s.archived_at is null)
      -- An archived song is not in use in any library.
      else not exists (select from roomtone.library_directions d where d.player_id = q.player_id and d.song_id = q.song_id) end;
  if v_entries is null then
    return;
  end if;
  return query
    with dropped as (
      insert into roomtone.dropped_entries
        (queue_id, player_id, song_id, position, dropped_at, distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at)
      select q.id, q.player_id, q.song_id, q.position, p_now, q.distance, q.penalty, q.listeners, q.reason,
        q.wanted, q.wanted_unweighted, q.song_vector, q.reputation, q.heard_before, q.picked_at
      from public.player_queue q where q.id = any (v_entries)
      returning dropped_entries.player_id
    )
    select d.player_id, count(*)::int from dropped d group by d.player_id;
  perform roomtone.remove_entries(v_entries);
  perform pg_notify('roomtone_player', d.player_id::text)
  from (select distinct e.player_id from roomtone.dropped_entries e where e.queue_id = any (v_entries)) d;
end
$$;
comment on function roomtone.drop_unplayable_entries(uuid[], timestamptz) is 'Removes from the queues of players, the first places included, the entries whose song may no longer play there: archived, not in the player''s library, or suspended. Keeps them in roomtone.dropped_entries and notifies channel roomtone_player. Returns a row for each player that lost any. The caller has locked the rooms'' rows in collectives.';
create function roomtone.queue_fill(p_players uuid[], p_older_than interval default null, p_playable_changed uuid[] default null)
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
  v_checked uuid[];
  v_dropped_rooms uuid[];
  v_dropped_entries int[];
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
  v_checked := array(select r.player_id from unnest(v_rooms) as r (player_id) where coalesce(r.player_id = any (p_playable_changed), true));
  if v_checked <> '{}' then
    select array_agg(d.player_id), array_agg(d.dropped) into v_dropped_rooms, v_dropped_entries
    from roomtone.drop_unplayable_entries(v_checked, v_now) d;
  end if;
  -- When a song has just started all is planned anew, else the first entry stands.
  v_keep := array(
    select case when r.player_id = any (v_booked_rooms) then 0 else 1 end
    from unnest(v_rooms) with ordinality as r (player_id, place) order by r.place);
  return query
    select w.player_id, w.changed + coalesce(d.entries, 0), c.listeners, coalesce(b.plays, 0)
    from roomtone.write_queues(v_rooms, v_keep, true, v_now) w
    join roomtone.collectives c on c.player_id = w.player_id
    left join unnest(v_booked_rooms, v_booked_plays) as b (player_id, plays) on b.player_id = w.player_id
    left join unnest(v_dropped_rooms, v_dropped_entries) as d (player_id, entries) on d.player_id = w.player_id;
end
$$;
comment on function roomtone.queue_fill(uuid[], interval, uuid[]) is 'The brain''s writer. For each player that no other transaction has locked, and whose queue was not filled for p_older_than: books the plays that moved its queue on, computes its collective, drops the entries whose song may no longer play there (if p_playable_changed is given only at the players that it names), and fills the queue: all of it when a song has just started, else all behind the first entry. Returns a row for each player done; locked players are missing and have to be tried again.';
create function roomtone.fill_changed_rooms(p_players uuid[])
returns table (player_id uuid, changed int, listeners int, booked int, traceparents text[])
language plpgsql
-- The table is mostly empty; a plan made for an empty table would read all of it ever after.
set search_path = '' set enable_seqscan = off
as $$
declare
  v_changes bigint[];
  v_rooms uuid[];
  v_playable_changed uuid[];
  v_traced_rooms uuid[];
  v_traceparents text[];
begin
  select array_agg(m.id), array_agg(distinct m.player_id), array_agg(distinct m.player_id) filter (where m.playable_changed),
    array_agg(m.player_id) filter (where m.traceparent is not null), array_agg(m.traceparent) filter (where m.traceparent is not null)
  into v_changes, v_rooms, v_playable_changed, v_traced_rooms, v_traceparents
  from (
    select c.id, c.player_id, c.playable_changed, c.traceparent
    from roomtone.room_changes c where c.player_id = any (p_players) for update skip locked
  ) m;
  if v_changes is null then
    return;
  end if;
  return query
    with filled as materialized (
      select f.player_id, f.changed, f.listeners, f.booked from roomtone.queue_fill(v_rooms, p_playable_changed => coalesce(v_playable_changed, '{}')) f
    ),
    followed as (
      delete from roomtone.room_changes c
      where c.id = any (v_changes) and c.player_id in (select f.player_id from filled f)
    )
    select f.player_id, f.changed, f.listeners, f.booked, traced.traceparents
    from filled f
    left join (
      select t.player_id, array_agg(distinct t.traceparent) as traceparents
      from unnest(v_traced_rooms, v_traceparents) as t (player_id, traceparent) group by t.player_id
    ) traced on traced.player_id = f.player_id;
end
$$;
comment on function roomtone.fill_changed_rooms(uuid[]) is 'Fills the queues of those players that have rows in roomtone.room_changes, and deletes these rows, except for rows that another transaction has locked. Returns a row for each player done, as roomtone.queue_fill does, with the recorded spans that changed the room (null for none); players that another replica fills, or that have no rows any more, are missing.';
create function roomtone.play_refusal(
  p_player_id uuid, p_play_id uuid, p_song_id uuid, p_started_at timestamptz, p_ended_at timestamptz, p_outcome text, p_now timestamptz)
returns table (result text, reason text)
language plpgsql stable set search_path = ''
as $$
declare
  v_known public.songs_playing;
begin
  select * into v_known from public.songs_playing p where p.id = p_play_id;
  if v_known.id is not null and v_known.player_id is distinct from p_player_id then
    reason := 'play-of-another-player';
  elsif v_known.id is not null and v_known.song_id is distinct from p_song_id then
    reason := 'play-of-another-song';
  elsif v_known.id is not null
    and (p_ended_at is null or v_known.ended_at is not null) and (p_outcome is null or v_known.outcome is not null) then
    return query select 'duplicate', null::text;
    return;
  elsif p_ended_at < coalesce(v_known.played_at, p_started_at) - (roomtone.rules()).max_time_shift then
    reason := 'ends-before-it-starts';
  elsif p_ended_at > p_now + (roomtone.rules()).max_clock_error then
    reason := 'ends-in-the-future';
  elsif v_known.id is not null then
    return;
  elsif not exists (select from public.songs s where s.id = p_song_id) then
    reason := 'unknown-song';
  elsif p_started_at is null then
    reason := 'starts-never';
  elsif p_started_at > p_now + (roomtone.rules()).max_clock_error then
    reason := 'starts-in-the-future';
  elsif p_started_at < p_now - (roomtone.rules()).max_report_age then
    reason := 'too-old';
  else
    return;
  end if;
  result := 'rejected';
  return next;
end
$$;
comment on function roomtone.play_refusal(uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz) is 'Why the report of a play is not recorded: a row with rejected and the reason, or with duplicate for a report that says nothing new; no row for a report to record.';
create function roomtone.record_start(
  p_player_id uuid, p_play_id uuid, p_song_id uuid, p_queue_id uuid, p_started_at timestamptz, p_ended_at timestamptz, p_outcome text,
  p_arrived_at timestamptz, p_now timestamptz)
returns boolean
language plpgsql set search_path = ''
as $$
declare
  v_newest timestamptz;
  v_moves boolean;
  v_dropped roomtone.dropped_entries;
  v_entry public.player_queue;
  v_source record;
begin
  select max(p.played_at) into v_newest from public.songs_playing p where p.player_id = p_player_id;
  v_moves := p_started_at > p_arrived_at - (roomtone.rules()).max_advance_age and (v_newest is null or p_started_at > v_newest);
  select * into v_dropped from roomtone.dropped_entries d
  where d.queue_id = p_queue_id and d.player_id = p_player_id and d.dropped_at > p_now - (roomtone.rules()).dropped_span;
  if not found then
    select * into v_entry from public.player_queue q
    where q.player_id = p_player_id and (q.id = p_queue_id or q.song_id = p_song_id)
    order by q.id = p_queue_id desc nulls last, q.position limit 1;
  end if;
  -- The entry explains the play if it is its song, and if it was taken from there: named, or leaving now.
  select e.* into v_source
  from (
    select v_dropped.queue_id as id, v_dropped.distance, v_dropped.penalty, v_dropped.listeners, v_dropped.reason,
      v_dropped.wanted, v_dropped.wanted_unweighted, v_dropped.song_vector, v_dropped.reputation, v_dropped.heard_before, v_dropped.picked_at
    where v_dropped.song_id = p_song_id
    union all
    select v_entry.id, v_entry.distance, v_entry.penalty, v_entry.listeners, v_entry.reason,
      v_entry.wanted, v_entry.wanted_unweighted, v_entry.song_vector, v_entry.reputation, v_entry.heard_before, v_entry.picked_at
    where v_entry.song_id = p_song_id and (v_moves or v_entry.id = p_queue_id)
  ) e;
  insert into public.songs_playing
    (id, player_id, song_id, played_at, ended_at, outcome, queue_id, advanced_at, distance, penalty, listeners, reason,
     wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at)
  values (p_play_id, p_player_id, p_song_id, p_started_at,
    case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome, v_source.id, case when v_moves then p_now end,
    v_source.distance, v_source.penalty, v_source.listeners, v_source.reason,
    v_source.wanted, v_source.wanted_unweighted, v_source.song_vector, v_source.reputation, v_source.heard_before, v_source.picked_at);
  if v_moves then
    -- What stood before a dropped entry leaves, and a later entry of the same song, which has come back meanwhile.
    perform roomtone.remove_entries(array(
      select q.id from public.player_queue q
      where q.player_id = p_player_id
        and (q.position <= v_entry.position or q.position < v_dropped.position or q.song_id = v_dropped.song_id)));
    insert into roomtone.room_changes (player_id) values (p_player_id);
    perform pg_notify('roomtone_player', p_player_id::text);
  end if;
  return v_moves;
end
$$;
comment on function roomtone.record_start(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz, timestamptz) is 'Records a play that is not known yet, with what its queue entry was picked for. A start that is the player''s latest and young enough at p_arrived_at moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it. Where p_queue_id names an entry that was dropped, what stood before its place leaves. Returns whether it did.';
create function roomtone.update_current_song(p_player_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.players pl
  set current_song_id = case when newest.runs then newest.song_id end,
      status = case when newest.runs then 'playing' else 'idle' end,
      skip_play_id = case when newest.runs and pl.skip_play_id = newest.id then pl.skip_play_id end
  from (
    select p.id, p.song_id,
      p.ended_at is null and p.outcome is null
        and roomtone.now() < roomtone.play_over_at(p.played_at, s.type, s.duration, r.soundscape_seconds) as runs
    from public.songs_playing p
    left join public.songs s on s.id = p.song_id
    join public.players r on r.id = p.player_id
    where p.player_id = p_player_id and p.advanced_at is not null order by p.played_at desc, p.id limit 1
  ) newest
  where pl.id = p_player_id;
end
$$;
comment on function roomtone.update_current_song(uuid) is 'Sets current song, status and skip of a player by the newest of the plays that moved its queue on.';

create function roomtone.end_overdue_plays(p_limit int) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
  v_players uuid[];
  v_ended int;
begin
  -- A play report holds the same lock: who is reporting now sets status and song.
  v_players := array(
    select c.player_id
    from roomtone.collectives c
    join public.players p on p.id = c.player_id
    -- The same as roomtone.player_plays, which is too slow to be called for each of many players.
    left join lateral (
      select n.song_id, n.played_at, n.ended_at, n.outcome from public.songs_playing n
      where n.player_id = p.id order by n.played_at desc, n.id limit 1
    ) newest on true
    left join public.songs s on s.id = newest.song_id
    where (p.status = 'playing' or p.current_song_id is not null)
      and not coalesce(newest.ended_at is null and newest.outcome is null
        and v_now < roomtone.play_over_at(newest.played_at, s.type, s.duration, p.soundscape_seconds), false)
    order by c.player_id limit p_limit for update of c skip locked);
  -- A new statement, so that it sees what was reported before the lock was taken.
  update public.players p
  set status = case when p.status = 'playing' then 'idle' else p.status end, current_song_id = null, skip_play_id = null
  from (
    select o.id from public.players o
    where o.id = any (v_players) and not roomtone.player_plays(o.id)
    order by o.id for no key update skip locked
  ) over
  where p.id = over.id;
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;
comment on function roomtone.end_overdue_plays(int) is 'Clears the current song of players whose newest play is over, and sets them from playing to idle: at most p_limit of them; returns how many. A device that was switched off reports no end. Waits for nobody: players that another transaction holds are left for the next call.';
create function roomtone.queue_advance(
  p_player_id uuid, p_play_id uuid default null, p_song_id uuid default null, p_queue_id uuid default null,
  p_started_at timestamptz default null, p_ended_at timestamptz default null, p_outcome text default null, p_arrived_at timestamptz default null)
returns table (result text, reason text)
language plpgsql security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  v_arrived timestamptz := least(p_arrived_at, v_now);
  v_moves boolean;
begin
  perform from roomtone.collectives c where c.player_id = p_player_id for update;
  if not found then
    return query select 'rejected', 'unknown-player';
    return;
  end if;
  result := 'filled';
  if p_play_id is not null then
    return query select r.result, r.reason
      from roomtone.play_refusal(p_player_id, p_play_id, p_song_id, p_started_at, p_ended_at, p_outcome, v_arrived) r;
    if found then
      return;
    end if;
    update public.songs_playing p
    set ended_at = coalesce(p.ended_at, greatest(coalesce(p_ended_at, v_arrived), p.played_at)), outcome = coalesce(p.outcome, p_outcome)
    where p.id = p_play_id;
    if found then
      result := 'updated';
    else
      v_moves := roomtone.record_start(p_player_id, p_play_id, p_song_id, p_queue_id, p_started_at, p_ended_at, p_outcome, v_arrived, v_now);
      result := 'recorded';
    end if;
    if v_moves or result = 'updated' then
      perform roomtone.update_current_song(p_player_id);
    end if;
  end if;
  -- A song that may no longer play leaves with the change, or with the report of its third failure.
  insert into roomtone.room_changes (player_id)
  select d.player_id from roomtone.drop_unplayable_entries(array[p_player_id], v_now) d;
  if (select count(*) from public.player_queue q where q.player_id = p_player_id) < 2 or p_play_id is null then
    perform roomtone.write_queues(array[p_player_id], array[(roomtone.rules()).queue_length], false, v_now);
  end if;
  return next;
end
$$;
comment on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz) is
'The manager''s writer. With a play: records a device''s report (result recorded, updated, duplicate, or rejected with the reason), as it was when it arrived at p_arrived_at, now by default: a call may wait for a database that hangs. A start that is the player''s latest and less than 10 minutes old moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it; of an entry that was dropped in the last hour, what stood before its place. Always: drops the entries whose song may no longer play there, and, with fewer than two entries left or without a play, tops up by rotation to min(5, playable).';

update roomtone.schema_version set version = 20261130090900;
