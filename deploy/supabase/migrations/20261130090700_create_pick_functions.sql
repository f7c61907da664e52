-- The pick: which songs a room may play, how near each is to what the room wants, and which may not start yet.
set local lock_timeout = '4s';

create type roomtone.song_start as (
  song_id uuid, -- the song
  starts_at timestamptz -- when it started or is expected to start
);
comment on type roomtone.song_start is 'A start of a song, played or planned.';
create type roomtone.candidate as (
  song_id uuid, -- the song
  distance double precision, -- cosine distance from what the room wants, 0..2; null for rotation
  penalty double precision, -- recency penalty; null for rotation
  reputation double precision, -- reputation in the room, -1..1; null for rotation
  last_played timestamptz, -- latest start in the room; null: never played there, or not looked up
  direction extensions.vector, -- embedding at unit length; null for rotation
  type text, -- as in songs; null: direction, type and duration are not looked up yet
  duration int -- as in songs, seconds
);
comment on type roomtone.candidate is 'A song that may be picked for a place in a queue.';
create type roomtone.room_state as (
  player_id uuid, -- the room
  soundscape_seconds int, -- as in players
  vector extensions.vector, -- what the room wants; null: rotation alone
  has_library boolean, -- whether it plays songs of its own library, not of the whole catalogue
  kept roomtone.song_start[], -- the entries that stand, in order, with their expected starts
  next_at timestamptz, -- when the entry after them is expected to start
  recent_plays bigint, -- plays that started within the cool-down
  suspended uuid[], -- songs that it would play, were they not suspended
  playable bigint, -- how many songs it may play now
  full_cool_down boolean -- whether it has so many songs that each one heard or planned cools down for the whole span
);
comment on type roomtone.room_state is 'What the plan of a queue needs to know of its room.';
create function roomtone.play_seconds(p_type text, p_duration int, p_soundscape_seconds int) returns int
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return case when p_type = 'instrumental' then coalesce(p_duration, (roomtone.rules()).default_play_seconds) else p_soundscape_seconds end;
end
$$;
comment on function roomtone.play_seconds(text, int, int) is 'How long a song plays: an instrumental once (180 s where the length is unknown), a soundscape for the player''s setting.';

create function roomtone.play_over_at(p_started_at timestamptz, p_type text, p_duration int, p_soundscape_seconds int) returns timestamptz
language plpgsql stable parallel safe set search_path = ''
as $$
begin
  return p_started_at + make_interval(secs => roomtone.play_seconds(p_type, p_duration, p_soundscape_seconds)) + (roomtone.rules()).end_report_grace;
end
$$;
comment on function roomtone.play_over_at(timestamptz, text, int, int) is 'From when on a play whose end nobody reported is over for everybody: 15 s after its length.';

create function roomtone.player_plays(p_player_id uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from (
      select n.song_id, n.played_at, n.ended_at, n.outcome from public.songs_playing n
      where n.player_id = p_player_id order by n.played_at desc, n.id limit 1
    ) newest
    join public.players p on p.id = p_player_id
    join public.songs s on s.id = newest.song_id
    where newest.ended_at is null and newest.outcome is null
      and (select roomtone.now()) < roomtone.play_over_at(newest.played_at, s.type, s.duration, p.soundscape_seconds));
end
$$;
comment on function roomtone.player_plays(uuid) is 'Whether the newest play of a player runs now: its end was not reported, and it is not over by its length (roomtone.play_over_at).';

