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
