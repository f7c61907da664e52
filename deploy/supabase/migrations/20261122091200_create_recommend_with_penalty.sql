-- The pick: which songs a room may hear, how near each is to what it wants, and which must rest.

create function roomtone.play_seconds(p_type text, p_duration int, p_soundscape_seconds int) returns int
language sql immutable parallel safe
set search_path = ''
as $$ select case when p_type = 'instrumental' then coalesce(p_duration, 180) else p_soundscape_seconds end $$;
comment on function roomtone.play_seconds(text, int, int) is 'How long a song plays: an instrumental once (180 s where the length is unknown), a soundscape for the player''s setting.';

-- Seen through by the planner: one of the two halves is never run.
create function roomtone.library(p_player_id uuid) returns table (song_id uuid)
language sql stable
set search_path = ''
as $$
  select s.id from public.player_library l join public.songs s on s.id = l.song_id
  where l.player_id = p_player_id and s.archived_at is null
  union all
  select s.id from public.songs s
  where s.archived_at is null and not exists (select from public.player_library l where l.player_id = p_player_id)
$$;
comment on function roomtone.library(uuid) is 'Songs in use of the player''s library, or the whole catalogue in use where it has none.';

create function roomtone.benched(p_player_id uuid, p_now timestamptz) returns table (song_id uuid)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select failing.song_id
  from (
    select f.song_id from public.songs_playing f
    where f.player_id = p_player_id and f.outcome = 'failed' and f.song_id is not null
    group by f.song_id
    having count(*) >= 3 and max(f.played_at) > p_now - interval '24 hours'
  ) failing
  where (
    select bool_and(last_three.outcome is not distinct from 'failed')
    from (
      select p.outcome from public.songs_playing p
      where p.player_id = p_player_id and p.song_id = failing.song_id
      order by p.played_at desc, p.id limit 3
    ) last_three
  );
end
$$;
comment on function roomtone.benched(uuid, timestamptz) is 'Songs whose last three plays at this player all failed, the last of them less than 24 hours ago.';

create function roomtone.playable(p_player_id uuid, p_now timestamptz) returns table (song_id uuid)
language sql stable
set search_path = ''
as $$
  select l.song_id from roomtone.library(p_player_id) l
  where l.song_id not in (select b.song_id from roomtone.benched(p_player_id, p_now) b)
$$;
comment on function roomtone.playable(uuid, timestamptz) is 'The songs that may be picked for a player: its library less what keeps failing there.';

create function roomtone.recency_penalty(p_last_played timestamptz, p_now timestamptz) returns double precision
language sql immutable parallel safe
set search_path = ''
as $$
  select case
    when p_last_played is null or p_now - p_last_played > interval '96 hours' then 0
    -- A play that starts a moment ahead of the clock is as fresh as can be.
    else 0.05 * exp(-greatest(extract(epoch from p_now - p_last_played), 0)::double precision / 21600)
  end
$$;
comment on function roomtone.recency_penalty(timestamptz, timestamptz) is '0.05*e^(-age/6 h), 0..0.05; 0 when never played or more than 96 hours ago.';

-- The definition of the pick. Distances are exact: every playable song is looked at, no approximate index takes part.
create function roomtone.ranked(p_vec extensions.vector, p_player_id uuid, p_now timestamptz)
returns table (
  song_id uuid, title text, distance double precision, penalty double precision, reputation double precision,
  adjusted_distance double precision, last_played timestamptz
)
language sql stable
set search_path = ''
as $$
  with total as materialized (
    select coalesce(sum(r.sum_kw) / (sum(r.sum_k) + 5), 0) as mean_vote
    from roomtone.song_reputations r where r.player_id = p_player_id
  ),
  measured as (
    select s.id, s.title,
      s.embedding operator(extensions.<=>) p_vec as distance,
      roomtone.recency_penalty(l.played_at, p_now) as penalty,
      coalesce((r.sum_kw - t.mean_vote * r.sum_k) / (r.sum_k + 5), 0) as reputation,
      l.played_at
    from roomtone.playable(p_player_id, p_now) p
    join public.songs s on s.id = p.song_id
    cross join total t
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.id
    left join roomtone.song_reputations r on r.player_id = p_player_id and r.song_id = s.id
    where s.embedding is not null
  )
  select m.id, m.title, m.distance, m.penalty, m.reputation,
    round((m.distance + m.penalty - 0.3 * m.reputation)::numeric, 6)::double precision, m.played_at
  from measured m