create function roomtone.player_status(p_player_id uuid, p_status text) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return case when p_status not in ('playing', 'idle') then p_status when roomtone.player_plays(p_player_id) then 'playing' else 'idle' end;
end
$$;
comment on function roomtone.player_status(uuid, text) is 'The status of a player now, from the stored one: a player that is on and has reported a play is playing while its newest play runs, else idle. The stored status follows some seconds later (roomtone.end_overdue_plays).';
create function roomtone.suspended_songs(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, song_id uuid, embedding extensions.vector)
language plpgsql stable rows 20 set search_path = ''
as $$
begin
  return query
    select failing.player_id, s.id, s.embedding
    from (
      select distinct f.player_id, f.song_id from public.songs_playing f
      where f.player_id = any (p_players) and f.outcome = 'failed' and f.song_id is not null and f.played_at > p_now - (roomtone.rules()).suspension_span
    ) failing
    cross join lateral (
      select count(*) filter (where latest.outcome = 'failed') as failures
      from (
        select p.outcome from public.songs_playing p
        where p.player_id = failing.player_id and p.song_id = failing.song_id
        order by p.played_at desc, p.id limit (roomtone.rules()).suspension_failures
      ) latest
    ) counted
    join public.songs s on s.id = failing.song_id and s.archived_at is null
    where counted.failures = (roomtone.rules()).suspension_failures
      and (
        not exists (select from roomtone.playable_sums l where l.player_id = failing.player_id)
        or exists (select from roomtone.library_directions d where d.player_id = failing.player_id and d.song_id = failing.song_id));
end
$$;
comment on function roomtone.suspended_songs(uuid[], timestamptz) is 'Songs that players might play but for their last three plays there, which all failed, the last of them less than 24 hours ago. A player''s songs in use less these are what is playable.';

create function roomtone.playable_counts(p_players uuid[])
returns table (player_id uuid, playable bigint, suspended uuid[])
language plpgsql stable security definer rows 1000 set search_path = '' set jit = off
as $$
declare
  v_now constant timestamptz := roomtone.now();
  -- Few rooms have failed plays, so that the songs of few are looked at.
  v_failing constant uuid[] := array(
    select distinct f.player_id from public.songs_playing f
    where f.outcome = 'failed' and f.played_at > v_now - (roomtone.rules()).suspension_span
      and f.player_id in (select p.id from unnest(p_players) as p (id)));
begin
  return query
    with suspension as materialized (
      select s.player_id, array_agg(s.song_id) as songs from roomtone.suspended_songs(v_failing, v_now) s group by s.player_id
    )
    select r.player_id, coalesce(library.songs, catalogue.songs) - coalesce(cardinality(s.songs), 0), coalesce(s.songs, '{}')
    from unnest(p_players) as r (player_id)
    join roomtone.playable_sums catalogue on catalogue.player_id = roomtone.catalogue()
    left join roomtone.playable_sums library on library.player_id = r.player_id
    left join suspension s on s.player_id = r.player_id;
end
$$;
comment on function roomtone.playable_counts(uuid[]) is 'For each of the players how many songs it may play now, and the songs of its library, or of the catalogue where it has none, that are suspended there.';
create type roomtone.song_penalty as (
  song_id uuid, -- the song
  penalty double precision -- recency penalty, in units of cosine distance, above 0
);
comment on type roomtone.song_penalty is 'A song that a player has started lately, and what that adds to its distance.';
create function roomtone.recency_penalties(p_players uuid[], p_playable bigint[], p_now timestamptz)
returns table (player_id uuid, penalties roomtone.song_penalty[])
language plpgsql stable rows 20
-- Whatever the statistics say, a batch reads the plays of its own rooms by index.
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_decay constant double precision := date_part('epoch', (roomtone.rules()).recency_decay);
begin
  return query
    select r.player_id, array(
      -- A play that starts a moment ahead of the clock counts as one that starts now.
      select row(p.song_id, r.weight * sum(exp(-greatest(date_part('epoch', p_now - p.played_at), 0) / v_decay)))::roomtone.song_penalty
      from public.songs_playing p
      where p.player_id = r.player_id and p.played_at > p_now - (roomtone.rules()).recency_span and p.song_id is not null
      group by p.song_id)
    from (
      select n.player_id, (roomtone.rules()).recency_weight * sqrt(greatest(1, (roomtone.rules()).recency_songs / nullif(n.playable, 0))) as weight
      from unnest(p_players, p_playable) as n (player_id, playable)
    ) r;
