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