$$;
comment on function roomtone.ranked(extensions.vector, uuid, timestamptz) is 'Every playable song with an embedding, measured against a taste: adjusted = cosine distance + recency penalty - 0.3*reputation, to 6 decimals. Not sorted; order by adjusted_distance, last_played nulls first, song_id.';

create function roomtone.best(p_vec extensions.vector, p_player_id uuid, p_now timestamptz, p_limit int)
returns table (
  song_id uuid, title text, distance double precision, penalty double precision, reputation double precision,
  adjusted_distance double precision, last_played timestamptz
)
language plpgsql stable
-- One plan for all rooms: planning anew for every list of songs would cost more than the search.
set plan_cache_mode = force_generic_plan
set search_path = ''
as $$
declare
  v_point extensions.cube;
  v_near int := greatest(40, 2 * p_limit);
  v_edge double precision;
  v_benched uuid[];
  v_mean_vote double precision;
  v_known uuid[];
  v_best record;
begin
  if p_vec is null or exists (select from public.player_library l where l.player_id = p_player_id) then
    return query select r.* from roomtone.ranked(p_vec, p_player_id, p_now) r
      order by r.adjusted_distance, r.last_played nulls first, r.song_id limit p_limit;
    return;
  end if;
  v_point := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
  v_benched := array(select b.song_id from roomtone.benched(p_player_id, p_now) b);
  select coalesce(sum(r.sum_kw) / (sum(r.sum_k) + 5), 0) into v_mean_vote from roomtone.song_reputations r where r.player_id = p_player_id;
  -- Only these differ from their distance.
  v_known := array(
    select r.song_id from roomtone.song_reputations r where r.player_id = p_player_id
    union
    select l.song_id from roomtone.last_plays l where l.player_id = p_player_id and l.played_at >= p_now - interval '96 hours');
  while v_near <= 4000 loop
    with nearest as materialized (
      select s.id, s.title, s.embedding operator(extensions.<=>) p_vec as distance
      from public.songs s where s.archived_at is null and s.embedding is not null
      order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point limit v_near
    ),
    candidates as (
      select n.id, n.title, n.distance from nearest n
      union
      select s.id, s.title, s.embedding operator(extensions.<=>) p_vec
      from public.songs s where s.id = any (v_known) and s.archived_at is null and s.embedding is not null
    ),
    measured as (
      select c.id, c.title, c.distance, case when l.played_at is null then 0 else roomtone.recency_penalty(l.played_at, p_now) end as penalty,
        coalesce((r.sum_kw - v_mean_vote * r.sum_k) / (r.sum_k + 5), 0) as reputation, l.played_at
      from candidates c
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = c.id
      left join roomtone.song_reputations r on r.player_id = p_player_id and r.song_id = c.id
      where c.id <> all (v_benched)
    ),
    adjusted as (
      select m.*, round((m.distance + m.penalty - 0.3 * m.reputation)::numeric, 6)::double precision as adjusted from measured m
    ),
    best as (select a.* from adjusted a order by a.adjusted, a.played_at nulls first, a.id limit p_limit)
    select array_agg(b.id order by b.adjusted, b.played_at nulls first, b.id) as ids,
      array_agg(b.title order by b.adjusted, b.played_at nulls first, b.id) as titles,
      array_agg(b.distance order by b.adjusted, b.played_at nulls first, b.id) as distances,
      array_agg(b.penalty order by b.adjusted, b.played_at nulls first, b.id) as penalties,
      array_agg(b.reputation order by b.adjusted, b.played_at nulls first, b.id) as reputations,
      array_agg(b.adjusted order by b.adjusted, b.played_at nulls first, b.id) as adjusteds,
      array_agg(b.played_at order by b.adjusted, b.played_at nulls first, b.id) as played,
      count(*) as found, max(b.adjusted) as worst,
      (select case when count(*) = v_near then max(n.distance) end from nearest n) as edge
    into v_best from best b;
    -- Whatever was not looked at is at least as far as the edge; a hair's breadth allows for rounding.
    if v_best.edge is null or (v_best.found = p_limit and v_best.worst < v_best.edge - 2e-6) then
      return query select * from unnest(v_best.ids, v_best.titles, v_best.distances, v_best.penalties, v_best.reputations, v_best.adjusteds, v_best.played);
      return;
    end if;
    v_near := v_near * 5;
  end loop;
  return query select r.* from roomtone.ranked(p_vec, p_player_id, p_now) r
    order by r.adjusted_distance, r.last_played nulls first, r.song_id limit p_limit;