end
$$;
comment on function roomtone.recency_penalties(uuid[], bigint[], timestamptz) is 'For each player the songs that it has started within 24 hours before p_now, each with 0.05 * sqrt(max(1, 60/n)) * the sum of e^(-age/2 h) over these plays; n: its p_playable, how many songs it may play. The arrays have one length.';
create function roomtone.playable_songs(p_player_id uuid, p_search text, p_limit int, p_offset int)
returns table (song_id uuid, title text, artist text, total bigint)
language plpgsql stable security definer
-- Planned for its values: a trigram index serves some words and not others, and a library has ten songs or all.
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0 set plan_cache_mode = force_custom_plan
as $$
declare
  -- Folded before it is escaped: folding makes % of a full-width percent sign.
  v_patterns text[] := array(
    select '%' || regexp_replace(words.word, '([\\%_])', '\\\1', 'g') || '%'
    from regexp_split_to_table(roomtone.folded(p_search), '\s+') as words (word)
    where words.word <> '' order by length(words.word) desc);
  -- An index serves one pattern: the longest, which most songs fail.
  v_longest text := coalesce(v_patterns[1], '%');
  v_suspended uuid[] := array(select f.song_id from roomtone.suspended_songs(array[p_player_id], roomtone.now()) f);
  v_in_use bigint;
  v_has_library boolean;
  v_total bigint;
begin
  select coalesce(l.songs, c.songs), l.player_id is not null into v_in_use, v_has_library
  from roomtone.playable_sums c left join roomtone.playable_sums l on l.player_id = p_player_id
  where c.player_id = roomtone.catalogue();
  if cardinality(v_patterns) = 0 then
    v_total := v_in_use - cardinality(v_suspended);
  elsif v_has_library then
    select count(*) into v_total
    from public.player_library l join public.songs s on s.id = l.song_id
    where l.player_id = p_player_id and s.archived_at is null and s.id <> all (v_suspended)
      and s.search_text like v_longest and s.search_text like all (v_patterns);
  else
    select count(*) into v_total from public.songs s
    where s.archived_at is null and s.id <> all (v_suspended)
      and s.search_text like v_longest and s.search_text like all (v_patterns);
  end if;
  if v_has_library then
    return query
      select part.id, part.title, part.artist, v_total
      from (values (true)) one left join (
        select s.id, s.title, s.artist, s.search_text
        from public.player_library l join public.songs s on s.id = l.song_id
        where l.player_id = p_player_id and s.archived_at is null and s.id <> all (v_suspended)
          and s.search_text like v_longest and s.search_text like all (v_patterns)
        order by "left"(s.search_text, 100), s.id limit p_limit offset p_offset
      ) part on true
      order by "left"(part.search_text, 100), part.id;
  else
    return query
      select part.id, part.title, part.artist, v_total
      from (values (true)) one left join (
        select s.id, s.title, s.artist, s.search_text from public.songs s
        where s.archived_at is null and s.id <> all (v_suspended)
          and s.search_text like v_longest and s.search_text like all (v_patterns)
        order by "left"(s.search_text, 100), s.id limit p_limit offset p_offset
      ) part on true
      order by "left"(part.search_text, 100), part.id;
  end if;
end
$$;
comment on function roomtone.playable_songs(uuid, text, int, int) is 'A page of the songs that a player may play now: its library, else the catalogue, without archived and suspended songs. A song is found when title and artist together contain each word of p_search, whatever the case and the accents; an empty search finds all. In the order of the titles, ties by artist, then id. total counts all that were found; a page without songs is one row without a song. It does not ask who calls: the brain checks that before.';

-- The definition of the pick: one pass over what the player may play, or over some of it.
create function roomtone.rank_all_songs(
  p_vec extensions.vector, p_player_id uuid, p_penalties roomtone.song_penalty[], p_without uuid[], p_limit bigint, p_among uuid[])
returns table (
  song_id uuid, title text, distance double precision, penalty double precision, reputation double precision,
  adjusted_distance double precision, last_played timestamptz
)
language plpgsql stable set search_path = ''
as $$
declare
  v_mean_vote constant double precision := coalesce((
    select sum(r.sum_kw) / (sum(r.sum_k) + (roomtone.rules()).prior_votes) from roomtone.song_reputations r where r.player_id = p_player_id), 0);
begin
  return query
    with measured as (
      select s.song_id, s.title,
        s.embedding operator(extensions.<=>) p_vec as distance,
        coalesce(p.penalty, 0) as penalty,
        coalesce((r.sum_kw - v_mean_vote * r.sum_k) / (r.sum_k + (roomtone.rules()).prior_votes), 0) as reputation,
        l.played_at
      from (
        select a.song_id, a.title, a.embedding from roomtone.library_songs a where a.player_id = p_player_id and p_among is null
        union all
        select c.id, c.title, c.embedding from public.songs c where c.id = any (p_among) and c.archived_at is null
      ) s
      left join unnest(p_penalties) p on p.song_id = s.song_id
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
      left join roomtone.song_reputations r on r.player_id = p_player_id and r.song_id = s.song_id
      where s.embedding is not null and s.song_id <> all (p_without)
    )
    select m.song_id, m.title, m.distance, m.penalty, m.reputation,
      round((m.distance + m.penalty - (roomtone.rules()).reputation_weight * m.reputation) * 1000000) / 1000000 as adjusted, m.played_at
    from measured m
    order by adjusted, m.played_at nulls first, m.song_id
    limit p_limit;
end
$$;
comment on function roomtone.rank_all_songs(extensions.vector, uuid, roomtone.song_penalty[], uuid[], bigint, uuid[]) is 'The best songs with an embedding, p_without left out, of p_among, or, when that is null, of all that the player may play: adjusted = cosine distance + penalty as in p_penalties - 0.3*reputation, to 6 decimals, ties by last_played nulls first, then id. p_vec null: by last_played alone.';
create function roomtone.nearest_songs(p_vec extensions.vector, p_limit bigint)
returns table (song_id uuid, distance double precision)
language plpgsql stable
-- One plan for every limit; the index yields the songs in order, so that few cost little.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
begin
  return query
    select s.id, s.embedding operator(extensions.<=>) p_vec
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit p_limit;
end
$$;
comment on function roomtone.nearest_songs(extensions.vector, bigint) is 'The songs in use nearest to a taste, from the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does.';
create function roomtone.rank_songs(
  p_vec extensions.vector, p_player_id uuid, p_playable bigint, p_now timestamptz, p_without uuid[], p_limit bigint)
returns table (
  song_id uuid, title text, distance double precision, penalty double precision, reputation double precision,
  adjusted_distance double precision, last_played timestamptz
)
language plpgsql stable set search_path = ''
as $$
declare
  v_penalties constant roomtone.song_penalty[] := (
    select p.penalties from roomtone.recency_penalties(array[p_player_id], array[p_playable], p_now) p);
  v_without uuid[] := p_without;
  v_left bigint := p_limit;
  v_near bigint := 2 * p_limit + cardinality(p_without);
  v_known uuid[];
  v_songs uuid[];
  v_edge double precision;
  v_song record;
begin
  if p_vec is not null and v_near <= (roomtone.rules()).search_width
    and exists (select from roomtone.collectives c where c.player_id = p_player_id)
    and not exists (select from public.player_library l where l.player_id = p_player_id)
  then
    -- Only votes bring a song nearer than its distance: a play takes it farther away.
    v_known := array(select r.song_id from roomtone.song_reputations r where r.player_id = p_player_id);
    while v_near <= (roomtone.rules()).search_width loop
      select coalesce(array_agg(n.song_id), '{}'), case when count(*) = v_near then max(n.distance) end into v_songs, v_edge
      from roomtone.nearest_songs(p_vec, v_near) n;
      for v_song in select * from roomtone.rank_all_songs(p_vec, p_player_id, v_penalties, v_without, v_left, v_songs || v_known) loop
        -- Whatever was not looked at is at least as far as the edge; a hair's breadth allows for rounding.
        exit when v_song.adjusted_distance >= v_edge - (roomtone.rules()).rank_tolerance;
        return query select v_song.song_id, v_song.title, v_song.distance, v_song.penalty, v_song.reputation,
          v_song.adjusted_distance, v_song.last_played;
        v_without := v_without || v_song.song_id;
        v_left := v_left - 1;
      end loop;
      if v_left = 0 or v_edge is null then
        return;
      end if;
      v_near := v_near * 5;
    end loop;
  end if;
  return query select * from roomtone.rank_all_songs(p_vec, p_player_id, v_penalties, v_without, v_left, null);