end
$$;
comment on function roomtone.best(extensions.vector, uuid, timestamptz, int) is
'The first p_limit rows of roomtone.ranked, the same to the last digit. Without a library it looks at the nearest songs (GiST on roomtone.point) and at all that have a vote or a fresh play here: any other song''s adjusted distance is its distance, hence no smaller than that of the farthest one fetched. When the rows found are not all nearer than that, it fetches more, and at last ranks everything.';

create function roomtone.repertoire(p_player_id uuid, p_now timestamptz)
returns table (songs bigint, embedded bigint, direction double precision[])
language plpgsql stable
set search_path = ''
as $$
declare
  v_benched uuid[] := array(select b.song_id from roomtone.benched(p_player_id, p_now) b);
  v_out record;
begin
  if exists (select from public.player_library l where l.player_id = p_player_id) then
    return query select r.songs, r.embedded, r.direction
      from roomtone.sum_songs(array(select l.song_id from public.player_library l where l.player_id = p_player_id and l.song_id <> all (v_benched))) r;
  elsif cardinality(v_benched) = 0 then
    return query select c.songs, c.embedded, c.direction from roomtone.catalogue c;
  else
    return query select c.songs - r.songs, c.embedded - r.embedded,
      array[c.direction[1] - r.direction[1], c.direction[2] - r.direction[2], c.direction[3] - r.direction[3],
        c.direction[4] - r.direction[4], c.direction[5] - r.direction[5]]
      from roomtone.catalogue c cross join roomtone.sum_songs(v_benched) r;
  end if;
end
$$;
comment on function roomtone.repertoire(uuid, timestamptz) is 'How many songs are playable for a player, how many of them have an embedding, and the sum of their directions.';

create function roomtone.rotation(p_player_id uuid, p_now timestamptz, p_limit int)
returns table (song_id uuid)
language plpgsql stable
set search_path = ''
as $$
declare
  v_benched uuid[] := array(select b.song_id from roomtone.benched(p_player_id, p_now) b);
begin
  if exists (select from public.player_library l where l.player_id = p_player_id) then
    return query
      select s.id from public.player_library a join public.songs s on s.id = a.song_id
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.id
      where a.player_id = p_player_id and s.archived_at is null and s.id <> all (v_benched)
      order by l.played_at nulls first, s.id limit p_limit;
  else
    return query
      select o.id from (
        (select s.id, null::timestamptz as played_at from public.songs s
        where s.archived_at is null and s.id <> all (v_benched)
          and not exists (select from roomtone.last_plays l where l.player_id = p_player_id and l.song_id = s.id)
        order by s.id limit p_limit)
        union all
        (select s.id, l.played_at from roomtone.last_plays l join public.songs s on s.id = l.song_id
        where l.player_id = p_player_id and s.archived_at is null and s.id <> all (v_benched)
        order by l.played_at, l.song_id limit p_limit)
      ) o
      order by o.played_at nulls first, o.id limit p_limit;
  end if;
end
$$;
comment on function roomtone.rotation(uuid, timestamptz, int) is 'Playable songs, least recently played first, never played before all others, then by id.';

create function roomtone.queue_end(p_player_id uuid, p_now timestamptz)
returns table (songs uuid[], starts timestamptz[], ends_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
declare
  v_player public.players;
  v_seconds int;
  v_at timestamptz;
  v_entry record;
begin
  select * into v_player from public.players where id = p_player_id;
  -- What plays is the newest play, while nobody said that it ended. It may be over by now, but nothing starts in the past.
  select newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, v_player.soundscape_seconds))
  into v_at
  from (
    select p.song_id, p.played_at, p.ended_at, p.outcome from public.songs_playing p
    where p.player_id = p_player_id order by p.played_at desc, p.id limit 1
  ) newest
  join public.songs s on s.id = newest.song_id
  where newest.ended_at is null and newest.outcome is null;
  ends_at := greatest(v_at, p_now);
  songs := '{}';
  starts := '{}';
  for v_entry in
    select q.song_id, roomtone.play_seconds(s.type, s.duration, v_player.soundscape_seconds) as seconds
    from public.player_queue q join public.songs s on s.id = q.song_id
    where q.player_id = p_player_id order by q.position
  loop
    songs := songs || v_entry.song_id;
    starts := starts || ends_at;
    ends_at := ends_at + make_interval(secs => v_entry.seconds);
  end loop;
  return next;