end
$$;
comment on function roomtone.rank_songs(extensions.vector, uuid, bigint, timestamptz, uuid[], bigint) is
'The same rows in the same order as roomtone.rank_all_songs over all that a player may play, p_playable songs, with its recency penalties; found among few where that can be proved: without a library, the songs nearest to the taste and all that have a vote here are enough, because any other song''s adjusted distance is no smaller than its distance, which is no smaller than that of the farthest one fetched. Rows nearer than that edge are certain; for the others more are fetched, and at last everything is measured.';
create function roomtone.recent_starts(p_player_id uuid, p_now timestamptz) returns roomtone.song_start[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select row(p.song_id, p.played_at)::roomtone.song_start from public.songs_playing p
    where p.player_id = p_player_id and p.played_at >= p_now - (roomtone.rules()).cool_down and p.song_id is not null);
end
$$;
comment on function roomtone.recent_starts(uuid, timestamptz) is 'What a player has started within the cool-down before p_now, or after p_now.';
create function roomtone.cooling_down(p_starts roomtone.song_start[], p_at timestamptz, p_playable bigint) returns uuid[]
language plpgsql immutable set search_path = ''
as $$
begin
  return array(
    select s.song_id
    from unnest(p_starts) s
    where s.starts_at >= p_at - (roomtone.rules()).cool_down and s.starts_at < p_at
    group by s.song_id
    order by max(s.starts_at) desc, s.song_id
    limit p_playable / 2);
end
$$;
comment on function roomtone.cooling_down(roomtone.song_start[], timestamptz, bigint) is 'The songs that may not start at p_at: of the different songs that start within the cool-down before it those that start last, half as many as are playable at most. p_starts: what was heard and what is planned, in any order.';
create function roomtone.room_states(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns setof roomtone.room_state
language plpgsql stable rows 20
-- Whatever the statistics say, a batch reads the rows of its own rooms by index.
set search_path = '' set enable_seqscan = off set random_page_cost = 1.1 set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with suspensions as materialized (
      select s.player_id, s.song_id from roomtone.suspended_songs(p_players, p_now) s
    )
    select r.player_id, p.soundscape_seconds, case when p_by_taste then c.vector end, l.player_id is not null,
      standing.entries, coalesce(standing.ends_at, running.ends_at, p_now), recent.plays, suspended.songs,
      coalesce(l.songs, catalogue.songs) - cardinality(suspended.songs),
      (coalesce(l.songs, catalogue.songs) - cardinality(suspended.songs)) / 2 >= recent.plays + (roomtone.rules()).queue_length
        and coalesce(recent.newest <= p_now, true)
    from unnest(p_players, p_keep) as r (player_id, keep)
    join public.players p on p.id = r.player_id
    join roomtone.collectives c on c.player_id = r.player_id
    left join roomtone.playable_sums l on l.player_id = r.player_id
    join roomtone.playable_sums catalogue on catalogue.player_id = roomtone.catalogue()
    -- What plays is the newest play, unless its end was reported. It may be over by now, but nothing starts in the past.
    left join lateral (
      select greatest(p_now, newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, p.soundscape_seconds))) as ends_at
      from (
        select n.song_id, n.played_at, n.ended_at, n.outcome from public.songs_playing n
        where n.player_id = r.player_id order by n.played_at desc, n.id limit 1
      ) newest
      join public.songs s on s.id = newest.song_id
      where newest.ended_at is null and newest.outcome is null
    ) running on true
    -- What stands: the first entries of the queue, one after the other.
    cross join lateral (
      select coalesce(array_agg(row(e.song_id, e.ends_at - e.length)::roomtone.song_start order by e.position), '{}') as entries, max(e.ends_at) as ends_at
      from (
        select q.song_id, q.position, q.length, coalesce(running.ends_at, p_now) + sum(q.length) over (order by q.position) as ends_at
        from (
          select e.song_id, e.position, make_interval(secs => roomtone.play_seconds(s.type, s.duration, p.soundscape_seconds)) as length
          from public.player_queue e join public.songs s on s.id = e.song_id
          where e.player_id = r.player_id and s.archived_at is null
          order by e.position limit least(r.keep, (roomtone.rules()).queue_length)
        ) q
      ) e
    ) standing
    cross join lateral (
      select count(*) as plays, max(h.played_at) as newest
      from public.songs_playing h
      where h.player_id = r.player_id and h.played_at >= p_now - (roomtone.rules()).cool_down and h.song_id is not null
    ) recent
    cross join lateral (
      select coalesce(array_agg(s.song_id), '{}') as songs from suspensions s where s.player_id = r.player_id
    ) suspended;