end
$$;
comment on function roomtone.queue_end(uuid, timestamptz) is 'The queue as it will be heard: its songs, when each is expected to start, and when the last one ends (with an empty queue: what plays, or now).';

create function roomtone.resting(p_player_id uuid, p_songs uuid[], p_starts timestamptz[], p_at timestamptz, p_playable bigint)
returns uuid[]
language plpgsql stable
set search_path = ''
as $$
begin
  return (
  with heard as (
    select p.song_id, p.played_at as start from public.songs_playing p
    where p.player_id = p_player_id and p.played_at >= p_at - interval '1 hour' and p.played_at < p_at and p.song_id is not null
    union all
    select e.song_id, e.start from unnest(p_songs, p_starts) as e (song_id, start)
    where e.start >= p_at - interval '1 hour' and e.start < p_at
  ),
  songs as (select h.song_id, max(h.start) as start from heard h group by h.song_id)
  select coalesce(array_agg(last_heard.song_id), '{}')
  from (select s.song_id from songs s order by s.start desc, s.song_id limit p_playable / 2) last_heard);
end
$$;
comment on function roomtone.resting(uuid, uuid[], timestamptz[], timestamptz, bigint) is 'Songs that may not start at p_at: of the different ones heard or planned to start in the hour before it, the last half-of-playable at most. p_songs and p_starts are the entries planned before it.';

create function public.recommend_with_penalty(p_vec extensions.vector(5), p_limit int default 10, p_player_id uuid default null)
returns table (
  id uuid, title text, distance double precision, similarity double precision, adjusted_distance double precision,
  last_played timestamptz
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_now timestamptz := roomtone.now();
  -- Unit length: a very small or large vector would make NaN of single-precision squares.
  v_vec extensions.vector := case when extensions.vector_norm(p_vec) > 0 then extensions.l2_normalize(p_vec) end;
  v_end record;
  v_resting uuid[];
begin
  if p_player_id is null then
    return query
      select s.id, s.title, m.distance, 1 - m.distance,
        round((m.distance + roomtone.recency_penalty(l.played_at, v_now))::numeric, 6)::double precision as adjusted, l.played_at
      from public.songs s
      left join (
        select anywhere.song_id, max(anywhere.played_at) as played_at from roomtone.last_plays anywhere group by anywhere.song_id
      ) l on l.song_id = s.id
      cross join lateral (select s.embedding operator(extensions.<=>) v_vec as distance) m
      where s.archived_at is null and s.embedding is not null
      order by adjusted, l.played_at nulls first, s.id
      limit greatest(p_limit, 0);
    return;
  end if;
  select * into v_end from roomtone.queue_end(p_player_id, v_now);
  v_resting := roomtone.resting(p_player_id, v_end.songs, v_end.starts, v_end.ends_at,
    (select r.songs from roomtone.repertoire(p_player_id, v_now) r));
  return query
    select b.song_id, b.title, b.distance, 1 - b.distance, b.adjusted_distance, b.last_played
    from roomtone.best(v_vec, p_player_id, v_now, least(greatest(p_limit, 0), 1000000) + cardinality(v_resting)) b
    where b.song_id <> all (v_resting)
    order by b.adjusted_distance, b.last_played nulls first, b.song_id
    limit greatest(p_limit, 0);
end
$$;
comment on function public.recommend_with_penalty(extensions.vector, int, uuid) is
'Songs for a taste, best first. With a player: its playable songs that have an embedding, less those that would still rest if the pick started after its last queued entry; adjusted_distance = distance + 0.05*e^(-age/6 h) - 0.3*reputation there. Without: all songs in use, penalty from the last play anywhere, no rest, no reputation. p_vec null or zero: least recently played first, distances null. similarity = 1 - distance. To 6 decimals, ties by last_played nulls first, then id.';
revoke execute on function public.recommend_with_penalty(extensions.vector, int, uuid) from public;

revoke execute on all functions in schema roomtone from public;
grant execute on function roomtone.now() to public;

update roomtone.schema_version set version = 20261122091200;