end
$$;
comment on function roomtone.room_states(uuid[], int[], boolean, timestamptz) is 'What the plans of queues need to know of their rooms, of which each keeps its first p_keep entries. Without p_by_taste the vectors are null. A row for each player that has a collective.';
create function public.recommend_with_penalty(p_vec extensions.vector(5), p_limit int default 10, p_player_id uuid default null)
returns table (
  id uuid, title text, distance double precision, similarity double precision, adjusted_distance double precision,
  last_played timestamptz
)
language plpgsql stable security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  -- Unit length: a very small or large vector would make NaN of single-precision squares.
  v_vec extensions.vector := case when extensions.vector_norm(p_vec) > 0 then extensions.l2_normalize(p_vec) end;
  v_limit bigint := greatest(p_limit, 0);
  v_room roomtone.room_state;
  v_cooling_down uuid[];
begin
  if p_player_id is null then
    return query
      with anywhere as (
        select l.song_id, max(l.played_at) as played_at from roomtone.last_plays l group by l.song_id
      ),
      measured as (
        select s.id, s.title, s.embedding operator(extensions.<=>) v_vec as distance,
          case when a.played_at > v_now - (roomtone.rules()).recency_span then (roomtone.rules()).recency_weight
            * exp(-greatest(date_part('epoch', v_now - a.played_at), 0) / date_part('epoch', (roomtone.rules()).recency_decay)) else 0 end as penalty,
          a.played_at
        from public.songs s left join anywhere a on a.song_id = s.id
        where s.archived_at is null and s.embedding is not null
      ),
      adjusted as (
        select m.*, round((m.distance + m.penalty) * 1000000) / 1000000 as value from measured m
      )
      select a.id, a.title, a.distance, 1 - a.distance, a.value, a.played_at
      from adjusted a
      order by a.value, a.played_at nulls first, a.id
      limit v_limit;
    return;
  end if;
  select * into v_room from roomtone.room_states(array[p_player_id], array[(roomtone.rules()).queue_length], false, v_now);
  v_cooling_down := roomtone.cooling_down(v_room.kept || roomtone.recent_starts(p_player_id, v_now), v_room.next_at, v_room.playable);
  return query
    select r.song_id, r.title, r.distance, 1 - r.distance, r.adjusted_distance, r.last_played
    from roomtone.rank_songs(v_vec, p_player_id, v_room.playable, v_now, v_room.suspended || v_cooling_down, v_limit) r;
end
$$;
comment on function public.recommend_with_penalty(extensions.vector, int, uuid) is
'Songs for a taste, best first. With a player: its playable songs that have an embedding, less those that would be cooling down after its last queued entry; adjusted_distance = distance + penalty - 0.3*reputation there, the penalty as in roomtone.recency_penalties. Without: all songs in use, penalty 0.05*e^(-age/2 h) of the last play anywhere within 24 hours, no cool-down, no reputation. p_vec null or zero: least recently played first, distances null. similarity = 1 - distance. To 6 decimals, ties by last_played nulls first, then id.';
create function roomtone.best_ranked(p_player_id uuid, p_limit int) returns table (song_id uuid)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_suspended constant uuid[] := array(select s.song_id from roomtone.suspended_songs(array[p_player_id], roomtone.now()) s);
  v_vec constant extensions.vector := (select c.vector from roomtone.collectives c where c.player_id = p_player_id);
begin
  return query
    select s.song_id
    from roomtone.library_songs s
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    where s.player_id = p_player_id and s.song_id <> all (v_suspended)
    order by s.embedding operator(extensions.<=>) v_vec nulls last, l.played_at nulls first, s.song_id
    limit greatest(p_limit, 0);
end
$$;
comment on function roomtone.best_ranked(uuid, int) is 'The playable songs nearest to what a room wants, for devices to keep ready; says nothing of how near.';

update roomtone.schema_version set version = 20261130090700;
